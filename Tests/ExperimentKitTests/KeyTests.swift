import ExperimentKit
import Testing

@Suite("Keys of a table in its data package")
struct KeyTests {
  private func schema(_ table: Table) -> JSONValue? { table.resource(bytes: 0, about: [:])["schema"] }

  private static let columns: [Column] = [
    .integer("a", "a"), .text("b", "b", optional: true), .number("c", unit: "1", "c"),
  ]

  @Test("keys that are always there are the primary key; with one that may be absent they are unique ones")
  func primaryOrUnique() {
    let primary = schema(Table("t", "t", Self.columns, keys: ["a", "c"]))
    #expect(primary?["primaryKey"] == .array(["a", "c"]))
    #expect(primary?["uniqueKeys"] == nil)
    let unique = schema(Table("t", "t", Self.columns, keys: ["a", "b"]))
    #expect(unique?["primaryKey"] == nil)
    #expect(unique?["uniqueKeys"] == .array([.array(["a", "b"])]))
  }

  @Test("keys that repeat are neither")
  func repeated() {
    let schema = schema(Table("t", "t", Self.columns, keys: ["a"], repeated: true))
    #expect(schema?["primaryKey"] == nil && schema?["uniqueKeys"] == nil)
  }
}
