/// What `--help` says of an experiment.
enum HelpText {
  static func discussion(of experiment: AnyExperiment) -> String {
    let claim = "\(experiment.claim.reference): \(experiment.claim.statement)"
    let tables = experiment.tables.map { table in
      "\(table.fileName): \(table.description)\n" + table.columns.map(line(for:)).joined(separator: "\n")
    }
    let sizes = Size.allCases.map { size in
      let parameters = (try? experiment.parameters(for: size)).map(\.text) ?? "{}"
      return "\(size == .standard ? "default" : "--\(size.rawValue)"): \(parameters)"
    }
    let parameters = "Parameters:\n" + sizes.joined(separator: "\n")
    let ending = """
      Exit code 0: the claim holds; 2: it does not; 1: the work could not be done; 64: unusable arguments. \
      A run that was killed goes on where it was when the same command is given again.
      """
    return ([claim] + tables + [parameters, ending]).joined(separator: "\n\n")
  }

  private static func line(for column: Column) -> String {
    let unit = column.unit.map { " [\($0)]" } ?? ""
    return "- \(column.name) (\(column.kind.rawValue))\(unit): \(column.description)"
  }
}
