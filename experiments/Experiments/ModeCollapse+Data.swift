import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import NeuralNetworks

/// Data with modes: equal mixtures of normals on the line, or in the plane.
enum CollapseData: Sendable {
  case line(LineData)
  case plane(GaussianModes)

  init(_ name: String) throws {
    switch name {
    case "two": self = .line(try LineData(centres: [-2, 2], standardDeviation: 0.3))
    case "five": self = .line(try LineData(centres: [-4, -2, 0, 2, 4], standardDeviation: 0.2))
    case "eight": self = .line(try LineData(centres: [-7, -5, -3, -1, 1, 3, 5, 7], standardDeviation: 0.2))
    case "ring": self = .plane(.ring)
    case "grid": self = .plane(.grid)
    default:
      throw ExperimentError.invalidParameter(
        name: "data", value: name, allowed: "two, five, eight, ring, grid")
    }
  }

  var isPlanar: Bool { if case .plane = self { true } else { false } }

  /// Where the modes are.
  var centred: GaussianModes {
    switch self {
    case .line(let data): data.samples
    case .plane(let modes): modes
    }
  }

  /// The distance of neighbouring centres.
  var spacing: Double {
    zip(centred.centres[0], centred.centres[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// Generator steps of the plain game.
  func steps(_ parameters: ModeCollapseExperiment.Parameters) -> Int {
    isPlanar ? parameters.planeSteps : parameters.lineSteps
  }

  /// The lengths of a remedy's runs, each with the comparisons that it stands for.
  func lengths(
    of remedy: CollapseRemedy, _ parameters: ModeCollapseExperiment.Parameters
  ) -> [(steps: Int, bases: [String])] {
    let steps = steps(parameters)
    func cost(_ remedy: CollapseRemedy) -> Double {
      game(remedy, parameters, steps: steps, seed: 0).operationsPerStep
    }
    let cheaper = Int(Double(steps) * cost(.plain) / cost(remedy))
    if remedy == .longer { return [(remedy.lengthening * steps, ["equal steps"])] }
    return steps == cheaper
      ? [(steps, ["equal steps", "equal cost"])] : [(steps, ["equal steps"]), (cheaper, ["equal cost"])]
  }

  /// The game with a remedy, over so many generator steps; the rates fall along a line to 0 at their end. Networks are
  /// tanh on the line, where the generator's law is then smooth, and ReLU in the plane.
  func game(
    _ remedy: CollapseRemedy, _ parameters: ModeCollapseExperiment.Parameters, steps: Int, seed: UInt64
  ) -> TrainingConfiguration {
    let dimension = isPlanar ? 2 : 1
    let width = isPlanar ? parameters.planeWidth : parameters.lineWidth
    func network(outputs: Int) -> Architecture {
      .perceptron(
        inputs: dimension, hidden: [width, width], activation: isPlanar ? .relu : .tanh, outputs: outputs,
        weights: isPlanar ? .he : .glorot)
    }
    var game = TrainingConfiguration(
      generator: network(outputs: dimension), discriminator: network(outputs: 1),
      prior: .normal(dimension: dimension))
    game.minibatch = parameters.minibatch
    game.shares = 1
    game.steps = steps
    game.seed = seed
    remedy.apply(to: &game, parameters.settings, spacing: spacing)
    let rate = isPlanar ? parameters.planeRate : parameters.lineRate
    let (beta1, beta2) = remedy.betas
    func adam(updates: Int) -> Optimiser {
      .adam(rate: .linear(initial: rate, final: 0, end: updates), beta1: beta1, beta2: beta2)
    }
    game.generatorOptimiser = adam(updates: game.steps)
    game.discriminatorOptimiser = adam(updates: game.steps * game.discriminatorSteps)
    return game
  }
}

/// An equal mixture of normals on the line: as a law, and as what a training samples.
struct LineData: Sendable {
  let law: Distribution
  let modes: LineModes
  let samples: GaussianModes

  init(centres: [Double], standardDeviation: Double) throws {
    let parts = centres.map { "1/\(centres.count)*normal(\($0), \(standardDeviation))" }
    law = try Distribution(parts.joined(separator: " + "))
    guard let modes = LineModes(law) else {
      throw ExperimentError.invalidParameter(name: "data", value: "\(law)", allowed: "modes that lie apart")
    }
    self.modes = modes
    samples = try GaussianModes(centres: centres.map { [$0] }, standardDeviation: standardDeviation)
  }
}
