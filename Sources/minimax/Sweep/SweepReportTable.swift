import ExperimentKit
import Reports
import Sweeps

/// A table of a sweep as its report shows it: a line for each setting, a column for each of the first measures.
struct SweepReportTable {
  /// What is shown of what there is.
  private(set) var note = ""
  /// The cells of each line.
  private(set) var lines: [[String]] = []
  private var titles: [String] = []

  /// More lines than these are for programs: then settings at equal distances are shown.
  private static let mostLines = 60
  /// More columns are, too.
  private static let mostMeasures = 6

  /// The table in Markdown.
  var markdown: String {
    ([titles, titles.map { _ in "---" }] + lines).map { line in
      let cells = line.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }
      return "| " + cells.joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }

  /// Lines at equal distances of any number of them.
  private struct Thinned {
    private(set) var kept: [[String]] = []
    private(set) var count = 0
    private(set) var stride = 1

    mutating func append(_ line: [String]) {
      if count % stride == 0 { kept.append(line) }
      count += 1
      guard kept.count > SweepReportTable.mostLines else { return }
      kept = kept.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      stride *= 2
    }
  }

  /// The measures that are shown, estimates before others, in the table's order.
  private static func shown(of table: SweepTable) -> [Column] {
    let estimates = table.measures.filter { $0.errorName != nil }
    let chosen = (estimates + table.measures.filter { $0.errorName == nil }).prefix(mostMeasures)
    return table.measures.filter { measure in chosen.contains { $0.name == measure.name } }
  }

  /// Takes the lines, and says what they are of.
  ///
  /// - Parameter step: how many rows of the file each line stands for.
  private mutating func close(
    _ lines: Thinned, every step: Int = 1, of total: Int, _ word: String, _ table: SweepTable,
    shown: [Column],
    file: String, isEnd: Bool
  ) {
    self.lines = lines.kept
    let others = table.measures.filter { measure in !shown.contains { $0.name == measure.name } }.map(\.name)
    let stride = step * lines.stride
    var text =
      stride == 1
      ? "All \(total) \(word) are here"
      : "Of \(total) \(word), every \(stride == 2 ? "2nd" : "\(stride)th") is here"
    if total == 0 { text = "There are none" }
    if isEnd { text += ", each at the end of its training" }
    if !others.isEmpty { text += "; without \(others.joined(separator: ", "))" }
    note = "\(text): see \(file)."
  }

  /// The means of a table, from its summary.
  init(meansOf table: SweepTable, run: String, _ plan: SweepPlan, in folder: String) throws {
    let summary = plan.summary(of: table)
    let shown = Self.shown(of: table)
    let keys = summary.keyColumns
    titles = keys.map(\.name) + shown.map(\.name)
    let columns = Dictionary(
      uniqueKeysWithValues: summary.table.columns.enumerated().map { ($1.name, $0) })
    let groups = keys.count - table.labels.filter { label in keys.contains { $0.name == label.name } }.count
    var reader = try CSVReader(path: "\(folder)/\(summary.table.fileName)")
    _ = try reader.next()
    var lines = Thinned()
    var line: (key: [String], cells: [String])?
    // Of a training its last moment; the lines of a setting follow one another.
    let isEnd = run == "train"
    func finish(before next: [String]?) {
      guard let line else { return }
      if isEnd, let next, next.prefix(groups) == line.key.prefix(groups) { return }
      lines.append(line.key.map(Self.value) + line.cells)
    }
    while let fields = try reader.next() {
      let key = Array(fields.prefix(keys.count))
      if line?.key != key {
        finish(before: key)
        line = (key, [String](repeating: "", count: shown.count))
      }
      func field(_ name: String) -> String { columns[name].map { fields[$0] } ?? "" }
      if let place = shown.firstIndex(where: { $0.name == field("measure") }) {
        line?.cells[place] = Self.mean(field)
      }
    }
    finish(before: nil)
    close(
      lines, of: lines.count, "settings", table, shown: shown, file: summary.table.fileName, isEnd: isEnd)
  }

  /// A mean with half the width of its interval, and what is left out of it.
  private static func mean(_ field: (String) -> String) -> String {
    var text = ""
    if let average = Double(field("average")) {
      text = plain(average)
      if let width = Double(field("average_error")), width > 0 {
        text = NumberText.rounded(average, error: max(width, abs(average) * 1e-6), most: 8)
        text += " ± " + NumberText.significant(width, digits: 2)
      } else if field("average_error") != "" {
        text += " ± 0"
      }
    }
    let left = [("not_finite", "not finite"), ("unresolved", "unresolved")].compactMap { name, words in
      field(name) == "0" ? nil : "\(field(name)) \(words)"
    }
    guard !left.isEmpty else { return text }
    return text.isEmpty ? left.joined(separator: ", ") : "\(text) (\(left.joined(separator: ", ")))"
  }

  /// The rows of a table that averages over nothing.
  init(rowsOf table: SweepTable, count: Int, run: String, in folder: String) throws {
    let shown = Self.shown(of: table)
    let names = table.table.columns.map(\.name)
    let words = ["verdict", "outcome"].filter(names.contains)
    titles = table.table.keys + shown.map(\.name) + words
    let keys = table.table.keys.compactMap { names.firstIndex(of: $0) }
    let texts = words.compactMap { names.firstIndex(of: $0) }
    let measures = shown.compactMap { names.firstIndex(of: $0.name) }
    var reader = try CSVReader(path: "\(folder)/\(table.table.fileName)")
    _ = try reader.next()
    let isEnd = run == "train"
    let axes = table.table.keys.count - table.labels.count
    // Rows between those that are shown need no reading.
    let step = isEnd ? 1 : max(1, count / Self.mostLines)
    var lines = Thinned()
    var last: [String]?
    while let fields = try reader.next() {
      let line =
        keys.map { Self.value(fields[$0]) }
        + measures.map { Self.value(fields[$0]) } + texts.map { fields[$0] }
      if isEnd, let last, last.prefix(axes) != line.prefix(axes) { lines.append(last) }
      if isEnd { last = line } else { lines.append(line) }
      for _ in 1..<step { guard try reader.skip() else { break } }
    }
    if let last { lines.append(last) }
    close(
      lines, every: step, of: isEnd ? lines.count : count, "rows", table, shown: shown,
      file: table.table.fileName, isEnd: isEnd)
  }

  /// A value of the table, to six digits where it is an estimate or has more.
  private static func value(_ field: String) -> String {
    guard field.contains(".") || field.contains("n"), let value = Double(field) else { return field }
    return plain(value)
  }

  /// A number without an error, to six digits, which are more than a page needs.
  private static func plain(_ value: Double) -> String { NumberText.text(NumberText.sixDigits(value)) }
}
