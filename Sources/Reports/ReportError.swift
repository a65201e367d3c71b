/// Why a report could not be built; each prints as a sentence for the user.
public enum ReportError: Error, Sendable, Equatable {
  /// SQLite itself failed.
  case database(String)
  /// A query was refused.
  case query(String, String)
  /// A template's head or text is at fault.
  case template(file: String, message: String)
  /// A template asks for tables that the folder of results does not have.
  case missingTables(file: String, tables: [String])
  /// A number of a table is `nan` where that is not meant.
  case undefined(table: String, row: Int, column: String)
  /// Claims that are said to hold and do not.
  case claimsFail([String])
  /// A program that draws is missing or failed.
  case drawing(figure: String, message: String)
  /// A file cannot be read.
  case file(path: String, message: String)
}

extension ReportError: CustomStringConvertible {
  /// One sentence that names what was wrong.
  public var description: String {
    switch self {
    case .database(let message): message
    case .query(let query, let message):
      "the query \(query.split(separator: "\n").joined(separator: " ")): \(message)"
    case .template(let file, let message): "template \(file): \(message)"
    case .missingTables(let file, let tables):
      "\(file) needs \(tables.joined(separator: ", ")), which the results lack"
    case .undefined(let table, let row, let column):
      "\(table), row \(row): \(column) is nan, so nothing can be compared; where that is meant, list the column under "
        + "undefined in data.yml"
    case .claimsFail(let claims): "claims that do not hold:\n  " + claims.joined(separator: "\n  ")
    case .drawing(let figure, let message): "figure \(figure): \(message)"
    case .file(let path, let message): "\(path): \(message)"
    }
  }
}
