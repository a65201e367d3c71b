import ExperimentKit

/// A figure as a template declares it: its data by queries, its drawing by gnuplot.
struct Figure: Decodable {
  /// What it shows, for who cannot see it.
  var alt: String
  /// Queries by name; in the script each name is the file of its CSV, whose columns are used by their names.
  var data: [String: String]
  /// gnuplot's commands, after the common style.
  var plot: String
  /// A query of one row, whose columns are variables of the script.
  var variables: String?
  /// Width and height in pixels, 720 x 420 unless given.
  var size: [Int]?
  /// For an animation: a query whose rows are the frames, their columns variables of the script.
  var frames: String?
  /// Seconds a frame is shown.
  var seconds: Double?
}

/// The data of a figure, ready to be drawn and compared.
struct FigureData {
  /// By name: the CSV text, numbers to six digits, which is finer than any line.
  let files: [String: String]
  /// The frames' variables; one frame without any for a still figure.
  let frames: [[(name: String, value: Datum)]]
  /// Variables of the script that all frames share.
  let variables: [(name: String, value: Datum)]

  /// Whether no file has a row: a short run may find nothing of what a figure shows.
  var isEmpty: Bool { files.values.allSatisfy { $0.split(separator: "\n").count < 2 } }

  init(_ figure: Figure, from database: SQLDatabase) throws {
    files = try figure.data.mapValues { query in
      let selection = try database.select(query)
      let header = CSVFormat.line(of: selection.columns.map(Datum.text))
      return selection.rows.reduce(into: header) { text, row in
        text += CSVFormat.line(of: row.map(\.toSixDigits))
      }
    }
    variables =
      try figure.variables.map { query in
        let selection = try database.select(query)
        guard selection.rows.count == 1 else {
          throw ReportError.query(
            query, "gives \(selection.rows.count) rows; variables are the columns of one")
        }
        return Array(zip(selection.columns, selection.rows[0])).map { ($0.0, $0.1) }
      } ?? []
    guard let query = figure.frames else {
      frames = [[]]
      return
    }
    let selection = try database.select(query)
    frames = selection.rows.map { row in Array(zip(selection.columns, row)).map { ($0.0, $0.1) } }
  }
}

extension Datum {
  fileprivate var toSixDigits: Datum {
    switch self {
    case .number(let number): .number(NumberText.sixDigits(number))
    case .missing: .number(.nan)
    default: self
    }
  }
}
