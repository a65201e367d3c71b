/// What `--help` says of an experiment.
enum HelpText {
  static func discussion(of experiment: AnyExperiment) -> String {
    let claim = "\(experiment.claim.reference): \(experiment.claim.statement)"
    let tables = experiment.tables.map { table in
      "\(table.fileName): \(table.description)\n" + table.columns.map(line(for:)).joined(separator: "\n")
    }
    let ending = """
      Exit code 0: the claim holds; 2: it does not; 1: the work could not be done; 64: unusable arguments. \
      A run that was killed goes on where it was when the same command is given again.
      """
    return ([claim] + tables + [parameters(of: experiment), ending]).joined(separator: "\n\n")
  }

  private static func line(for column: Column) -> String {
    let unit = column.unit.map { " [\($0)]" } ?? ""
    return "- \(column.name) (\(column.kind.rawValue))\(unit): \(column.description)"
  }

  /// Each parameter with its default, and what it is at the other sizes where that differs.
  private static func parameters(of experiment: AnyExperiment) -> String {
    func members(_ size: Size) -> [String: JSONValue] {
      guard case .object(let members)? = try? experiment.parameters(for: size) else { return [:] }
      return members
    }
    let (standard, quick, full) = (members(.standard), members(.quick), members(.full))
    let lines = standard.sorted { $0.key < $1.key }.map { key, value in
      let others = [("--quick", quick[key]), ("--full", full[key])].compactMap { option, other in
        other == nil || other == value ? nil : "; \(option): \(shortened(other ?? .null))"
      }
      return "- \(key): \(shortened(value))\(others.joined())"
    }
    return lines.isEmpty ? "It has no parameters." : (["Parameters:"] + lines).joined(separator: "\n")
  }

  /// A value, a long list by its ends.
  private static func shortened(_ value: JSONValue) -> String {
    let elements = value.elements.map(\.text)
    guard elements.count > 6, let last = elements.last else { return value.text }
    return "[\(elements.prefix(3).joined(separator: ", ")), ..., \(last)] (\(elements.count) values)"
  }
}
