/// Throws if a name, a table or a column of the experiment cannot be written as promised.
func checkDefinition(of experiment: some Experiment) throws {
  func fault(_ message: String) -> ExperimentError {
    .invalidDefinition(experiment: experiment.name, message: message)
  }
  guard isName(experiment.name, separator: "-") else {
    throw fault("its name is not in kebab-case (small letters, digits and single hyphens)")
  }
  guard !experiment.tables.isEmpty else { throw fault("it has no table") }
  if let twice = firstDuplicate(experiment.tables.map(\.name)) {
    throw fault("two tables are named \(twice)")
  }
  for table in experiment.tables {
    guard isName(table.name, separator: "-") else { throw fault("table \(table.name) is not in kebab-case") }
    guard !table.columns.isEmpty else { throw fault("table \(table.name) has no column") }
    if let twice = firstDuplicate(table.columns.map(\.name)) {
      throw fault("table \(table.name) has two columns named \(twice)")
    }
    for column in table.columns where !isName(column.name, separator: "_") {
      throw fault("table \(table.name): column \(column.name) is not in snake_case")
    }
    let names = Set(table.columns.map(\.name))
    if let stranger = table.keys.first(where: { !names.contains($0) }) {
      throw fault("table \(table.name): its key \(stranger) is no column")
    }
  }
}

/// Throws if there is no cell, if two share an identifier, or if a cost is not a number above 0.
func checkCells<Payload>(_ cells: [Cell<Payload>], of experiment: some Experiment) throws {
  func fault(_ message: String) -> ExperimentError {
    .invalidDefinition(experiment: experiment.name, message: message)
  }
  guard !cells.isEmpty else { throw fault("these parameters leave it without a cell of work") }
  if let twice = firstDuplicate(cells.map(\.identifier)) { throw fault("two cells are named \(twice)") }
  for cell in cells where !(cell.cost > 0 && cell.cost.isFinite) {
    throw fault("cell \(cell.identifier) has the cost \(cell.cost); allowed: a finite number above 0")
  }
}

/// Small letters and digits, words parted by single separators, a letter first.
private func isName(_ name: String, separator: Character) -> Bool {
  let words = name.split(separator: separator, omittingEmptySubsequences: false)
  let plain = words.allSatisfy { word in
    !word.isEmpty && word.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
  }
  return plain && !(words.first?.first?.isNumber ?? true)
}

private func firstDuplicate(_ names: [String]) -> String? {
  var seen = Set<String>(minimumCapacity: names.count)
  return names.first { !seen.insert($0).inserted }
}
