import Yams

/// A page's template: a head in YAML that declares queries, tables, claims and figures, and its text.
struct ReportTemplate {
  /// The head. Each query is SQL over the tables of the results.
  struct Head: Decodable {
    /// The page's title.
    var title: String
    /// The tables that it reads.
    var needs: [String]?
    /// CSV files that are no experiment's results, a benchmark's say, by the names of their tables; paths are from the
    /// templates' folder.
    var files: [String: String]?
    /// A query over them whose rows name what else the page would need: runs of certain names, say. With a row the page is
    /// left out, as with a missing table.
    var lacks: String?
    /// Queries whose rows the text uses: of a single row as `name.column`, of more by a loop over `rows.name`.
    var values: [String: String]?
    /// Tables, which the text places by `{{ tables.name }}`.
    var tables: [String: TableQuery]?
    /// What is claimed, with its check.
    var claims: [Claim]?
    /// Figures, which the text places by `{{ figures.name }}`.
    var figures: [String: Figure]?
  }

  /// A table: the rows of a query, and for each column a title and the template of its cells.
  struct TableQuery: Decodable {
    var query: String
    /// Each a single title with its cell.
    var columns: [[String: String]]
  }

  /// Its file name without the extension, which is the page's too.
  let name: String
  let head: Head
  let body: String
  /// The folder from which it names its files.
  let folder: String

  /// Parses a template: `---`, YAML, `---`, text.
  init(name: String, text: String, folder: String = ".") throws {
    self.name = name
    self.folder = folder
    let parts = text.split(separator: "---\n", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty else {
      throw ReportError.template(file: name, message: "begins with no head between two lines of ---")
    }
    do {
      head = try YAMLDecoder().decode(Head.self, from: String(parts[1]))
    } catch {
      throw ReportError.template(file: name, message: "its head: \(error)")
    }
    body = String(parts[2])
  }
}
