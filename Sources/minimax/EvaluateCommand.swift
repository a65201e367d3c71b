import ArgumentParser
import Distributions
import ExperimentKit
import MinimaxGame
import Quadrature

/// `minimax evaluate`: every quantity of the game of two distributions, each with its error.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluate V(G,D*), C(G), KL, JSD and the rest for two distributions, each with its error.",
    discussion: """
      Prints quantity, value, absolute_error, evaluations, verdict and reason: as CSV, as an aligned table on a
      terminal, or as JSON. A verdict is converged, infinite (with the reason) or unresolved (with what to try):
      converged says that the error is at most 1e-10 of the value (see --tolerance), or no more than rounding leaves: 16
      ulp of 1 (3.6e-15) in value_optimal, criterion_kl, criterion_jsd, duality_gap and total_variation; 16 ulp of where
      and how wide the laws are in wasserstein_1; and 1e-24 in what is 0 with a double zero where p_data = p_g, or D = D*:
      jsd, the KL divergences, squared_hellinger, chi_squared, gap and the excesses of the losses.
      The exit code is 1 when a density does not integrate to 1 within its error.

      A discriminator is a number, a formula in x, a CSV file of x and D(x), or the weights of one: a .safetensors
      file, whose network gives the logit. A formula has + - * / ^, exp, log,
      sqrt, abs, sin, cos, tan, sinh, cosh, tanh, atan, erf, sigmoid, softplus, relu, min, max, pi and e. Written as
      sigmoid(...) or 1/(1+exp(...)) it keeps its digits where D is close to 0 or 1.
      """)

  @Option(parsing: .unconditional, help: "The law of the data, as text; see minimax distributions.")
  var data: String

  @Option(
    parsing: .unconditional,
    help: "The law of the generator, as text, or the weights of one: a .safetensors file.")
  var generator: String

  @Option(
    parsing: .unconditional,
    help: "The law of the noise of a generator given by its weights (default: the one its file names).")
  var prior: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A discriminator to judge: a number, a formula in x, a CSV file, or weights in a .safetensors file.",
      valueName: "D"))
  var discriminator: String?

  @Option(help: "csv, json or table (default: table on a terminal, else csv).")
  var format: OutputFormat?

  @Option(help: ArgumentHelp("Only these quantities, separated by commas.", valueName: "quantity,..."))
  var only: String?

  @Option(parsing: .unconditional, help: "The relative error to aim at, from 1e-13 to 0.1.")
  var tolerance = 1e-10

  @Option(help: "nats or bits, for quantities that are logarithms.")
  var unit = LogarithmUnit.nats

  @Option(
    help: ArgumentHelp(
      "Also write x, p_data, p_g, D*, its logit (and D) to this CSV file.", valueName: "file"))
  var curve: String?

  func validate() throws {
    guard (1e-13...0.1).contains(tolerance) else {
      throw ValidationError("--tolerance is \(tolerance); allowed: 1e-13 to 0.1")
    }
    _ = try quantities()
  }

  func run() throws {
    let data = try parsed(data, "--data")
    let generator: any Law = try reporting("--generator") {
      guard SavedNetworks.isFile(self.generator) else { return try Distribution(self.generator) }
      return try SavedNetworks.generator(at: self.generator, prior: prior)
    }
    let game = MinimaxGame(data: data, generator: generator)
    let judged: (any Discriminator)? = try discriminator.map { text in
      try reporting("--discriminator") {
        guard SavedNetworks.isFile(text) else { return try DiscriminatorText.parse(text) }
        return try SavedNetworks.discriminator(at: text, in: game)
      }
    }
    let (evaluation, points) = try reporting(nil) {
      let evaluation = try game.evaluation(
        of: quantities(), discriminator: judged, tolerance: Tolerance(relative: tolerance))
      return (evaluation, try curve.map { _ in try Curve(of: game, discriminator: judged) })
    }
    if let curve, let points {
      try reporting("--curve") { try writeAtomically(points.csv, to: curve) }
    }
    let output = EvaluationOutput(evaluation: evaluation, unit: unit, data: data, generator: generator)
    try reporting(nil) { try Terminal.write(output.text(format ?? (Terminal.isInteractive ? .table : .csv))) }
    if !evaluation.failedMasses.isEmpty {
      let names = evaluation.failedMasses.map { "\($0.quantity.rawValue) is \($0.estimate.value)" }
      Terminal.fail(
        "the mass check failed: \(names.joined(separator: ", ")); the integrals above missed structure")
      throw ExitCode(1)
    }
  }

  /// The quantities of `--only`, or all.
  private func quantities() throws -> Set<Quantity> {
    guard let only else { return Set(Quantity.allCases) }
    var result: Set<Quantity> = []
    for name in only.split(separator: ",") {
      let trimmed = name.filter { $0 != " " }
      guard let quantity = Quantity(rawValue: String(trimmed)) else {
        let known = Quantity.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--only names \(trimmed); allowed: \(known)")
      }
      guard discriminator != nil || !quantity.needsDiscriminator else {
        throw ValidationError("--only names \(trimmed), which needs a --discriminator")
      }
      result.insert(quantity)
    }
    guard !result.isEmpty else { throw ValidationError("--only is empty; allowed: at least one quantity") }
    return result
  }

  private func parsed(_ text: String, _ argument: String) throws -> Distribution {
    try reporting(argument) { try Distribution(text) }
  }

  /// Turns an error of the library into a message that names the argument, and exit code 64 or 1.
  private func reporting<Result>(_ argument: String?, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      // Where a formula is no probability is found on the way.
      let argument = argument ?? (error is DiscriminatorError ? "--discriminator" : nil)
      Terminal.fail(argument.map { "\($0): \(error)" } ?? "\(error)")
      throw ExitCode(argument == nil ? 1 : 64)
    }
  }
}

/// How a table is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, json, table
}

/// In which unit logarithms are reported.
enum LogarithmUnit: String, ExpressibleByArgument, CaseIterable {
  case nats, bits
}
