import Distributions
import Quadrature

/// Errors of a trained D near the generator's samples: independent centred normal noise on D and on dD/dx, as
/// Arjovsky and Bottou's Theorem 2.6 supposes, or on the logit and on its derivative, where a network makes them.
public struct DiscriminatorNoise: Sendable, Equatable {
  /// What the noise is added to.
  public enum Place: String, Sendable, CaseIterable {
    /// D and dD/dx. D may leave [0, 1]: so does the theorem's.
    case probability
    /// The logit and its derivative.
    case logit
  }

  /// What the noise is added to.
  public let place: Place
  /// The noise on D, or on the logit.
  public let valueError: Normal
  /// The noise on the derivative, per unit of x.
  public let slopeError: Normal

  /// Centred normal noise of two standard deviations.
  ///
  /// - Throws: `DistributionError` unless both are finite and above 0.
  public init(on place: Place, valueDeviation: Double, slopeDeviation: Double) throws(DistributionError) {
    self.place = place
    valueError = try Normal(mean: 0, standardDeviation: valueDeviation)
    slopeError = try Normal(mean: 0, standardDeviation: slopeDeviation)
  }

  /// The gradient of one sample, ∂loss/∂x, at a D with the given logit and derivative, under fresh noise.
  ///
  /// On D: loss'(D + ε) (dD/dx + r). For -log D at D = dD/dx = 0 this is -r/ε, a Cauchy variable of scale sd(r)/sd(ε).
  /// On the logit: loss'(h + ε) (h' + r), for -log D at most |h' + r|, since 1 - D is at most 1.
  public func gradient<Generator: RandomNumberGenerator>(
    of objective: GeneratorObjective, at jet: LogitJet, using generator: inout Generator
  ) -> Double {
    let error = valueError.sample(using: &generator)
    let slopeError = slopeError.sample(using: &generator)
    switch place {
    case .probability:
      let probability = sigmoid(jet.value)
      let slope = probability * (1 - probability) * jet.slope
      return objective.slope(at: probability + error) * (slope + slopeError)
    case .logit: return objective.slope(atLogit: jet.value + error) * (jet.slope + slopeError)
    }
  }

  /// What Hill's estimate from the largest `share` of the gradients of -log D tends to where D rejects the samples.
  ///
  /// Under noise on D at D = dD/dx = 0 the gradient is Cauchy; under noise on a logit so low that 1 - D rounds to 1 its
  /// magnitude is that of the slope, |h' + r|.
  ///
  /// - Throws: ``QuadratureError/invalidArgument(name:value:allowed:)`` for a share outside (0, 1).
  public func rejectedTailIndex(slope: Double, share: Double) throws -> Estimate {
    let deviation = slopeError.standardDeviation
    switch place {
    case .probability:
      let law = try Cauchy(location: 0, scale: deviation / valueError.standardDeviation)
      return try TailIndex.limit(share: share, greatest: law.scale * 1e17 / share) {
        2 * law.complementaryCumulative($0)
      }
    case .logit:
      let law = try Normal(mean: slope, standardDeviation: deviation)
      return try TailIndex.limit(share: share, greatest: slope.magnitude + 38 * deviation) {
        law.complementaryCumulative($0) + law.cumulative(-$0)
      }
    }
  }
}
