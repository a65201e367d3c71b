import Foundation
import Testing

/// `minimax pictures` on a few pictures of 4 x 4 pixels that the test makes.
struct PicturesCommandTests {
  private static let configuration = """
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

  /// A folder with the four files and the configuration, removed at the end.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try write(to: folder)
      try body(folder)
    }
  }

  private func write(to folder: URL) throws {
    let data = folder.appending(path: "data")
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
    try Data(("data: data\n" + PicturesCommandTests.configuration).utf8)
      .write(to: folder.appending(path: "game.yaml"))
  }

  private func contents(_ folder: URL, _ name: String) -> Data? {
    FileManager.default.contents(atPath: folder.appending(path: name).path)
  }

  private func train(_ folder: URL, _ name: String, _ more: String...) throws -> ProgramRun {
    try ProgramRun(["pictures", "train", "--config", "game.yaml", "--out", name] + more, in: folder)
  }

  private static let files = [
    "evolution.csv", "generator.safetensors", "discriminator.safetensors", "checkpoint.safetensors",
    "samples/0000060.png", "config.yaml",
  ]

  @Test("a run that was stopped in the middle of an epoch and resumed has the bits of one that was not")
  func resume() throws {
    try withFolder { folder in
      let whole = try train(folder, "whole")
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(try train(folder, "parts", "--set", "steps=25").status == 0)
      let again = try train(folder, "parts")
      #expect(again.status == 1)
      #expect(again.errors.contains("is there already; allowed: --resume"))
      #expect(try train(folder, "parts", "--resume").status == 0)
      for name in PicturesCommandTests.files {
        let bytes = contents(folder, "whole/\(name)")
        #expect(bytes != nil && bytes == contents(folder, "parts/\(name)"), "\(name)")
      }
      let rows = String(decoding: contents(folder, "whole/evolution.csv") ?? Data(), as: UTF8.self)
        .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
      #expect(rows.map { $0[0] } == ["0", "10", "20", "30", "40", "50", "60"])
      #expect(rows.allSatisfy { $0.count == 15 && $0.allSatisfy { Double($0)?.isFinite ?? false } })
      let other = try train(folder, "parts", "--resume", "--seed", "2")
      #expect(other.status == 1 && other.errors.contains("another configuration"))
    }
  }

  @Test("SIGTERM leaves a checkpoint from which the run goes on")
  func signal() throws {
    try withFolder { folder in
      let process = try ProgramRun.started(
        ["pictures", "train", "--config", "game.yaml", "--set", "steps=100000000", "--out", "run"], in: folder
      )
      let checkpoint = folder.appending(path: "run/checkpoint.safetensors").path
      while process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(2000) }
      process.terminate()
      process.waitUntilExit()
      #expect(process.terminationStatus == 128 + SIGTERM)
      let times = String(decoding: contents(folder, "run/times.csv") ?? Data(), as: UTF8.self)
      let step = Int(times.split(separator: "\n").last?.split(separator: ",").first ?? "")
      let further = try ProgramRun(
        ["pictures", "train", "--out", "run", "--resume", "--set", "steps=\((step ?? 0) + 5)"], in: folder)
      #expect(further.status == 0, "\(further.errors)")
      #expect(further.output.contains("\((step ?? 0) + 5)/\((step ?? 0) + 5)"))
    }
  }

  @Test("a score has the run and the baselines, and a sheet its pictures")
  func scoreAndSheet() throws {
    try withFolder { folder in
      #expect(try train(folder, "run").status == 0)
      let score = try ProgramRun(
        ["pictures", "score", "--run", "run", "--out", "scores", "--samples", "50", "--bound-steps", "10"],
        in: folder)
      #expect(score.status == 0, "\(score.errors)")
      let table = String(decoding: contents(folder, "scores/pictures-scores.csv") ?? Data(), as: UTF8.self)
      let sources = table.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").first }
      #expect(sources == ["run", "training pictures", "k-means codebook", "Gaussian"])
      #expect(contents(folder, "scores/run.yaml") == contents(folder, "run/config.yaml"))
      #expect(contents(folder, "scores/datapackage.json") != nil)
      let sheet = try ProgramRun(["pictures", "sheet", "--run", "run", "--out", "sheet"], in: folder)
      #expect(sheet.status == 0, "\(sheet.errors)")
      for name in ["samples.png", "neighbours.png", "interpolation.png", "evolution.png"] {
        #expect(contents(folder, "sheet/\(name)")?.prefix(4) == Data([137, 80, 78, 71]), "\(name)")
      }
    }
  }

  @Test("bad input is an error that names it, and leaves no folder")
  func errors() throws {
    try withFolder { folder in
      let missing = try train(folder, "run", "--data-dir", "nowhere")
      #expect(missing.status == 1)
      #expect(missing.errors.contains("nowhere/train-images-idx3-ubyte is not there"))
      let path = folder.appending(path: "data/t10k-images-idx3-ubyte")
      try (contents(folder, "data/t10k-images-idx3-ubyte") ?? Data()).dropLast().write(to: path)
      let truncated = try train(folder, "run")
      #expect(truncated.status == 1)
      #expect(truncated.errors.contains("data/t10k-images-idx3-ubyte: at byte 495 expected 496 bytes"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "run").path))
      let plain = try ProgramRun(
        [
          "train", "--config", "game.yaml", "--data", "normal(0, 1)", "--set", "discriminator.layers={}",
          "--set",
          "generator.layers=[dense: {units: 1, biases: marginals}]", "--out", "run",
        ], in: folder)
      #expect(plain.status == 1)
      #expect(plain.errors.contains("its biases are to be those of the data's marginals"))
    }
  }
}
