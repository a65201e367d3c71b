import ExperimentKit

/// The reports of a user's own: their templates are part of the program.
extension ReportFolder {
  /// What a user's report is about.
  public enum Subject: Sendable {
    /// Two laws: tables `evaluation` (quantity, definition, value, value_error, verdict, reason), `curve`, `atoms` and
    /// `window`.
    case pair
    /// A training run: a table `evolution`, as `minimax train` writes it, a table `modes`, and of the last moment the
    /// tables `curve`, `atoms` and `window`.
    case run
    /// A training run on the line whose D is no probability of one sample (a critic, or packing), so that it has no gap to
    /// D*: the same tables.
    case runOfCritic
    /// A training run in the plane: tables `evolution`, `modes`, which may be empty, and `samples` of the data and of G.
    case runInPlane
    /// Generators of pictures: tables `pictures-evolution`, `pictures-runs`, and `pictures-scores` and
    /// `pictures-divergence`, which may be empty. The sheets `figures/run-N-*.png` are the caller's.
    case pictures

    fileprivate var template: (name: String, text: String) {
      let (name, text) =
        switch self {
        case .pair: ("pair", PackageResources.pair_md)
        case .run: ("run", PackageResources.run_md)
        case .runOfCritic: ("run", PackageResources.run_of_critic_md)
        case .runInPlane: ("run", PackageResources.run_in_plane_md)
        case .pictures: ("pictures", PackageResources.pictures_md)
        }
      // The figure of two laws and the table of modes are the same in all reports.
      let shared = [("laws.yml", PackageResources.laws_yml), ("modes.yml", PackageResources.modes_yml)]
      let whole = shared.reduce(String(decoding: text, as: UTF8.self)) { text, piece in
        text.replacing("  # \(piece.0)\n", with: String(decoding: piece.1, as: UTF8.self))
      }
      return (name, whole)
    }
  }

  /// A folder for a user's report.
  public init(_ path: String, about subject: Subject) throws {
    let (name, text) = subject.template
    try self.init(path, templates: [ReportTemplate(name: name, text: text)])
  }

  /// Builds the report from tables in memory, which are written to `data/` too.
  ///
  /// - Parameters:
  ///   - tables: what the subject asks for.
  ///   - title: what was done.
  ///   - parameters: of what.
  ///   - drawing: whether figures are drawn; their data are written in any case.
  public func build(
    from tables: [(table: Table, rows: [Row])], title: String, parameters: [String: JSONValue],
    drawing: Bool = true
  ) throws
    -> Summary
  {
    let package = try ResultsPackage(tables: tables, title: title, parameters: parameters)
    let (files, summary) = try files(nil, from: package, drawing: drawing)
    return try write(files + package.files(of: tables).map { ("data/\($0.name)", $0.text) }, summary)
  }
}

extension Table {
  /// Rows as the text of a CSV file, header included.
  func text(of rows: [Row]) -> String {
    let header = CSVFormat.line(of: columns.map { .text($0.name) })
    return rows.reduce(into: header) { text, row in
      text += CSVFormat.line(of: columns.map { row.values[$0.name] ?? .missing })
    }
  }
}
