import AdversarialTraining
import Foundation
import NeuralNetworks
import Testing

struct CheckpointTests {
  static let games: [(String, TrainingConfiguration)] = [
    ("plain", smallGame()),
    (
      "Adam, three steps of D",
      smallGame {
        $0.discriminatorOptimiser = .adam(rate: 0.001)
        $0.generatorOptimiser = .rmsProp(rate: 0.001, decay: 0.9, epsilon: 1e-6)
        $0.discriminatorSteps = 3
      }
    ),
    (
      "dropout, instance noise and a penalty",
      smallGame {
        $0.discriminator.layers.insert(.dropout(keep: 0.8), at: 1)
        $0.instanceNoise = InstanceNoise(standardDeviation: .linear(initial: 0.5, final: 0, end: 30))
        $0.penalties = [.r1(weight: 0.1), .wasserstein(weight: 0.1)]
        $0.shares = 2
      }
    ),
    (
      "batch normalisation",
      smallGame {
        $0.generator.layers.insert(.batchNormalisation(BatchNormalisation(activation: .relu)), at: 1)
        $0.discriminator.layers.insert(.batchNormalisation(BatchNormalisation()), at: 1)
      }
    ),
  ]

  static func table() throws -> TableSource<Float> {
    try TableSource(values: (0..<50).map { Float($0) / 10 }, dimension: 1, order: .shuffledEpochs)
  }

  @Test("a run that goes on from a saved file has the bits of one that never stopped", arguments: 0..<4)
  func resumes(game: Int) throws {
    let configuration = CheckpointTests.games[game].1
    let whole = try AlternatingTraining(configuration, data: CheckpointTests.table())
    try whole.run()

    let path = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID()).safetensors")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try AlternatingTraining(configuration, data: CheckpointTests.table())
    try first.run(until: 17)
    try first.checkpoint().save(to: path)
    let saved = try TrainingCheckpoint<Float>.load(from: path)
    #expect(saved == first.checkpoint())
    let second = try AlternatingTraining(resuming: saved, data: CheckpointTests.table())
    #expect(second.step == 17)
    try second.run()
    #expect(second.checkpoint() == whole.checkpoint())
  }

  @Test("a checkpoint of another configuration, or in another precision, is refused")
  func foreign() throws {
    let training = try AlternatingTraining(smallGame(), data: normalData(Float.self))
    let other = try AlternatingTraining(smallGame { $0.minibatch = 16 }, data: normalData(Float.self))
    #expect(throws: TrainingError.self) { try other.restore(training.checkpoint()) }
    let longer = try AlternatingTraining(smallGame { $0.steps = 99 }, data: normalData(Float.self))
    #expect(throws: Never.self) { try longer.restore(training.checkpoint()) }

    let path = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID()).safetensors")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try training.checkpoint().save(to: path)
    let error = #expect(throws: NetworkError.self) { try TrainingCheckpoint<Double>.load(from: path) }
    #expect(error?.description.contains("F64") == true)
  }

  @Test("a place beyond the end of the data is refused, notes are kept")
  func otherData() throws {
    let training = try AlternatingTraining(smallGame(), data: CheckpointTests.table())
    try training.run(until: 2)
    var checkpoint = training.checkpoint()
    checkpoint.notes = ["data": "fifty numbers"]
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID()).safetensors")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try checkpoint.save(to: path)
    #expect(try TrainingCheckpoint<Float>.load(from: path) == checkpoint)
    let few = try TableSource<Float>(values: [1, 2, 3], dimension: 1, order: .shuffledEpochs)
    #expect(few.accepts(few.state))
    #expect(throws: TrainingError.self) {
      try AlternatingTraining(resuming: checkpoint, data: few)
    }
  }

  @Test("a checkpoint in which any one byte was changed is refused")
  func damaged() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID()).safetensors")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let training = try AlternatingTraining(smallGame(), data: normalData(Float.self))
    try training.run(until: 2)
    try training.checkpoint().save(to: path)
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    for place in stride(from: 0, to: good.count, by: 7) {
      var bad = good
      bad[place] ^= 0x10
      try bad.write(to: URL(fileURLWithPath: path))
      // Whatever still reads must be what was saved: a byte of padding, or the case of a letter of the checksum.
      if let read = try? TrainingCheckpoint<Float>.load(from: path) {
        #expect(read == training.checkpoint(), "byte \(place) of \(good.count)")
      }
    }
    // The lowest bit of the last number: no structure of the file is hurt.
    var bad = good
    bad[good.count - 1] ^= 1
    try bad.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: NetworkError.self) { try TrainingCheckpoint<Float>.load(from: path) }
    #expect(error?.description.contains("checksum") == true)
  }

  @Test("configurations read back as themselves, and what is missing takes its default")
  func configurations() throws {
    for (_, game) in CheckpointTests.games {
      let text = try JSONEncoder().encode(game)
      #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: text) == game)
    }
    let least = """
      {"generator": {"inputs": 1, "layers": []}, "discriminator": {"inputs": 1, "layers": []},
       "prior": {"normal": {"dimension": 1, "mean": 0, "standardDeviation": 1}}, "minibatch": 7}
      """
    let read = try JSONDecoder().decode(TrainingConfiguration.self, from: Data(least.utf8))
    #expect(read.minibatch == 7)
    #expect(read.discriminatorSteps == 1)
    #expect(read.generatorLoss == .nonSaturating)
  }
}
