import ExperimentKit

extension Results {
  /// What a table lacks, or has more often than once, of the rows that its cells should have made: an empty table, or a
  /// row that is gone, must not pass for one without violations.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - expected: how many rows there should be of each key.
  ///   - key: what a row is about.
  func miscounts(
    in table: Table, expected: [String: Int], by key: (Row) throws -> String
  ) throws -> [Violation] {
    var found: [String: Int] = [:]
    try forEach(in: table) { found[try key($0), default: 0] += 1 }
    return Set(found.keys).union(expected.keys).sorted().compactMap { name in
      let (has, should) = (found[name] ?? 0, expected[name] ?? 0)
      return has == should ? nil : "\(table.name): \(has) rows of \(name), not \(should)"
    }
  }
}
