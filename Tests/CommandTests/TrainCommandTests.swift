import Foundation
import Testing

@Suite("minimax train")
struct TrainCommandTests {
  /// A game of a few milliseconds a snapshot.
  static let game = """
    data: normal(1, 2)
    steps: 120
    every: 20
    minibatch: 16
    generator: {layers: {hidden: [4], activation: tanh}}
    discriminator:
      layers:
        - dense: {units: 5, activation: {leaky_relu: 0.2}}
        - dropout: {keep: 0.8}
        - dense: {units: 1}
      optimiser: {rule: adam, rate: 0.01}
    remedies:
      instance_noise: {from: 0.5, to: 0}
    """

  static func write(_ text: String, _ name: String, in folder: URL) throws {
    try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  /// All files of a run below `folder` by their names.
  static func contents(of folder: URL) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: folder.path)?.compactMap({ $0 as? String }) ?? [] {
      let url = folder.appendingPathComponent(name)
      if let data = try? Data(contentsOf: url) { result[name] = data }
    }
    return result
  }

  @Test("the configuration beside a result makes that result again, byte for byte")
  func reproduces() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.game, "game.yaml", in: folder)
      let first = try ProgramRun(
        ["train", "--config", "game.yaml", "--seed", "7", "--loss", "saturating", "--out", "a"], in: folder)
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.output.contains("step 120 of 120  JSD 0."))
      let second = try ProgramRun(["train", "--config", "a/config.yaml", "--out", "b"], in: folder)
      #expect(second.status == 0, "\(second.errors)")
      let (a, b) = (
        try Self.contents(of: folder.appendingPathComponent("a")),
        try Self.contents(of: folder.appendingPathComponent("b"))
      )
      #expect(a == b)
      #expect(a.keys.contains("snapshots/20/generator.safetensors"))
      let evolution = String(decoding: a["evolution.csv"] ?? Data(), as: UTF8.self).split(separator: "\n")
      #expect(
        evolution.dropFirst().compactMap { Int($0.split(separator: ",")[0]) }
          == Array(stride(from: 0, through: 120, by: 20)))
      let other = try ProgramRun(
        ["train", "--config", "a/config.yaml", "--seed", "8", "--out", "c"], in: folder)
      #expect(other.status == 0)
      #expect(
        try Self.contents(of: folder.appendingPathComponent("c"))["evolution.csv"] != a["evolution.csv"])
    }
  }

  @Test("a run killed at any moment goes on to the bytes of one that was never stopped")
  func killAndResume() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.game, "game.yaml", in: folder)
      let options = ["train", "--config", "game.yaml", "--steps", "2000", "--every", "100"]
      let whole = try ProgramRun(options + ["--out", "whole"], in: folder)
      #expect(whole.status == 0, "\(whole.errors)")
      // From before the folder exists to well into the run; each kill is followed by a resumed run that is killed.
      var kills = 0
      for milliseconds in [5, 60, 150, 250] {
        let status = try ProgramRun.killed(
          options + ["--out", "killed", "--resume"], in: folder, afterMilliseconds: milliseconds)
        if status != 0 { kills += 1 }
      }
      #expect(kills > 0)
      let rest = try ProgramRun(
        [
          "train", "--config", "game.yaml", "--steps", "2000", "--every", "100", "--out", "killed",
          "--resume",
        ], in: folder)
      #expect(rest.status == 0, "\(rest.errors)")
      #expect(
        try Self.contents(of: folder.appendingPathComponent("killed"))
          == Self.contents(of: folder.appendingPathComponent("whole")))
    }
  }

  @Test("a finished run can be made longer: the same as if it had been asked for at once")
  func longer() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.game, "game.yaml", in: folder)
      let rate = ["--generator-rate", "0.01", "--set", "remedies.instance_noise=0.1"]
      func train(_ more: [String]) throws -> ProgramRun { try ProgramRun(["train"] + more, in: folder) }
      #expect(try train(["--config", "game.yaml", "--steps", "50", "--out", "a"] + rate).status == 0)
      #expect(try train(["--steps", "90", "--out", "a", "--resume"]).status == 0)
      #expect(try train(["--config", "game.yaml", "--steps", "90", "--out", "b"] + rate).status == 0)
      let a = try Self.contents(of: folder.appendingPathComponent("a"))
      let b = try Self.contents(of: folder.appendingPathComponent("b"))
      for name in ["evolution.csv", "config.yaml", "generator.safetensors"] { #expect(a[name] == b[name]) }
      // Another game is not this one's continuation, and an existing run is not overwritten.
      let foreign = try train(["--out", "a", "--resume", "--minibatch", "8"])
      #expect(foreign.status != 0 && foreign.errors.contains("another configuration"))
      let again = try train(["--config", "game.yaml", "--out", "a"])
      #expect(again.status != 0 && again.errors.contains("--resume"))
    }
  }

  @Test(
    "a resumed run has the data, the moments and the evolution that it had, or it is refused and left alone")
  func sameRun() throws {
    try withTemporaryFolder { folder in
      func samples(_ last: Int) -> String { "x\n" + (0..<20).map { "\($0)\n" }.joined() + "\(last)\n" }
      try Self.write(samples(20), "x.csv", in: folder)
      let short = ["--steps", "60", "--every", "20", "--hidden", "4", "--minibatch", "4"]
      func train(_ more: [String]) throws -> ProgramRun {
        try ProgramRun(["train", "--out", "a"] + more, in: folder)
      }
      #expect(try train(["--data", "x.csv"] + short).status == 0)
      let before = try Self.contents(of: folder.appendingPathComponent("a"))
      func refused(_ options: [String], _ words: String) throws {
        let run = try train(["--resume"] + options)
        #expect(run.status != 0 && run.errors.contains(words), "\(options): \(run.errors)")
      }
      // The run is finished, and refuses all the same.
      try refused(["--data", "normal(0, 1)"], "was made from x.csv")
      try refused(["--every", "40"], "--every is 40, but the run's is 20")
      try refused(["--steps", "40"], "--steps is 40")
      try Self.write(samples(21), "x.csv", in: folder)
      try refused([], "a file of samples as it was")
      try Self.write(samples(20), "x.csv", in: folder)
      #expect(try Self.contents(of: folder.appendingPathComponent("a")) == before)
      #expect(try train(["--resume"]).status == 0)
      let path = folder.appendingPathComponent("a/evolution.csv")
      let text = try String(contentsOf: path, encoding: .utf8)
      let lines = text.split(separator: "\n")
      try Self.write(
        (lines[0...1] + lines[3...]).joined(separator: "\n") + "\n", "a/evolution.csv", in: folder)
      try refused([], "has no line of step 20")
      try Self.write(String(text.dropLast(30)), "a/evolution.csv", in: folder)
      try refused([], "broken line")
      try FileManager.default.removeItem(at: path)
      try refused([], "is missing, with the moments before step 60")
    }
  }

  @Test("a generator with dropout has no exact columns, and the last one says why")
  func randomGenerator() throws {
    try withTemporaryFolder { folder in
      func last(_ player: String, _ layer: String, _ out: String) throws -> String {
        let layers = "\(player).layers=[dense: {units: 4, activation: tanh}, \(layer), dense: {units: 1}]"
        let run = try ProgramRun(
          [
            "train", "--data", "0.5*normal(-3, 0.5) + 0.5*normal(3, 0.5)", "--steps", "2", "--every", "2",
            "--minibatch", "4", "--out", out, "--set", layers, "--set", "shares=1",
          ], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let text = try String(
          contentsOf: folder.appendingPathComponent("\(out)/evolution.csv"), encoding: .utf8)
        return text.split(separator: "\n").last.map(String.init) ?? ""
      }
      let random = try last("generator", "dropout: {keep: 0.8}", "a")
      #expect(random.hasPrefix("2,,,,,") && random.contains("nothing is exact: the generator has dropout"))
      let evaluated = try ProgramRun(
        ["evaluate", "--data", "normal(0, 1)", "--generator", "a/generator.safetensors"], in: folder)
      #expect(evaluated.status != 0 && evaluated.errors.contains("dropout"), "\(evaluated.errors)")
      #expect(try last("discriminator", "dropout: {keep: 0.8}", "b").contains("dropout by its mean"))
      #expect(try last("generator", "batch_normalisation: {}", "c").contains("running statistics"))
    }
  }

  @Test("a run whose rates have fallen to 0 is not made longer: nothing would be learned")
  func longerThanTheRates() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.game, "game.yaml", in: folder)
      #expect(
        try ProgramRun(["train", "--config", "game.yaml", "--steps", "20", "--out", "a"], in: folder).status
          == 0)
      let before = try Self.contents(of: folder.appendingPathComponent("a"))
      let longer = try ProgramRun(["train", "--out", "a", "--resume", "--steps", "40"], in: folder)
      #expect(longer.status != 0)
      for words in ["--steps is 40", "rate of the generator falls to 0 at step 20", "at most 20"] {
        #expect(longer.errors.contains(words), "\(longer.errors)")
      }
      #expect(try Self.contents(of: folder.appendingPathComponent("a")) == before)
    }
  }

  @Test("what a killed run was writing is cleared away when it goes on, and nothing else")
  func leftovers() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.game, "game.yaml", in: folder)
      let options = ["train", "--config", "game.yaml", "--steps", "20", "--out", "a"]
      #expect(try ProgramRun(options, in: folder).status == 0)
      let before = try Self.contents(of: folder.appendingPathComponent("a"))
      for name in [
        "checkpoint.safetensors.123.partial", "tmp-123-abc9", "snapshots/20/generator.safetensors.9.partial",
      ] {
        try Self.write("half", "a/\(name)", in: folder)
      }
      try Self.write("mine", "a/tmp-notes.partial", in: folder)
      #expect(try ProgramRun(options + ["--resume"], in: folder).status == 0)
      var after = try Self.contents(of: folder.appendingPathComponent("a"))
      #expect(after.removeValue(forKey: "tmp-notes.partial") == Data("mine".utf8))
      #expect(after == before)
    }
  }

  @Test("evolution.csv says which numbers are infinite, and why")
  func verdicts() throws {
    try withTemporaryFolder { folder in
      func verdict(_ data: String, _ out: String) throws -> String {
        let short = ["--steps", "2", "--every", "2", "--hidden", "4", "--minibatch", "4", "--out", out]
        let run = try ProgramRun(["train", "--data", data] + short, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let text = try String(
          contentsOf: folder.appendingPathComponent("\(out)/evolution.csv"), encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines[0].hasSuffix(",verdict"))
        return String(lines[lines.count - 1])
      }
      #expect(try verdict("normal(0, 1)", "a").hasSuffix(",converged"))
      #expect(try verdict("cauchy(0, 1)", "b").contains("wasserstein_1 is infinite: the tail of"))
      // The report reads it.
      let report = try ProgramRun(["report", "--run", "b", "--out", "report"], in: folder)
      #expect(report.status == 0, "\(report.errors)")
    }
  }

  @Test("of a bounded generator it is said what of the data it cannot reach")
  func boundedSupport() throws {
    try withTemporaryFolder { folder in
      func output(_ activation: String) throws -> String {
        try ProgramRun(
          [
            "train", "--data", "normal(0, 1)", "--steps", "2", "--hidden", "4", "--minibatch", "4",
            "--activation", activation, "--out", activation,
          ], in: folder
        ).output
      }
      let (bounded, unbounded) = (try output("tanh"), try output("softplus"))
      #expect(bounded.contains("the generator is bounded: its samples lie in [-"), "\(bounded)")
      #expect(unbounded.contains("JSD") && !unbounded.contains("the generator is bounded"), "\(unbounded)")
    }
  }

  @Test("minimax evaluate judges a saved G under the prior that its file names, and a saved D")
  func evaluatesSavedNetworks() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.game, "game.yaml", in: folder)
      let run = try ProgramRun(
        [
          "train", "--config", "game.yaml", "--prior", "uniform", "--out", "run", "--set",
          "remedies={}",
        ], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let last = try String(contentsOf: folder.appendingPathComponent("run/evolution.csv"), encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      func logged(_ name: String) throws -> Double {
        let column = try #require(last[0].firstIndex(of: name))
        return try #require(Double(last[last.count - 1][column]))
      }
      let saved = [
        "evaluate", "--data", "normal(1, 2)", "--generator", "run/generator.safetensors", "--discriminator",
        "run/discriminator.safetensors", "--only", "jsd,value,gap",
      ]
      let judged = try ProgramRun(saved, in: folder)
      #expect(judged.status == 0, "\(judged.errors)")
      for name in ["jsd", "value", "gap"] {
        let difference = (try #require(judged.value(name)) - logged(name)).magnitude
        #expect(try difference <= logged("\(name)_error") + 1e-7, "\(name)")
      }
      let other = try ProgramRun(saved + ["--prior", "normal(0, 1)"], in: folder)
      #expect(other.value("jsd") != judged.value("jsd"))
    }
  }

  @Test(
    "bad input is refused with the argument, its value and what is allowed, and nothing is written",
    arguments: [
      (["--config", "missing.yaml"], "missing.yaml cannot be read"),
      (["--config", "bad.yaml"], "bad.yaml: generator.loss is hinge; allowed: non_saturating"),
      ([], "data is missing"), (["--data", "nromal(0, 1)"], "did you mean normal"),
      (["--resume"], "there is no run to go on with"),
      (["--data", "missing.csv"], "missing.csv"),
      (["--data", "normal(0, 1)", "--steps", "-1"], "steps is -1"),
      (["--data", "normal(0, 1)", "--optimiser", "sgd"], "generator.optimiser.rule is sgd"),
      (["--data", "normal(0, 1)", "--activation", "gelu"], "activation is gelu"),
      (["--data", "normal(0, 1)", "--hidden", "32,0"], "hidden[1] is 0"),
      (
        ["--data", "normal(0, 1)", "--minibatch", "99999999999"], "minibatch is 99999999999; allowed: a whole"
      ),
      (["--data", "normal(0, 1)", "--hidden", "99999999999"], "hidden[0] is 99999999999; allowed: a whole"),
      (["--data", "normal(0, 1)", "--hidden", "900000,900000"], "weights; allowed: at most"),
      (["--data", "normal(0, 1)", "--minibatch", "900000", "--hidden", "9000"], "allowed: at most 5e8"),
      (
        ["--data", "normal(0, 1)", "--set", "noise.dimension=9999999999999"],
        "noise.dimension is 9999999999999"
      ),
      (["--data", "normal(0, 1)", "--activation", "{maxout: 1000000000000}"], "maxout is 1000000000000"),
      (
        ["--data", "normal(0, 1)", "--steps", "9223372036854775807", "--discriminator-steps", "2"],
        "steps is 9223372036854775807"
      ),
      (
        ["--data", "normal(0, 1)", "--set", "generator.optimiser.momentum=5"],
        "generator.optimiser.momentum is 5; allowed: from 0, below 1"
      ),
      (["--data", "three.csv"], "three.csv has 3 numeric columns; allowed: 1"),
      (["--data", "normal(0, 1)", "--set", "rate"], "--set is rate; allowed: key=value"),
      (["--data", "normal(0, 1)", "--set", "generator.rate=1"], "generator has the key rate"),
    ])
  func badInput(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      try Self.write("data: normal(0, 1)\ngenerator: {loss: hinge}", "bad.yaml", in: folder)
      try Self.write("a,b,c\n1,2,3\n4,5,6\n", "three.csv", in: folder)
      let run = try ProgramRun(["train", "--out", "run"] + arguments, in: folder)
      #expect(run.status != 0)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(message), "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("run").path))
    }
  }

  @Test("damaged weights and checkpoints are refused with the file and what was expected")
  func damagedFiles() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.game, "game.yaml", in: folder)
      #expect(try ProgramRun(["train", "--config", "game.yaml", "--out", "run"], in: folder).status == 0)
      let whole = try Data(contentsOf: folder.appendingPathComponent("run/generator.safetensors"))
      try whole.dropLast(3).write(to: folder.appendingPathComponent("short.safetensors"))
      try Data("{}".utf8).write(to: folder.appendingPathComponent("tiny.safetensors"))
      try whole.dropLast(3).write(to: folder.appendingPathComponent("run/checkpoint.safetensors"))
      func evaluate(_ more: [String]) throws -> ProgramRun {
        try ProgramRun(["evaluate", "--data", "normal(0, 1)"] + more, in: folder)
      }
      for (arguments, message) in [
        (["--generator", "short.safetensors"], "short.safetensors"),
        (["--generator", "tiny.safetensors"], "tiny.safetensors"),
        (["--generator", "none.safetensors"], "none.safetensors"),
        (["--generator", "run/checkpoint.safetensors"], "run/checkpoint.safetensors"),
        (["--generator", "run/generator.safetensors", "--prior", "nromal(0, 1)"], "did you mean normal"),
        (
          ["--generator", "run/discriminator.safetensors"],
          "--generator: run/discriminator.safetensors has the weights of a discriminator; allowed: those of a generator"
        ),
        (
          ["--generator", "normal(0, 1)", "--discriminator", "run/generator.safetensors"],
          "has the weights of a generator; allowed: those of a discriminator"
        ),
        (["--generator", "normal(0, 1)", "--discriminator", "short.safetensors"], "short.safetensors"),
      ] {
        let run = try evaluate(arguments)
        #expect(run.status != 0 && run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
      }
      let resumed = try ProgramRun(["train", "--out", "run", "--resume"], in: folder)
      #expect(resumed.status != 0 && resumed.errors.contains("checkpoint.safetensors"), "\(resumed.errors)")
    }
  }

  @Test(
    "the ring: modes by 2,500 samples, and a generator that is near none is not said to have collapsed")
  func ring() throws {
    try withTemporaryFolder { folder in
      let run = try ProgramRun(
        [
          "train", "--data", "ring", "--steps", "30", "--every", "10", "--hidden", "8", "--minibatch", "16",
          "--out",
          "run", "--set", "remedies.unrolling={steps: 2, rate: 0.1}",
        ], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        run.output.contains("not near the modes: 0.4 %") && !run.output.contains("collapsed:"),
        "\(run.output)")
      // The noise has as many coordinates as the data: from one G would make a curve.
      let written = try String(contentsOf: folder.appendingPathComponent("run/config.yaml"), encoding: .utf8)
      #expect(written.contains("dimension: 2"), "\(written)")
      let rows = try String(contentsOf: folder.appendingPathComponent("run/evolution.csv"), encoding: .utf8)
        .split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      #expect(rows.map { $0[0] } == ["step", "0", "10", "20", "30"])
      #expect(rows.allSatisfy { $0.count == rows[0].count })
      #expect(rows[0].contains("mass_8") && !rows[0].contains("jsd"))
      let refused = try ProgramRun(
        ["train", "--data", "ring", "--out", "other", "--set", "minibatch=x"], in: folder)
      #expect(refused.status != 0)
    }
  }

  @Test(
    "a mixture on the line: exact masses beside the exact JSD; packing and critics leave D's columns empty")
  func modesOnTheLine() throws {
    try withTemporaryFolder { folder in
      let mixture = ["train", "--data", "0.5*normal(-2, 0.3) + 0.5*normal(2, 0.3)", "--hidden", "4"]
      let short = mixture + ["--steps", "4", "--every", "4", "--minibatch", "8"]
      for (name, more) in [
        ("plain", []), ("packed", ["--set", "remedies.packing=2"]),
        ("critic", ["--loss", "wasserstein"]),
      ] {
        let run = try ProgramRun(short + more + ["--out", name], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let rows = try String(
          contentsOf: folder.appendingPathComponent("\(name)/evolution.csv"), encoding: .utf8
        )
        .split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        func field(_ column: String) throws -> String {
          rows[1][try #require(rows[0].firstIndex(of: column))]
        }
        #expect(try (0...0.6931471806).contains(#require(Double(field("jsd")))))
        #expect(try field("gap").isEmpty == (name != "plain"))
        let masses = try ["mass_1", "mass_2"].map { try #require(Double(field($0))) }
        #expect(try abs(masses[0] + masses[1] - #require(Double(field("high_quality")))) < 1e-12)
        #expect(masses.allSatisfy { (0...1).contains($0) })
      }
    }
  }

  @Test("a CSV with two numeric columns is data in the plane, with one it is on the line")
  func tables() throws {
    try withTemporaryFolder { folder in
      try Self.write("x,y\n" + (0..<20).map { "\($0),\(-$0)\n" }.joined(), "plane.csv", in: folder)
      try Self.write("x\n" + (0..<20).map { "\($0)\n" }.joined(), "line.csv", in: folder)
      try Self.write("x,y\n1,2\n3,z\n", "bad.csv", in: folder)
      func train(_ data: String, _ out: String) throws -> ProgramRun {
        try ProgramRun(
          ["train", "--data", data, "--steps", "2", "--hidden", "4", "--minibatch", "4", "--out", out],
          in: folder)
      }
      #expect(try train("plane.csv", "a").status == 0)
      let columns = try String(contentsOf: folder.appendingPathComponent("a/evolution.csv"), encoding: .utf8)
      #expect(columns.hasPrefix("step,minibatch_value,"))
      #expect(try train("line.csv", "b").output.contains("JSD"))
      let bad = try train("bad.csv", "c")
      #expect(
        bad.status != 0 && bad.errors.contains("bad.csv") && bad.errors.contains("line 3"), "\(bad.errors)")
    }
  }
}
