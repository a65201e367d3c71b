import ArgumentParser
import Testing

@testable import ExperimentKit

private enum Coin: ExperimentExecutable {
  static let experiment = FairCoin()
}

@Suite("The command line of an experiment")
struct CommandTests {
  private func run(_ arguments: [String]) throws {
    var command = try ExperimentCommand<Coin>.parseAsRoot(arguments)
    try command.run()
  }

  @Test("it exits with 0 if the claim holds, with 2 if it does not, with 1 if it cannot be checked")
  func exitCodes() throws {
    let folder = try TemporaryFolder()
    let base = ["--out", folder.path, "--quick", "--seed", "7"]
    try run(base)
    #expect(throws: ExitCode(2)) { try run(base + ["--set", "expected=7"]) }
    #expect(throws: ExitCode(1)) { try run(base + ["--set", "brokenAt=5"]) }
    #expect(throws: ExitCode(1)) { try run(base + ["--set", "unknown=5"]) }
    #expect(throws: ExitCode(1)) { try run(["--out", "/proc/nowhere"]) }
  }

  @Test(
    "options that make no sense are refused in the user's words",
    arguments: [
      (["--jobs", "0"], "--jobs is 0; allowed: 1 or more"),
      (["--shard", "3/2"], "--shard is 3/2; allowed: i/n with 1 <= i <= n, such as 2/4"),
      (["--set", "=1"], "--set is =1; allowed: key=value"),
      (["--quick", "--full"], "--quick and --full exclude each other"),
      (["--merge", "--fresh"], "--merge and --fresh exclude each other"),
      (["--out", ""], "--out is empty; allowed: the path of a folder"),
    ])
  func refused(arguments: [String], message: String) {
    let error = #expect(throws: (any Error).self) { _ = try ExperimentCommand<Coin>.parseAsRoot(arguments) }
    if let error {
      #expect(ExperimentCommand<Coin>.exitCode(for: error) == .validationFailure)
      #expect(ExperimentCommand<Coin>.message(for: error) == message)
    }
  }

  @Test("its help says the claim, each column and the parameters of each size")
  func help() {
    let help = ExperimentCommand<Coin>.helpMessage(columns: 400)
    for part in [
      "Bernoulli 1713: The share of heads tends to 1/2.",
      "heads_error (number) [1]: estimated absolute error",
      "fair-coin-tosses.csv: Each toss.", "- expected: 0.5\n", "--shard <i/n>",
      "- tosses: [0, 1, 2, ..., 19] (20 values); --quick: [0, 1, 5, 64]; --full: [0, 1, 2, ..., 199]",
    ] {
      #expect(help.contains(part), "\(part)")
    }
  }

  @Test("progress says the cells done and the time left")
  func progress() {
    let progress = Progress(done: 6, total: 24, elapsed: 30, remaining: 90)
    #expect(
      ProgressBar.line(name: "coin", progress)
        == "coin [######..................] 6/24 cells, 1 min 30 s left")
    #expect(
      [0.04, 9.94, 59.6, 7325].map(ProgressBar.duration) == ["0.0 s", "9.9 s", "1 min 0 s", "2 h 2 min"])
  }

  @Test("the time left counts the cost of the cells, and long cells come first")
  func scheduling() throws {
    let plan = try Plan(FairCoin(), size: .quick, seed: 1)
    let queue = CellQueue(cells: [0, 1, 2, 3], plan: plan, kept: 0)
    #expect((0..<4).map { _ in queue.next() } == [3, 2, 1, 0])
    #expect(queue.next() == nil)
    let progress = queue.finish(3)
    let remaining = try #require(progress.remaining)
    #expect((remaining - progress.elapsed * 9 / 65).magnitude < 1e-12)
  }
}
