import Foundation
import Testing

@Suite("minimax report, as a user meets it")
struct ReportCommandTests {
  @Test("Two laws give a page with its tables, and a second build writes nothing")
  func pair() throws {
    try withTemporaryFolder { folder in
      let arguments = [
        "report", "--data", "normal(0, 1)", "--generator", "laplace(0, 1)", "--discriminator", "0.5", "--out",
        "pair",
        "--without-figures",
      ]
      let run = try ProgramRun(arguments, in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let page = try String(contentsOf: folder.appendingPathComponent("pair/pair.md"), encoding: .utf8)
      #expect(
        page.contains("laplace(0.0, 1.0)") && page.contains("| `jsd` | 0.021930395")
          && page.contains("| holds |"))
      #expect(
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("pair/data/curve.csv").path))
      #expect(try ProgramRun(arguments, in: folder).output.contains("0 files written"))
    }
  }

  @Test(
    "Figures are drawn with a D and without, for laws that overlap, that do not, and with heavy tails",
    .enabled(if: Self.gnuplotIsInstalled, "the figures are drawn by gnuplot, which is not installed"),
    arguments: [
      ("normal(0, 1)", "laplace(0, 1)", nil), ("normal(0, 1)", "normal(1, 1)", "0.5"),
      ("uniform(0, 1)", "uniform(2, 3)", nil), ("normal(0, 1)", "cauchy(0, 1)", nil),
      ("normal(0, 1)", "normal(100, 1)", nil), ("normal(0, 1)", "normal(0, 0.001)", nil),
    ] as [(String, String, String?)])
  func drawn(data: String, generator: String, discriminator: String?) throws {
    try withTemporaryFolder { folder in
      let judged = discriminator.map { ["--discriminator", $0] } ?? []
      let run = try ProgramRun(
        ["report", "--data", data, "--generator", generator, "--out", "pair"] + judged, in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let picture = try String(
        contentsOf: folder.appendingPathComponent("pair/figures/pair-densities.svg"), encoding: .utf8)
      // The legend names a D only where one was judged.
      let titles = picture.matches(of: />(p_|p|D\*|D)</).map { String($0.output.1) }
      #expect(titles.contains("D*") && titles.contains("D") == (discriminator != nil), "\(titles)")
    }
  }

  @Test(
    "Atoms are drawn as such, whichever law has them",
    .enabled(if: Self.gnuplotIsInstalled, "the figures are drawn by gnuplot, which is not installed"),
    arguments: [
      ("empirical([1, 2, 4])", "normal(2, 1)"), ("normal(2, 1)", "empirical([1, 2, 4])"),
      ("empirical([1, 2, 4])", "empirical([1, 3])"), ("empirical([1, 2, 4])", "uniform(0, 9)"),
      ("0.5*normal(0, 1) + 0.5*empirical([-1, 2])", "normal(0, 1)"),
    ])
  func atoms(data: String, generator: String) throws {
    try withTemporaryFolder { folder in
      let run = try ProgramRun(
        ["report", "--data", data, "--generator", generator, "--out", "pair"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let picture = try String(
        contentsOf: folder.appendingPathComponent("pair/figures/pair-densities.svg"), encoding: .utf8)
      #expect(picture.contains(">D* at atoms<") && picture.contains(">data<") && picture.contains(">g<"))
      // D* between the atoms is that of the densities alone.
      let curve = try String(
        contentsOf: folder.appendingPathComponent("pair/data/curve.csv"), encoding: .utf8)
      let atoms = try String(
        contentsOf: folder.appendingPathComponent("pair/data/atoms.csv"), encoding: .utf8)
      let places = Set(atoms.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } })
      #expect(!places.isEmpty)
      #expect(curve.split(separator: "\n").allSatisfy { !places.contains($0.prefix { $0 != "," }) })
    }
  }

  @Test("A spike of the data does not flatten the generator's density in the figure")
  func spike() throws {
    try withTemporaryFolder { folder in
      let laws = ["--data", "normal(0, 1e-6)", "--generator", "normal(0, 1)"]
      let run = try ProgramRun(["report", "--without-figures", "--out", "pair"] + laws, in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let window = try String(
        contentsOf: folder.appendingPathComponent("pair/data/window.csv"), encoding: .utf8)
      let lines = window.split(separator: "\n").map { $0.split(separator: ",") }
      let top = try #require(lines[0].firstIndex(of: "top").flatMap { Double(lines[1][$0]) })
      #expect(top > 0.4 && top < 4)
    }
  }

  @Test("A log that is cut short or empty is named, and nothing is written", arguments: [1, 2])
  func cutLog(lines count: Int) throws {
    try withTemporaryFolder { folder in
      let options = ["--data", "normal(4, 1.25)", "--steps", "20", "--every", "10", "--out", "run"]
      #expect(try ProgramRun(["train"] + options, in: folder).status == 0)
      let log = folder.appendingPathComponent("run/evolution.csv")
      let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").prefix(count)
      let text = count == 1 ? "\(lines[0])\n" : lines[0] + "\n" + lines[1].prefix(30)
      try text.write(to: log, atomically: true, encoding: .utf8)
      let run = try ProgramRun(["report", "--run", "run", "--out", "page", "--without-figures"], in: folder)
      #expect(run.status == 1)
      #expect(
        run.errors.contains(count == 1 ? "has no moment of the run" : "line 2: it is cut short"),
        "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("page").path))
    }
  }

  /// Whether gnuplot answers.
  static let gnuplotIsInstalled: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gnuplot", "--version"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test("Laws without a resolved route to C(G) give a page that says the claim was not tested")
  func untested() throws {
    try withTemporaryFolder { folder in
      try "1\n2\n4\n".write(
        to: folder.appendingPathComponent("points.csv"), atomically: true, encoding: .utf8)
      let run = try ProgramRun(
        [
          "report", "--data", "normal(0, 1)", "--generator", "empirical(points.csv)", "--out", "pair",
          "--without-figures",
        ], in: folder)
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  @Test("A training run gives a page")
  func trainingRun() throws {
    try withTemporaryFolder { folder in
      let options = ["--steps", "20", "--every", "10", "--out", "run"]
      let trained = try ProgramRun(["train", "--data", "normal(4, 1.25)"] + options, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let run = try ProgramRun(["report", "--run", "run", "--out", "page", "--without-figures"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let page = try String(contentsOf: folder.appendingPathComponent("page/run.md"), encoding: .utf8)
      #expect(page.contains("At step 20 ") && page.contains("figures/run-densities.svg"))
      #expect(page.contains("optimiser:") && page.contains("| holds |"))
      let curve = try String(
        contentsOf: folder.appendingPathComponent("page/data/curve.csv"), encoding: .utf8)
      #expect(curve.hasPrefix("x,p_data,p_g,d_optimal,d\n"))
    }
  }

  @Test(
    "So does one without a gap to D*: of a critic, with packing, and in the plane",
    arguments: [
      (["--data", "normal(4, 1.25)", "--loss", "wasserstein"], ["loss: wasserstein", "no gap to D"]),
      (["--data", "normal(4, 1.25)", "--set", "remedies={packing: 2}"], ["no gap to D", "| holds |"]),
      (["--data", "ring"], ["1,000 samples", "| modes covered |", "| V of the minibatch |"]),
    ] as [([String], [String])])
  func withoutGap(data: [String], texts: [String]) throws {
    try withTemporaryFolder { folder in
      let options = ["--steps", "20", "--every", "10", "--out", "run"]
      let trained = try ProgramRun(["train"] + data + options, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let run = try ProgramRun(["report", "--run", "run", "--out", "page", "--without-figures"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let page = try String(contentsOf: folder.appendingPathComponent("page/run.md"), encoding: .utf8)
      for text in texts { #expect(page.contains(text), "\(page)") }
    }
  }

  @Test("A run on data with modes says what became of them")
  func modes() throws {
    try withTemporaryFolder { folder in
      let data = "0.5*normal(-2, 0.5) + 0.5*normal(2, 0.5)"
      let options = ["--steps", "20", "--every", "10", "--out", "run"]
      let trained = try ProgramRun(["train", "--data", data] + options, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let run = try ProgramRun(["report", "--run", "run", "--out", "page", "--without-figures"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let page = try String(contentsOf: folder.appendingPathComponent("page/run.md"), encoding: .utf8)
      #expect(page.contains("## Modes") && page.contains("| modes covered |"))
    }
  }

  @Test(
    "What makes no report is refused",
    arguments: [
      (["--data", "normal(0, 1)"], "belong together"),
      (["--run", "nowhere"], "nowhere/evolution.csv is not there"),
      (["--templates", "nowhere"], "nowhere"),
      (["--data", "normal(0, -1)", "--generator", "normal(0, 1)"], "-1"),
      (["--data", "normal(0, 1)", "--generator", "normal(0, 1)", "--out", "file/page"], "is no folder"),
    ])
  func refusals(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      try "".write(to: folder.appendingPathComponent("file"), atomically: true, encoding: .utf8)
      let out = arguments.contains("--out") ? [] : ["--out", "page"]
      let run = try ProgramRun(["report", "--without-figures"] + out + arguments, in: folder)
      #expect(run.status != 0)
      #expect(run.errors.contains(message), "\(run.errors)")
    }
  }
}
