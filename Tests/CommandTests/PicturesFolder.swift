import Foundation
import Testing

/// A folder with a few pictures of 4 x 4 pixels in data/, and in game.yaml a small game on them.
struct PicturesFolder {
  let url: URL

  static let configuration = """
    steps: 60
    every: 10
    minibatch: 10
    updates: simultaneous
    noise: {law: uniform, lower: -1.7, upper: 1.7, dimension: 3}
    generator:
      layers:
        - dense: {units: 12, activation: relu, weights: {uniform: 0.5}}
        - dense: {units: 16, activation: sigmoid, weights: {uniform: 0.5}, biases: marginals}
      optimiser: {rule: momentum, rate: {from: 0.1, divisor: 1.01, floor: 1e-6}, momentum: {from: 0.5, to: 0.7, until: 40}}
    discriminator:
      layers:
        - dropout: {keep: 0.8, scale: 1.25}
        - dense: {units: 6, activation: {maxout: 3}, weights: {uniform: 0.5}}
        - dropout: {keep: 0.5, scale: 2}
        - dense: {units: 1, weights: {uniform: 0.5}}
      factor: 0.5
      optimiser: {rule: momentum, rate: 0.1, momentum: 0.5}
    """

  /// Calls `body` with such a folder, removed at the end.
  static func with(_ body: (PicturesFolder) throws -> Void) throws {
    try withTemporaryFolder { url in
      let folder = PicturesFolder(url: url)
      try folder.writePictures(to: "data")
      try Data(("data: data\n" + configuration).utf8).write(to: url.appending(path: "game.yaml"))
      try body(folder)
    }
  }

  /// Four files of pictures.
  func writePictures(to name: String) throws {
    let data = url.appending(path: name)
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    for (part, count) in [("train", 120), ("t10k", 30)] {
      let size: [UInt8] = [0, 0, 0, UInt8(count)]
      let pixels = (0..<16 * count).map { (index: Int) -> UInt8 in
        let word = index * index * 7 + index / 16 * 31
        return UInt8(word % 256)
      }
      let side: [UInt8] = [0, 0, 0, 4]
      let images: [UInt8] = [0, 0, 8, 3] + size + side + side + pixels
      try Data(images).write(to: data.appending(path: "\(part)-images-idx3-ubyte"))
      let labels: [UInt8] = [0, 0, 8, 1] + size + [UInt8](repeating: 0, count: count)
      try Data(labels).write(to: data.appending(path: "\(part)-labels-idx1-ubyte"))
    }
  }

  func contents(_ name: String) -> Data? {
    FileManager.default.contents(atPath: url.appending(path: name).path)
  }

  /// Its lines, none of a file that is not there.
  func lines(_ name: String) -> [Substring] {
    String(decoding: contents(name) ?? Data(), as: UTF8.self).split(separator: "\n")
  }

  /// What is there of temporary files under `name`.
  func leftovers(_ name: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: url.appending(path: name).path).filter {
      $0.contains(".partial") || $0.contains("tmp-")
    }
  }

  /// A run of game.yaml in the folder `name`; `mostBlocks` as in ``ProgramRun``.
  func train(_ name: String, _ more: String..., mostBlocks: Int? = nil) throws -> ProgramRun {
    try ProgramRun(
      ["pictures", "train", "--config", "game.yaml", "--out", name] + more, in: url, mostBlocks: mostBlocks)
  }

  /// Expects that the runs in whole/ and parts/ have left the same bits, in ``files`` and in `more`.
  func expectSameBits(_ more: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    for name in PicturesFolder.files + more {
      let bytes = contents("whole/\(name)")
      #expect(
        bytes != nil && bytes == contents("parts/\(name)"), "\(name)", sourceLocation: sourceLocation)
    }
  }

  /// What two runs of 60 steps to the same bits have in common.
  static let files = [
    "evolution.csv", "generator.safetensors", "discriminator.safetensors", "checkpoint.safetensors",
    "samples/0000060.png", "config.yaml",
  ]
}
