import ExperimentKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The table `versions`: what computed the numbers of the reports, and in which version.
public struct Versions: Sendable {
  /// The table's name and columns.
  public static let table = Table(
    "versions", "The software and the processor behind the published numbers.",
    [
      .text("experiment", "the experiment that it computed; empty: all of them", optional: true),
      .text("component", "a program, a library or the processor"),
      .text("version", "its version or its name"),
    ])

  /// The rows, in order.
  public let rows: [Row]

  /// The versions behind a folder of results.
  ///
  /// - Parameters:
  ///   - results: the folder; what its `provenance.json` says of compiler, system, processor and commit is taken over.
  ///   - packages: the path of the `Package.resolved` of this build; one that is not there gives no rows.
  ///   - libraries: names and versions of system libraries, which only a program that links them can tell.
  /// - Throws: an error where `provenance.json` or `Package.resolved` is no JSON.
  public init(results: String, packages: String, libraries: [(name: String, version: String)]) throws {
    var rows = libraries.map { Self.row(nil, $0.name, $0.version) }
    for pin in try Self.json(at: packages)?["pins"]?.elements ?? [] {
      guard let name = pin["identity"]?.stringValue, let version = pin["state"]?["version"]?.stringValue
      else {
        continue
      }
      rows.append(Self.row(nil, name, version))
    }
    if case .object(let experiments)? = try Self.json(at: "\(results)/provenance.json")?["experiments"] {
      for (name, provenance) in experiments.sorted(by: { $0.key < $1.key }) {
        rows += Self.rows(of: provenance, experiment: name)
      }
    }
    self.rows = rows
  }

  /// These rows with those of an older table that are of experiments which these do not know, by experiment.
  func merged(into older: [Row]) throws -> [Row] {
    func experiment(_ row: Row) throws -> String { row.has("experiment") ? try row.text("experiment") : "" }
    let own = Set(try rows.map(experiment))
    let kept = try older.filter { row in
      let name = try experiment(row)
      return !name.isEmpty && !own.contains(name)
    }
    // Stable: rows of one experiment keep their order.
    return try Dictionary(grouping: rows + kept, by: experiment).sorted { $0.key < $1.key }.flatMap(\.value)
  }

  private static func rows(of provenance: JSONValue, experiment: String) -> [Row] {
    var known: [(String, String?)] = [
      ("Minimax, commit", provenance["git_revision"]?.stringValue),
      ("Swift", provenance["swift_compiler"]?.stringValue),
      ("operating system", provenance["operating_system"]?.stringValue),
    ]
    for machine in provenance["machines"]?.elements ?? [] {
      known.append(("processor", machine["cpu"]?.stringValue))
      known.append(("build", machine["build"]?.stringValue))
    }
    return known.compactMap { name, version in version.map { row(experiment, name, $0) } }
  }

  private static func row(_ experiment: String?, _ component: String, _ version: String) -> Row {
    ["experiment": experiment, "component": component, "version": version]
  }

  private static func json(at path: String) throws -> JSONValue? {
    guard let contents = FileManager.default.contents(atPath: path) else { return nil }
    do {
      return try JSONValue(text: String(decoding: contents, as: UTF8.self))
    } catch {
      throw ReportError.file(path: path, message: "\(error)")
    }
  }
}
