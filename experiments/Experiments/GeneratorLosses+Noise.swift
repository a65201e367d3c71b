import Distributions
import ExperimentKit
import MinimaxGame
import Quadrature

extension GeneratorLossesExperiment {
  /// sd of the noise on the value and on the slope: three of each place.
  static func deviations(_ place: DiscriminatorNoise.Place) -> [(value: Double, slope: Double)] {
    // Noise of sd 1 on D itself would be no D near 0.
    [(0.01, 0.01), (0.1, 1), place == .logit ? (1, 0.3) : (0.1, 0.01)]
  }

  /// The losses looked at: -log(D/(1 - D)) has no value at a D outside [0, 1].
  static func objectives(_ place: DiscriminatorNoise.Place) -> [GeneratorObjective] {
    GeneratorObjective.allCases.filter { place == .logit || $0 != .logOdds }
  }

  /// Gradients of single samples under one noise, of each loss.
  func appendNoise(
    _ noise: DiscriminatorNoise, _ parameters: Parameters, _ random: inout ExperimentKit.RandomStream,
    to rows: inout Rows
  ) throws {
    let ratio = try Cauchy(
      location: 0, scale: noise.slopeError.standardDeviation / noise.valueError.standardDeviation)
    // The theorem's D is 0 with its derivative; a logit of -32 and its slope are those of D* at θ = 8, z = 0.
    let jet =
      noise.place == .probability ? LogitJet(value: -.infinity, slope: 0) : LogitJet(value: -32, slope: -8)
    for objective in Self.objectives(noise.place) {
      let sample = (0..<parameters.samples).map { _ in noise.gradient(of: objective, at: jet, using: &random)
      }
      let bound = jet.slope.magnitude + 4 * noise.slopeError.standardDeviation
      let test = KolmogorovSmirnovTest(sample) { ratio.cumulative($0) }
      // `nil` of a sample without a tail: verification misses the row.
      guard let index = TailIndex(of: sample, largest: parameters.samples / 1000) else { continue }
      let theory = try theoreticalTailIndex(of: objective, noise, slope: jet.slope)
      rows.append(
        [
          "place": noise.place.rawValue, "objective": objective.rawValue,
          "value_deviation": noise.valueError.standardDeviation,
          "slope_deviation": noise.slopeError.standardDeviation, "samples": parameters.samples,
          "tail_index": Measured(index.value, error: index.standardError), "tail_index_theory": theory,
          "cauchy_distance": test.distance,
          "cauchy_probability": test.probability,
          "beyond": Double(sample.filter { $0.magnitude > bound }.count) / Double(parameters.samples),
        ], to: Self.noise)
    }
  }

  /// What Hill's estimate from the largest thousandth tends to, where that is known; for noise on D only of -log D.
  ///
  /// At a low logit h the slope in it is -1 for -log D and for the log-odds, so that a gradient is h' + r; it is -D = -e^h
  /// for log(1 - D) and for -D/(1 - D), so that noise on the logit makes a lognormal factor e^ε of it.
  private func theoreticalTailIndex(
    of objective: GeneratorObjective, _ noise: DiscriminatorNoise, slope: Double
  ) throws -> Double? {
    let share = 1e-3
    switch (noise.place, objective) {
    case (_, .nonSaturating), (.logit, .logOdds):
      return try noise.rejectedTailIndex(slope: slope, share: share).value
    case (.probability, _): return nil
    case (.logit, _):
      let standard = try Normal(mean: 0, standardDeviation: 1)
      // The trapezoidal rule over r, in its standard deviations: |h'| is eight of them or more, where the factor is smooth.
      let nodes = (-320...320).map { Double($0) / 40 }.map { u in
        (
          weight: exponential(standard.logDensity(u)) / 40,
          magnitude: natural((slope + noise.slopeError.standardDeviation * u).magnitude)
        )
      }
      let deviation = noise.valueError.standardDeviation
      let greatest = exponential(40 * deviation) * (slope.magnitude + 40 * noise.slopeError.standardDeviation)
      return try TailIndex.limit(share: share, greatest: greatest) { x in
        nodes.reduce(0) {
          $0 + $1.weight * standard.complementaryCumulative((natural(x) - $1.magnitude) / deviation)
        }
      }.value
    }
  }
}
