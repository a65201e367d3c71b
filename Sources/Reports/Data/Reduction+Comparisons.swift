import ExperimentKit

extension Reduction {
  /// One comparison that is made on each row of a table.
  struct Comparison: Decodable, Sendable {
    /// SQL: by how much the row departs from what is claimed; below 0 where it is on the safe side.
    var deviation: String
    /// SQL: the largest deviation that is allowed of this row, its error as a rule.
    var allowed: String
    /// SQL: which rows are meant; all unless given. A row for which this is undefined is compared, and then fails.
    var of: String?

    /// The comparison in words.
    var text: String { "\(deviation) <= \(allowed)" + (of.map { " WHERE \($0)" } ?? "") }
  }
}

extension Reduction.Entry {
  /// The rows that are published: the query's, or the closest calls among them.
  func selection(from database: SQLDatabase) throws -> SQLDatabase.Selection {
    guard let compare else { return try database.select(query ?? "SELECT * FROM \"\(source)\"") }
    var rows: [[Datum]] = []
    for (comparison, what) in compare.sorted(by: { $0.key < $1.key }) {
      for (group, call) in try calls(what, named: comparison, in: database) {
        rows.append(
          [.text(comparison)] + group + [
            .integer(call.comparisons), .number(call.deviation), .number(call.allowed),
            .number(call.largestAllowed),
          ])
      }
    }
    return SQLDatabase.Selection(
      columns: ["comparison"] + (by ?? []) + ["comparisons", "deviation", "allowed", "largest_allowed"],
      rows: rows)
  }

  /// What a column means that every entry which compares has.
  func description(ofComparison column: String) -> String? {
    guard compare != nil else { return nil }
    return switch column {
    case "comparison": "which statement is compared"
    case "comparisons": "how many rows were compared"
    case "deviation":
      "of the row that comes closest to what is allowed: by how much it departs, below 0 to the safe side"
    case "allowed": "what is allowed of that row"
    case "largest_allowed": "the most that is allowed of any row"
    default: nil
    }
  }

  /// The closest call of each group, in the order in which the groups first occur.
  private func calls(
    _ comparison: Reduction.Comparison, named name: String, in database: SQLDatabase
  ) throws -> [(group: [Datum], call: ClosestCall)] {
    let groups = by ?? []
    let list =
      (groups.map { "\"\($0)\"" } + [
        "(\(comparison.deviation)) AS deviation", "(\(comparison.allowed)) AS allowed",
      ])
      .joined(separator: ", ")
    let origin = query.map { "(\($0))" } ?? "\"\(source)\""
    let all = try database.select(
      "SELECT \(list) FROM \(origin) WHERE (\(comparison.of ?? "1")) IS NOT FALSE")
    var (order, byGroup) = ([[Datum]](), [[Datum]: [[Datum]]]())
    for row in all.rows {
      let group = Array(row.prefix(groups.count))
      if byGroup[group] == nil { order.append(group) }
      byGroup[group, default: []].append(Array(row.suffix(2)))
    }
    return try order.map { group in
      let rows = SQLDatabase.Selection(columns: ["deviation", "allowed"], rows: byGroup[group] ?? [])
      do {
        return (group, try ClosestCall(of: rows))
      } catch let error as ClosestCall.Undefined {
        throw ReportError.claimsFail(["\(self.name), \(name): \(error)"])
      }
    }
  }
}
