#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The tables of a finished computation in a folder of results, sealed: that they are complete, and which plan and build
/// they are of, is known without computing again.
package struct PublishedTables: Sendable {
  let tables: [Table]
  let folder: ResultsFolder
  /// Of the plan.
  let fingerprint: String
  /// The file of the seal.
  let sealPath: String

  /// Tables of a plan in a folder; nothing is read or written yet.
  package init(_ tables: [Table], in folder: ResultsFolder, fingerprint: String, sealPath: String) {
    self.tables = tables
    self.folder = folder
    self.fingerprint = fingerprint
    self.sealPath = sealPath
  }

  /// What was last published under this seal.
  private struct Seal: Codable {
    var fingerprint: String
    var build: String
    /// By table: the hash of its file and how many rows it has.
    var hashes: [String: String]
    var rows: [String: Int]
  }

  /// The files of this very plan, if they are there and nobody changed them since; else `nil`.
  package func files(ofAnyBuild: Bool) -> [RunReport.File]? {
    guard let data = FileManager.default.contents(atPath: sealPath),
      let seal: Seal = try? JSONValue(text: String(decoding: data, as: UTF8.self)).decoded(),
      seal.fingerprint == fingerprint, ofAnyBuild || seal.build == Machine.current.build
    else { return nil }
    let files = tables.compactMap { table -> RunReport.File? in
      let path = "\(folder.path)/\(table.fileName)"
      guard let hash = try? StableHash.ofFile(path), hash == seal.hashes[table.name],
        let rows = seal.rows[table.name]
      else { return nil }
      return RunReport.File(path: path, rows: rows)
    }
    return files.count == tables.count ? files : nil
  }

  /// Gives all files of a finished output their names at once, and seals them.
  package func commit(_ output: TableOutput) throws -> [RunReport.File] {
    try folder.withPackageLock {
      try Interruption.deferred {
        try output.commit()
        let seal = Seal(
          fingerprint: fingerprint, build: Machine.current.build, hashes: output.hashes, rows: output.rows)
        try AtomicFile.write(
          JSONValue(encoding: seal).indentedText, to: sealPath, temporaryFolder: folder.hidden)
        return tables.map {
          RunReport.File(path: "\(folder.path)/\($0.fileName)", rows: output.rows[$0.name] ?? 0)
        }
      }
    }
  }
}

extension ResultsFolder {
  /// Runs `body` while no other process changes what the folder's files are called or its data package lists.
  func withPackageLock<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try File(locking: "\(hidden)/package.lock")
    _ = lock.lock(.exclusive, waiting: true)
    return try body()
  }

  /// Lists tables in the data package as those of `owner`, in place of what it listed before.
  ///
  /// - Parameter resource: a table's entry, given the size of its file.
  /// - Returns: the names of those that are listed no longer.
  @discardableResult
  package func list(
    _ tables: [Table], of owner: String, resource: (_ table: Table, _ bytes: Int) -> JSONValue
  ) throws -> [String] {
    try withPackageLock {
      var package = try DataPackage.read(from: path)
      let before = package.names(of: owner)
      let resources = try tables.map { table in
        resource(table, try File(reading: "\(path)/\(table.fileName)").size)
      }
      try package.replace(resourcesOf: owner, by: resources)
      try AtomicFile.write(package.text, to: "\(path)/\(DataPackage.fileName)", temporaryFolder: hidden)
      return before.subtracting(tables.map(\.name)).sorted()
    }
  }
}
