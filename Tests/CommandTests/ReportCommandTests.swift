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
      let curve = try String(
        contentsOf: folder.appendingPathComponent("page/data/curve.csv"), encoding: .utf8)
      #expect(curve.hasPrefix("x,p_data,p_g,d_optimal,d\n"))
    }
  }

  @Test(
    "What makes no report is refused",
    arguments: [
      (["--data", "normal(0, 1)"], "belong together"),
      (["--run", "nowhere"], "nowhere/evolution.csv is not there"),
      (["--templates", "nowhere"], "nowhere"),
      (["--data", "normal(0, -1)", "--generator", "normal(0, 1)"], "-1"),
    ])
  func refusals(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      let run = try ProgramRun(["report", "--without-figures", "--out", "page"] + arguments, in: folder)
      #expect(run.status != 0)
      #expect(run.errors.contains(message), "\(run.errors)")
    }
  }
}
