import Foundation
import NeuralNetworks
import Testing

struct SafetensorsTests {
  func withFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("network-\(UUID()).safetensors")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  func sample() throws -> NetworkSnapshot<Float> {
    var stream = RandomStream(seed: 6, name: "file")
    let named = try #require(NamedArchitecture.all.last)
    return try Network<Float>(named.architecture, initialisedFrom: &stream).snapshot()
  }

  @Test("a saved network reads back as itself, and converts between precisions")
  func roundTrip() throws {
    try withFile { path in
      let network = try sample()
      try network.save(to: path, metadata: ["seed": "6"])
      #expect(try NetworkSnapshot<Float>.load(from: path) == network)
      let wide = try NetworkSnapshot<Double>.load(from: path)
      #expect(wide.parameters.map { Float($0) } == network.parameters)
      #expect(try Safetensors(contentsOf: path).metadata["seed"] == "6")
      try network.save(to: path)
      #expect(try NetworkSnapshot<Float>.load(from: path, expecting: network.architecture) == network)
    }
  }

  @Test("a file that Python wrote gives the network that Python meant")
  func python() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let path = folder.appendingPathComponent("Reference/python.safetensors").path
    let work = Workspace(try Network<Double>(NetworkSnapshot<Double>.load(from: path)), rows: 1)
    work.input[0] = 0.3
    work.input[1] = -0.7
    work.forward(rows: 1)
    let expected = try #require(Safetensors(contentsOf: path).metadata["output"].flatMap { Double($0) })
    #expect(close(work.output[0], expected, 1e-14))
  }

  @Test("the bytes are those of the published format")
  func bytes() throws {
    let file = Safetensors(tensors: ["a": Tensor([1.5, -2] as [Float], shape: [2, 1])])
    let header = #"{"a":{"data_offsets":[0,8],"dtype":"F32","shape":[2,1]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    var expected = Data([UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0]) + Data(padded.utf8)
    expected.append(contentsOf: [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0])
    #expect(try file.encoded() == expected)
  }

  @Test("a damaged, truncated or foreign file is refused, naming it and what was expected")
  func refusals() throws {
    try withFile { path in
      func refused(_ data: Data, _ word: String) throws {
        try data.write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: NetworkError.self) { try NetworkSnapshot<Float>.load(from: path) }
        let text = error?.description ?? ""
        #expect(text.contains(path) && text.contains(word), "\(text) should contain \(word)")
      }
      let network = try sample()
      try network.save(to: path)
      let good = try Data(contentsOf: URL(fileURLWithPath: path))
      try refused(Data([1, 2, 3]), "at least 8 bytes")
      try refused(good.prefix(40), "header")
      try refused(good.dropLast(5), "truncated")
      try refused(good + Data([0]), "bytes of tensors")
      var broken = good
      broken[9] = 0x21
      try refused(broken, "JSON")
      let other = Safetensors(tensors: ["x": Tensor([1] as [Float], shape: [1])])
      try refused(try other.encoded(), "architecture")
      let wrong = Architecture.perceptron(inputs: 5, hidden: [4], activation: .tanh, outputs: 1)
      try network.save(to: path)
      let error = #expect(throws: NetworkError.self) {
        try NetworkSnapshot<Float>.load(from: path, expecting: wrong)
      }
      #expect(error?.description.contains("layers.0.weight") == true)
      #expect(throws: NetworkError.self) { try NetworkSnapshot<Float>.load(from: path + ".absent") }
    }
  }

  @Test(
    "weights that are not finite are refused with the tensor and the place",
    arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    try withFile { path in
      let good = try sample()
      var parameters = good.parameters
      parameters[1] = value
      try NetworkSnapshot(
        architecture: good.architecture, parameters: parameters, statistics: good.statistics
      ).save(to: path)
      let error = #expect(throws: NetworkError.self) { try NetworkSnapshot<Float>.load(from: path) }
      let text = error?.description ?? ""
      #expect(text.contains(".weight") && text.contains("\(value) at index 1"), "\(text)")
    }
  }

  @Test("no file of any truncated length is accepted, and none crashes the reader")
  func everyTruncation() throws {
    try withFile { path in
      let small = try Network<Float>(Architecture(inputs: 1, layers: [.dense(1, .tanh)])).snapshot()
      try small.save(to: path)
      let good = try Data(contentsOf: URL(fileURLWithPath: path))
      for length in 0..<good.count {
        try good.prefix(length).write(to: URL(fileURLWithPath: path))
        #expect(throws: NetworkError.self) { try NetworkSnapshot<Float>.load(from: path) }
      }
    }
  }

  @Test("a single changed byte of the weights is known, and a file without a checksum is taken as it is")
  func changedByte() throws {
    try withFile { path in
      let network = try sample()
      try network.save(to: path)
      var damaged = try Data(contentsOf: URL(fileURLWithPath: path))
      // The lowest bit of a weight: a number like any other.
      damaged[damaged.count - 4] ^= 1
      try damaged.write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: NetworkError.self) { try NetworkSnapshot<Float>.load(from: path) }
      #expect(error?.description.contains("the file is damaged") == true)
      var file = try Safetensors(contentsOf: path)
      file.metadata["checksum"] = nil
      try file.write(to: path)
      #expect(try NetworkSnapshot<Float>.load(from: path).architecture == network.architecture)
    }
  }

  @Test("a folder that does not exist leaves no file behind")
  func unwritable() throws {
    let network = try sample()
    #expect(throws: NetworkError.self) { try network.save(to: "/nonexistent/folder/network.safetensors") }
  }
}
