import Foundation
import Testing

@Suite("minimax evaluate")
struct EvaluateCommandTests {
  @Test("prints every quantity of the game, each converged or infinite with its reason")
  func table() throws {
    let run = try ProgramRun(["evaluate", "--data", "laplace(0, 1)", "--generator", "normal(0, 1)"])
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("quantity,value,absolute_error,evaluations,verdict,reason\n"))
    #expect(
      run.rows.map { $0[0] } == [
        "mass_data", "mass_generator", "value_optimal", "criterion_kl", "criterion_jsd", "kl_data_mixture",
        "kl_generator_mixture", "jsd", "jsd_deficit", "kl_data_generator", "kl_generator_data",
        "total_variation", "total_variation_deficit", "squared_hellinger", "chi_squared", "wasserstein_1",
      ])
    #expect(run.rows.allSatisfy { $0[4] == "converged" || ($0[4] == "infinite" && !$0[5].isEmpty) })
    #expect(run.value("chi_squared") == .infinity)
  }

  @Test("a discriminator adds its value, gap, duality gap and the yardstick of its loss")
  func discriminator() throws {
    let run = try ProgramRun([
      "evaluate", "--data", "normal(0, 1)", "--generator", "normal(1, 1)", "--discriminator", "0.5",
    ])
    let (value, gap) = (try #require(run.value("value")), try #require(run.value("gap")))
    let criterion = try #require(run.value("criterion_kl"))
    #expect((value + 2 * log(2.0)).magnitude < 1e-14)
    #expect((value + gap - criterion).magnitude < 1e-13)
    #expect((try #require(run.value("loss_mean")) - log(2.0)).magnitude < 1e-14)
    #expect(try #require(run.value("duality_gap")) > 0)
  }

  @Test("a table of x and D(x) is a discriminator too, and bits are nats over log 2")
  func tableAndBits() throws {
    try withTemporaryFolder { folder in
      try "x,d\n-1,0.8\n1,0.2\n".write(
        to: folder.appendingPathComponent("d.csv"), atomically: true, encoding: .utf8)
      let arguments = [
        "evaluate", "--data", "normal(-1, 1)", "--generator", "normal(1, 1)", "--discriminator", "d.csv",
        "--only", "value,total_variation",
      ]
      let nats = try ProgramRun(arguments, in: folder)
      let bits = try ProgramRun(arguments + ["--unit", "bits"], in: folder)
      let (a, b) = (try #require(nats.value("value")), try #require(bits.value("value")))
      #expect((a - b * log(2.0)).magnitude < 1e-14)
      #expect(nats.value("total_variation") == bits.value("total_variation"))
    }
  }

  @Test("a curve is written whole, with D* between 0 and 1")
  func curve() throws {
    try withTemporaryFolder { folder in
      let run = try ProgramRun(
        [
          "evaluate", "--data", "normal(0, 1)", "--generator", "uniform(-1, 2)", "--curve", "c.csv", "--only",
          "jsd",
        ], in: folder)
      #expect(run.status == 0)
      let text = try String(contentsOf: folder.appendingPathComponent("c.csv"), encoding: .utf8)
      let lines = text.split(separator: "\n")
      #expect(lines.first == "x,p_data,p_g,d_optimal,logit_optimal")
      #expect(lines.count > 200)
      #expect(
        lines.dropFirst().allSatisfy { line in
          let d = Double(line.split(separator: ",")[3]) ?? .nan
          return d.isNaN || (0...1).contains(d)
        })
    }
  }

  @Test(
    "bad input is refused: a message that names the argument and what is allowed, no output, a non-zero exit",
    arguments: [
      (["--data", "normal(0, -1)"], "sd is -1"),
      (["--data", "0.3*normal(0,1) + 0.6*normal(1,1)"], "weights"),
      (["--data", "nromal(0, 1)"], "did you mean normal"), (["--data", "kde(missing.csv)"], "missing.csv"),
      (["--data", "kde(empty.csv)"], "empty"), (["--data", "kde(text.csv)"], "line 3"),
      (["--data", String(repeating: "(", count: 5000) + "normal(0, 1)"], "nested"),
      (["--data", "normal(0, 1)", "--discriminator", "1.5"], "between 0 and 1"),
      (["--data", "normal(0, 1)", "--discriminator", "x^2"], "between 0 and 1"),
      (["--data", "normal(0, 1)", "--discriminator", "1 +"], "character 4"),
      (["--data", "normal(0, 1)", "--curve", "no/such/folder.csv"], "no/such/folder.csv"),
      (["--data", "normal(0, 1)", "--tolerance", "0"], "--tolerance"),
      (["--data", "normal(0, 1)", "--only", "jds"], "--only"),
      (["--data", "normal(0, 1)", "--only", "gap"], "--discriminator"),
    ])
  func badInput(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      try "".write(to: folder.appendingPathComponent("empty.csv"), atomically: true, encoding: .utf8)
      try "x\n1\nfoo\n".write(
        to: folder.appendingPathComponent("text.csv"), atomically: true, encoding: .utf8)
      let run = try ProgramRun(["evaluate", "--generator", "normal(0, 1)"] + arguments, in: folder)
      #expect(run.status != 0)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(message), "\(run.errors)")
    }
  }

  @Test(
    "a formula that is no probability is bad input as well, wherever that is found",
    arguments: ["x", "1/x", "2"])
  func noProbability(formula: String) throws {
    let run = try ProgramRun([
      "evaluate", "--data", "normal(0, 1)", "--generator", "normal(1, 1)", "--discriminator", formula,
    ])
    #expect(run.status == 64)
    #expect(run.errors.contains("--discriminator") && run.errors.contains("between 0 and 1"))
  }

  @Test("an error that is not known fails the mass check")
  func unknownMass() throws {
    let run = try ProgramRun(["evaluate", "--data", "normal(0, 5e-324)", "--generator", "normal(0, 1)"])
    #expect(run.status == 1)
    #expect(run.errors.contains("mass_data"))
  }

  @Test(
    "singular laws of a small scale have their masses and every row",
    arguments: [
      ("gamma(0.3, 1e-6)", "exponential(1e-6)"), ("gamma(0.3, 1e-6)", "normal(0, 1)"),
      ("affine(gamma(0.3, 1), 5, 1e-5)", "affine(weibull(0.5, 1e-6), 5, -1)"),
      ("0.5*gamma(0.3, 1e-9) + 0.5*exponential(1e-6)", "gamma(0.7, 1e-6)"),
    ])
  func smallScales(data: String, generator: String) throws {
    let run = try ProgramRun(["evaluate", "--data", data, "--generator", generator])
    #expect(run.status == 0, "\(run.errors)")
    for name in ["mass_data", "mass_generator"] {
      #expect((try #require(run.value(name)) - 1).magnitude < 1e-12)
    }
    #expect(try #require(run.value("jsd")) > 1e-3)
    #expect(try #require(run.value("wasserstein_1")) > 1e-8)
  }

  @Test("the families are listed with their arguments")
  func distributions() throws {
    let run = try ProgramRun(["distributions"])
    for name in ["normal", "student", "pareto", "truncated", "affine", "kde", "empirical"] {
      #expect(run.output.contains("\(name)("))
    }
  }
}
