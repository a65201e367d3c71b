import Foundation
import Testing

/// Every experiment of the repository in one sweep, each at two seeds and as small as it can be.
@Suite("Every experiment can be swept, to the end")
struct ExperimentSweepTests {
  /// By experiment: the settings that make it small.
  private static let settings = [
    "criterion-decomposition": "{families: [normal], separations: [1], scaleRatios: [1]}",
    "dirac-gan": "{}",
    "discriminator-steps": "{discriminatorSteps: [1], steps: 2, costInSteps: 4, width: 4}",
    "empirical-generator": "{sampleSizes: [10], samples: 2}",
    "function-space-convergence":
      "{steps: 5, mirrorSteps: [1], cells: 16, flowSteps: 5, segments: 1, familySteps: 5}",
    "generator-losses":
      "{points: 5, trainedSteps: [1], seeds: 1, trainedSeparations: [1], samples: 10000, startLocations: 2, startScales: [1]}",
    "global-optimum": "{gridSize: 3, discriminators: 2}",
    "learned-discriminator": "{limit: 20, window: 5, trainedSteps: [5]}",
    "mode-collapse": "{remedies: [plain], lineSteps: 20, planeSteps: 10}",
    "mode-collapse-controls": "{lineSteps: 20, planeSteps: 10}",
    "mode-collapse-tuning":
      "{kernels: [], noises: [], r1: [], unrollingRates: [0.1], wassersteinPenalties: []}",
    "optimal-discriminator": "{pairs: 2, perturbations: 1, points: 5}",
    "pacgan-ring": "{minibatches: 2}",
    "packing": "{most: 2, pieces: 4}",
    "quadrature-accuracy": "{members: 10, listed: 2}",
    "training-evolution": "{data: [\"normal(4, 1.25)\"], seeds: 1, steps: 50, innerSteps: 20}",
    "what-the-discriminator-misses": "{steps: 20, freshSteps: 5}",
  ]
  /// Those whose rows do not depend on the seed.
  private static let seedless: Set = [
    "criterion-decomposition", "dirac-gan", "discriminator-steps", "packing",
  ]

  private struct Resource: Decodable {
    struct Schema: Decodable {
      struct Field: Decodable { let name: String }
      let fields: [Field]
      let primaryKey: [String]?
      let uniqueKeys: [[String]]?
    }
    let path: String
    let schema: Schema
  }
  private struct Package: Decodable { let resources: [Resource] }

  private static let run = Result { () throws -> (status: Int32, errors: String, tables: [String: Table]) in
    try withTemporaryFolder { folder in
      let parts = settings.sorted { $0.key < $1.key }.flatMap { name, set in
        let whole = "run: \(name), size: quick, set: \(set)"
        return seedless.contains(name)
          ? ["  \(name)-one: {\(whole), seeds: [1]}", "  \(name)-two: {\(whole), seeds: [2]}"]
          : ["  \(name): {\(whole), seeds: 2}"]
      }
      let plan = "average_over: [seed, run, sample]\nparts:\n" + parts.joined(separator: "\n")
      try Data(plan.utf8).write(to: folder.appendingPathComponent("all.yaml"))
      let run = try ProgramRun(["sweep", "all.yaml", "--out", "out"], in: folder)
      guard run.status == 0 else { return (run.status, run.errors, [:]) }
      let out = folder.appendingPathComponent("out")
      let package = try JSONDecoder().decode(
        Package.self, from: Data(contentsOf: out.appendingPathComponent("datapackage.json")))
      var tables: [String: Table] = [:]
      for resource in package.resources {
        let text = try String(contentsOf: out.appendingPathComponent(resource.path), encoding: .utf8)
        tables[String(resource.path.dropFirst(4).dropLast(4))] = Table(
          rows: CSVRows.parse(text), keys: resource.schema.primaryKey ?? resource.schema.uniqueKeys?.first)
      }
      return (run.status, run.errors, tables)
    }
  }

  /// A table read back: its rows, the names of the columns first, and the keys of its schema.
  private struct Table {
    let rows: [[String]]
    let keys: [String]?

    func column(_ name: String) -> [String] {
      guard let index = rows[0].firstIndex(of: name) else { return [] }
      return rows.dropFirst().map { $0[index] }
    }
  }

  @Test("two seeds of all that draw from the seed run to the end, and the experiments are all there are")
  func whole() throws {
    let run = try Self.run.get()
    #expect(run.status == 0, "\(run.errors)")
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appendingPathComponent("experiments").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)/\($0).swift")
    }
    #expect(Set(names) == Set(Self.settings.keys))
  }

  @Test("no two rows of a table have the keys that its schema declares")
  func keys() throws {
    for (name, table) in try Self.run.get().tables {
      guard let keys = table.keys else { continue }
      let places = keys.compactMap { table.rows[0].firstIndex(of: $0) }
      #expect(places.count == keys.count)
      let found = table.rows.dropFirst().map { row in places.map { row[$0] } }
      #expect(Set(found).count == found.count, "\(name)")
    }
  }

  @Test("means are over both seeds: of outcomes too, which were taken for settings once")
  func means() throws {
    let tables = try Self.run.get().tables
    for name in Self.settings.keys where !Self.seedless.contains(name) {
      let means = tables.filter { $0.key.hasPrefix(name) && $0.key.hasSuffix("-means") }
      #expect(!means.isEmpty, "\(name)")
      let counts = means.flatMap { $0.value.column("cells") }.compactMap { Int($0) }
      #expect((counts.max() ?? 0) >= 2, "\(name)")
    }
    let collapse = try #require(tables["mode-collapse-means"])
    #expect(Set(collapse.column("measure")).isSuperset(of: ["captured", "diverged", "near_modes", "jsd"]))
    // Every run that has been made is in one mean.
    #expect(
      Set(zip(collapse.column("measure"), collapse.column("cells")).filter { $0.0 == "captured" }.map(\.1))
        == ["2"])
    let saddle = try #require(tables["global-optimum-saddle-means"])
    #expect(saddle.column("cells").allSatisfy { $0 == "2" })
  }

  @Test(
    "an experiment that declares that it does not depend on the seed does not, and its seeds cannot be swept")
  func seedless() throws {
    let tables = try Self.run.get().tables
    for name in Self.seedless {
      let first = tables.filter { $0.key.hasPrefix("\(name)-one") && !$0.key.hasSuffix("-means") }
      #expect(!first.isEmpty)
      for (table, one) in first {
        let two = try #require(tables["\(name)-two" + table.dropFirst("\(name)-one".count)])
        // The column of the sweep's own seed comes first.
        #expect(one.rows.map { $0.dropFirst() } == two.rows.map { $0.dropFirst() }, "\(table)")
      }
      let refused = try withTemporaryFolder { folder in
        try Data("parts: {a: {run: \(name), size: quick, seeds: 2}}".utf8).write(
          to: folder.appendingPathComponent("p.yaml"))
        return try ProgramRun(["sweep", "p.yaml", "--out", "out"], in: folder)
      }
      #expect(refused.status == 1)
      #expect(
        refused.errors.contains("sweeps the seed, on which no row of \(name) depends"), "\(refused.errors)")
    }
    // Its own seeds are averaged over.
    let steps = try #require(tables["discriminator-steps-one-means"])
    #expect(
      Set(zip(steps.column("measure"), steps.column("cells")).filter { $0.0 == "jsd" }.map(\.1)) == ["2"])
  }
}

/// The records of a CSV text, with quoted fields.
enum CSVRows {
  static func parse(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(field)
        field = ""
      case "\n" where !isQuoted:
        rows.append(row + [field])
        (row, field) = ([], "")
      default: field.append(character)
      }
    }
    return rows
  }
}
