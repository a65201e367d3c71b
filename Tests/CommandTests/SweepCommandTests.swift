import Foundation
import Testing

/// `minimax sweep` as a user runs it.
@Suite("minimax sweep")
struct SweepCommandTests {
  private static let plan = """
    name: both
    cells_per_file: 3
    parts:
      games:
        run: evaluate
        set: {generator: "normal({mean}, 1)", quantities: [jsd, wasserstein_1]}
        grid: {data: ["normal(0, 1)", "cauchy(0, 1)"], mean: {from: 0, to: 1, count: 3}}
      runs:
        run: train
        set: {data: "normal(4, 1.25)", steps: 20, every: 10, generator.layers: {hidden: [8]}, discriminator.layers: {hidden: [8]}}
        grid: {remedies: [{}, {packing: 2}]}
        seeds: 2
      dirac:
        run: dirac-gan
        size: quick
        seeds: [5]
    """

  private func sweep(_ plan: String = plan, _ options: [String] = [], in folder: URL) throws -> ProgramRun {
    try Data(plan.utf8).write(to: folder.appendingPathComponent("plan.yaml"))
    return try ProgramRun(["sweep", "plan.yaml", "--out", "out"] + options, in: folder)
  }

  private func table(_ name: String, in folder: URL) throws -> [[String]] {
    let text = try String(contentsOf: folder.appendingPathComponent("out/\(name).csv"), encoding: .utf8)
    return text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func published(_ folder: URL) throws -> [String: Data] {
    let out = folder.appendingPathComponent("out")
    return try FileManager.default.contentsOfDirectory(atPath: out.path)
      .filter { $0.hasSuffix(".csv") || $0 == "datapackage.json" }
      .reduce(into: [:]) { $0[$1] = try Data(contentsOf: out.appendingPathComponent($1)) }
  }

  @Test("a cell's rows are what evaluate, train and the experiment print with the same settings")
  func sameNumbers() throws {
    try withTemporaryFolder { folder in
      let run = try sweep(in: folder)
      #expect(run.status == 0, "\(run.errors)")
      // data and generator hold commas, so the fields are counted from the end: jsd, its error, W1, its error, ...
      let games = try table("both-games", in: folder)
      #expect(games.count == 7)
      let alone = try ProgramRun(
        [
          "evaluate", "--data", "cauchy(0, 1)", "--generator", "normal(0.5, 1)", "--only",
          "jsd,wasserstein_1",
        ])
      let row = try #require(games.first { $0.joined().contains("cauchy") && $0.contains("0.5") })
      let jsd = try #require(alone.rows.first { $0[0] == "jsd" })
      #expect(row.contains(jsd[1]) && row.contains(jsd[2]))
      #expect(row.contains("infinite"))

      let train = try ProgramRun(
        [
          "train", "--data", "normal(4, 1.25)", "--steps", "20", "--every", "10", "--hidden", "8", "--seed",
          "2",
          "--set", "remedies.packing=2", "--out", "alone",
        ], in: folder)
      #expect(train.status == 0)
      let evolution = try String(
        contentsOf: folder.appendingPathComponent("alone/evolution.csv"), encoding: .utf8)
      let expected = try #require(evolution.split(separator: "\n").last).split(
        separator: ",", omittingEmptySubsequences: false
      ).map(String.init)
      let ends = try table("both-runs", in: folder).filter {
        $0.joined().contains("packing") && $0.contains("20")
      }
      #expect(ends.count == 2)
      // remedies, seed, then step and all that evolution.csv has, and the outcome.
      #expect(Array(try #require(ends.last).dropFirst(2).dropLast()) == expected)
      #expect(try table("both-dirac-eigenvalues", in: folder).count > 1)
    }
  }

  @Test("killed midway and begun again, on other numbers of threads and as shards, the bytes are the same")
  func sameBytes() throws {
    try withTemporaryFolder { reference in
      _ = try sweep(in: reference)
      let expected = try published(reference)
      #expect(expected.count > 5)
      try withTemporaryFolder { folder in
        try Data(Self.plan.utf8).write(to: folder.appendingPathComponent("plan.yaml"))
        for delay in [20, 60, 120] {
          _ = try ProgramRun.killed(
            ["sweep", "plan.yaml", "--out", "out", "--jobs", "1"], in: folder, afterMilliseconds: delay)
        }
        #expect(try sweep(Self.plan, ["--jobs", "3"], in: folder).status == 0)
        #expect(try published(folder) == expected)
      }
      try withTemporaryFolder { (folder: URL) throws in
        for shard in ["2/3", "1/3", "3/3"] {
          #expect(try sweep(Self.plan, ["--shard", shard], in: folder).status == 0)
        }
        #expect(try sweep(Self.plan, ["--status"], in: folder).output.contains("--merge gathers"))
        #expect(try sweep(Self.plan, ["--merge"], in: folder).status == 0)
        #expect(try published(folder) == expected)
      }
    }
  }

  @Test("--dry-run counts the cells, says about how long they take, and writes nothing")
  func dryRun() throws {
    try withTemporaryFolder { folder in
      let run = try sweep(Self.plan, ["--dry-run"], in: folder)
      #expect(run.status == 0)
      #expect(run.output.contains("games: 6 cells of about"))
      #expect(run.output.contains("runs: 4 cells of about"))
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("out").path))
    }
  }

  @Test("without Slurm the message says what to install")
  func noSlurm() throws {
    try withTemporaryFolder { folder in
      // A path on which nothing is but the shell.
      let tools = folder.appendingPathComponent("bin")
      try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: "\(tools.path)/sh", withDestinationPath: "/bin/sh")
      try Data(Self.plan.utf8).write(to: folder.appendingPathComponent("plan.yaml"))
      let run = try ProgramRun(
        ["sweep", "plan.yaml", "--out", "out", "--slurm"], in: folder, path: tools.path)
      #expect(run.status == 1)
      #expect(run.errors.contains("apt-get install slurm-wlm munge"))
    }
  }

  @Test(
    "a plan that cannot be run says where it is wrong and what is allowed",
    arguments: [
      (
        "parts: {a: {run: evaluate, set: {data: \"normal(0, 1)\", generator: \"normal(0, 0)\"}}}",
        "generator is normal(0, 0)"
      ),
      ("parts: {a: {run: evaluate, set: {data: \"normal(0, 1)\", generatr: x}}}", "generatr"),
      (
        "parts: {a: {run: evaluate, set: {data: \"normal(0, 1)\", generator: \"normal(0, 1)\", quantities: [gap]}}}",
        "gap"
      ),
      ("parts: {a: {run: train, set: {data: \"normal(0, 1)\"}, grid: {generator.los: [x]}}}", "generator"),
      ("parts: {a: {run: dirac-gan, grid: {no_such: [1]}}}", "no_such"),
      ("parts: {a: {run: dirac}}", "dirac-gan"),
    ])
  func refusals(plan: String, names: String) throws {
    try withTemporaryFolder { folder in
      let run = try sweep(plan, in: folder)
      #expect(run.status == 1)
      #expect(run.errors.contains(names), "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("out").path))
    }
  }

  @Test(
    "cells that cannot be computed are listed and the rest is written; the page shows every part, and a plan's text as it is"
  )
  func failedCells() throws {
    try withTemporaryFolder { folder in
      // More laws than are looked at before the work begins; one of the last has no scale.
      let scales = (1...104).map { $0 == 103 ? "0" : "\($0)" }.joined(separator: ", ")
      let head = "# {% foo %} {{ bar }} {#"
      let plan = """
        \(head)
        name: some
        parts:
          laws:
            run: evaluate
            set: {data: "normal(0, 1)", generator: "normal(0, {sd})", quantities: [jsd]}
            grid: {sd: [\(scales)]}
          runs:
            run: train
            set: {data: "normal(4, 1.25)", every: 10, generator.layers: {hidden: [4]}, discriminator.layers: {hidden: [4]}}
            grid: {steps: [10, 20]}
            seeds: 2
        """
      let run = try sweep(plan, in: folder)
      #expect(run.status == 1)
      #expect(run.errors.contains("1 cell failed"))
      #expect(try table("some-laws", in: folder).count == 104)
      let failed = try table("some-failed", in: folder)
      #expect(failed.count == 2 && failed[1][0] == "laws/sd=0", "\(failed)")
      let package = try String(
        contentsOf: folder.appendingPathComponent("out/datapackage.json"), encoding: .utf8)
      #expect(package.contains("some-failed"))

      let page = try String(
        contentsOf: folder.appendingPathComponent("out/report/sweep-some.md"), encoding: .utf8)
      #expect(page.contains(head) && page.contains("- `laws/sd=0: "))
      let lines = page.split(separator: "\n").map(String.init)
      #expect(lines.contains { $0.hasPrefix("| 104 | ") })
      // Of each number of steps the end, with its interval.
      for end in ["| 10 | 10 | ", "| 20 | 20 | "] {
        let line = try #require(lines.first { $0.hasPrefix(end) }, "\(page)")
        #expect(line.contains(" ± "))
      }
      // A plan without such a cell leaves no list of failed ones.
      let mended = plan.replacing(", 0, 104", with: ", 103, 104")
      #expect(try sweep(mended, in: folder).status == 0)
      #expect(
        !FileManager.default.fileExists(atPath: folder.appendingPathComponent("out/some-failed.csv").path))
    }
  }

  @Test("a game whose numbers cannot be had has a row that says why, and is in no mean")
  func withoutNumbers() throws {
    try withTemporaryFolder { folder in
      let plan = """
        average_over: [discriminator]
        parts: {judged: {run: evaluate, set: {data: "normal(0, 1)", generator: "normal(1, 1)", quantities: [value]}, grid: {discriminator: ["0.5", "0.25", "0.5 + x"]}}}
        """
      let run = try sweep(plan, in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let rows = try table("plan-judged", in: folder)
      #expect(rows.map { $0.contains("failed") } == [false, false, false, true])
      #expect(rows[3].joined().contains("between 0 and 1"))
      let means = try table("plan-judged-means", in: folder)
      let count = try #require(means[0].firstIndex(of: "cells"))
      #expect(means.dropFirst().map { $0[count] } == ["2", "2"])
    }
  }
}
