import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// What the generator's losses teach: curves, exact gradients at D* and at a trained D, noise, and what they prefer.
public struct GeneratorLossesExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// Points of each curve.
    public var points: Int
    /// θ of the generator normal(θ, 1) against data normal(0, 1).
    public var separations: [Double]
    /// θ for the trained D, and after how many of its steps it is looked at.
    public var trainedSeparations: [Double]
    public var trainedSteps: [Int]
    /// Runs of the trained D.
    public var seeds: Int
    /// Samples under noise on D.
    public var samples: Int
    /// Starting locations, from -4 to 4, and starting scales of the descents to a mixture.
    public var startLocations: Int
    public var startScales: [Double]
    /// The mixtures, each a list of weight, mean and standard deviation.
    public var mixtures: [[[Double]]]
  }

  public let name = "generator-losses"
  public let title = "The generator's losses"
  public let claim = Claim(
    "log(1 - D) saturates early in learning; -log D has the same fixed point and much stronger gradients.",
    reference: "Section 3; Goodfellow 2014; Arjovsky and Bottou 2017, Theorems 2.5 and 2.6")

  public let tables = [curves, gradients, noise, implied, fits, basins]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    let two = [[0.5, -2, 0.5], [0.5, 2, 0.5]]
    let unequal = [[0.3, -2, 0.5], [0.7, 2, 1]]
    var result = Parameters(
      points: 201, separations: [0, 0.01, 0.03, 0.1, 0.3, 1, 2, 4, 8, 12, 16, 20],
      trainedSeparations: [1, 2, 4, 8], trainedSteps: [0, 10, 100, 1000], seeds: 5, samples: 1_000_000,
      startLocations: 9, startScales: [0.3, 1, 3],
      mixtures: [two, unequal, [[0.5, -1, 0.8], [0.5, 1, 0.8]], [[0.5, -4, 0.5], [0.5, 4, 0.5]]])
    switch size {
    case .quick:
      (result.trainedSteps, result.seeds, result.trainedSeparations) = ([0, 100], 2, [1, 4])
      (result.samples, result.startLocations, result.startScales) = (100_000, 5, [0.5, 2])
      result.mixtures = [two]
    case .standard: break
    case .full:
      (result.trainedSteps, result.seeds) = ([0, 10, 30, 100, 300, 1000, 3000, 10_000], 20)
      result.separations = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5] + (1...20).map(Double.init)
      (result.samples, result.startLocations, result.startScales) = (
        10_000_000, 17, [0.2, 0.5, 1, 2, 4]
      )
    }
    return result
  }

  /// A piece of the work.
  public enum Piece: Sendable {
    case curves
    case optimal(separation: Double)
    case trained(separation: Double, run: Int)
    case noise(DiscriminatorNoise.Place, value: Double, slope: Double)
    case implied(GeneratorObjective)
    case fit(mixture: Int, GeneratorObjective)
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Piece>] {
    guard parameters.points >= 2, parameters.seeds > 0, parameters.samples >= 10_000,
      parameters.startLocations > 1, parameters.startScales.allSatisfy({ $0 > 0 && $0.isFinite }),
      (parameters.separations + parameters.trainedSeparations).allSatisfy({ $0 >= 0 && $0 <= 26 }),
      parameters.trainedSteps.allSatisfy({ $0 >= 0 }),
      parameters.mixtures.allSatisfy({ $0.allSatisfy { $0.count == 3 } })
    else {
      throw ExperimentError.invalidParameter(
        name: "parameters", value: "out of range",
        allowed:
          "points and startLocations >= 2, seeds >= 1, samples >= 10000, startScales > 0, separations in [0, 26], "
          + "mixtures of [weight, mean, sd]")
    }
    var cells = [Cell("curves", Piece.curves)]
    cells += parameters.separations.map { Cell("optimal,separation=\($0)", .optimal(separation: $0)) }
    for separation in parameters.trainedSeparations {
      for run in 0..<parameters.seeds {
        cells.append(
          Cell(
            "trained,separation=\(separation),run=\(run)", .trained(separation: separation, run: run),
            cost: 10))
      }
    }
    for place in DiscriminatorNoise.Place.allCases {
      for (value, slope) in Self.deviations(place) {
        cells.append(
          Cell(
            "noise,place=\(place.rawValue),value=\(value),slope=\(slope)",
            .noise(place, value: value, slope: slope), cost: 20))
      }
    }
    for objective in GeneratorObjective.allCases {
      cells.append(Cell("implied,objective=\(objective.rawValue)", .implied(objective), cost: 2))
      for mixture in parameters.mixtures.indices {
        cells.append(
          Cell(
            "fit,mixture=\(mixture),objective=\(objective.rawValue)", .fit(mixture: mixture, objective),
            cost: 100))
      }
    }
    return cells
  }

  public func rows(
    for cell: Cell<Piece>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    var rows = Rows()
    switch cell.payload {
    case .curves: appendCurves(parameters, to: &rows)
    case .optimal(let separation):
      let generator = try Normal(mean: separation, standardDeviation: 1)
      let best = OptimalNormalDiscriminator(data: try Self.data(), generator: generator)
      try appendGradients(
        ["discriminator": "optimal", "separation": separation], best, generator: generator, to: &rows)
    case .trained(let separation, let run):
      try appendTrained(separation: separation, run: run, parameters, seed: random.seed(for: "D"), to: &rows)
    case .noise(let place, let value, let slope):
      try appendNoise(
        DiscriminatorNoise(on: place, valueDeviation: value, slopeDeviation: slope), parameters, &random,
        to: &rows)
    case .implied(let objective): try appendImplied(objective, to: &rows)
    case .fit(let mixture, let objective):
      try appendFit(parameters.mixtures[mixture], objective, parameters, to: &rows)
    }
    return rows
  }

  static func data() throws -> Normal { try Normal(mean: 0, standardDeviation: 1) }

  private func appendCurves(_ parameters: Parameters, to rows: inout Rows) {
    for objective in GeneratorObjective.allCases {
      for point in 0..<parameters.points {
        let logit = -10 + 20 * Double(point) / Double(parameters.points - 1)
        let probability = sigmoid(logit)
        rows.append(
          [
            "objective": objective.rawValue, "logit": logit, "probability": probability,
            "loss": objective.value(atLogit: logit), "slope_in_probability": objective.slope(at: probability),
            "slope_in_logit": objective.slope(atLogit: logit),
          ], to: Self.curves)
      }
    }
  }

  private func appendGradients(
    _ label: Row, _ discriminator: some DifferentiableDiscriminator, generator: Normal,
    withDifferences: Bool = false, to rows: inout Rows
  ) throws {
    let game = MinimaxGame(data: try Self.data(), generator: generator)
    for objective in GeneratorObjective.allCases {
      let gradient = try game.generatorGradient(of: objective, through: discriminator)
      let mean = gradient.mean.value
      let derivative =
        withDifferences
        ? try derivative(of: objective, through: discriminator, generator: generator) : nil
      let row: Row = [
        "objective": objective.rawValue, "gradient": gradient.mean, "variance": gradient.variance,
        "relative_noise": mean == 0
          ? nil : gradient.standardDeviation(minibatch: 128) / mean.magnitude,
        "derivative": derivative,
        "verdict": verdict(of: gradient.mean, gradient.variance),
      ]
      rows.append(label.merging(row), to: Self.gradients)
    }
  }

  /// The derivative in θ of E_z[loss(D(θ + z))], by differences: it asks D for its logit, never for its slope.
  private func derivative(
    of objective: GeneratorObjective, through discriminator: some Discriminator, generator: Normal
  ) throws -> Measured {
    let standard = try Normal(mean: 0, standardDeviation: 1)
    return try centralDifference(step: 0.02) { shift in
      try integrate(over: Interval(-12, 12)) { z in
        exponential(standard.logDensity(z))
          * objective.value(atLogit: try discriminator.logit(generator.location + shift + z))
      }
    }
  }

  /// A D of Algorithm 1 trained against normal(separation, 1), which a generator of one affine layer makes.
  private func appendTrained(
    separation: Double, run: Int, _ parameters: Parameters, seed: UInt64, to rows: inout Rows
  ) throws {
    var configuration = Self.trainedDiscriminator
    configuration.seed = seed
    let training = try AlternatingTraining<Double>(configuration, data: LawSource<Double>(Self.data()))
    (training.generator.parameters[0], training.generator.parameters[1]) = (1, separation)
    let generator = try Normal(mean: separation, standardDeviation: 1)
    let game = MinimaxGame(data: try Self.data(), generator: generator)
    var step = 0
    for steps in parameters.trainedSteps.sorted() {
      while step < steps {
        try training.ascendDiscriminator()
        step += 1
      }
      try appendGradients(
        ["discriminator": "trained", "steps": steps, "run": run, "separation": separation],
        training.discriminator.snapshot().onTheLine(near: game), generator: generator,
        withDifferences: true, to: &rows)
    }
  }
}
