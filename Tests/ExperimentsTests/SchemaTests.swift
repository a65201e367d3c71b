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
}
