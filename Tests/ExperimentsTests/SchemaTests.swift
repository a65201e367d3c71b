import ExperimentKit
import Experiments
import Testing

@Suite("Every table says what its rows are about")
struct SchemaTests {
  @Test("no table is without keys, and what was estimated is none")
  func keys() {
    for table in AllExperiments.all.flatMap(\.tables) {
      #expect(!table.keys.isEmpty, "\(table.name)")
      let found = Set(table.columns.filter { $0.errorName != nil }.map(\.name))
      #expect(found.isDisjoint(with: table.keys), "\(table.name)")
    }
  }

  @Test(
    "What trains networks publishes their whole configuration",
    arguments: [
      ("training-evolution", 1), ("what-the-discriminator-misses", 5), ("discriminator-steps", 2),
      ("mode-collapse", 22), ("mode-collapse-controls", 2), ("mode-collapse-tuning", 12),
      ("pacgan-ring", 2), ("generator-losses", 1),
    ])
  func configurations(name: String, count: Int) throws {
    let experiment = try #require(AllExperiments.all.first { $0.name == name })
    let configurations = try experiment.plan(size: .full, seed: 1).constants.compactMap(\.value.stringValue)
      .filter {
        $0.contains("\n")
      }
    #expect(configurations.count == count)
    #expect(
      configurations.allSatisfy { text in
        ["minibatch: ", "optimiser:", "weights:", "seed: "].allSatisfy(text.contains)
      })
  }
}
