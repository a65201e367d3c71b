/// What the generator descends, as a function of D(G(z)) or of its logit h = log(D/(1 - D)).
///
/// Read in D, every one of these is steep: the slope of log(1 - D) at D = 0 is -1, not 0. What saturates is its slope
/// in the logit, -D, because D itself hardly moves with its logit where D is near 0:
///
/// | loss | slope in D | at 0 | at 1 | slope in the logit | at D = 0 | at D = 1 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | log(1 - D) | -1/(1 - D) | -1 | -∞ | -D | 0 | -1 |
/// | -log D | -1/D | -∞ | -1 | -(1 - D) | -1 | 0 |
/// | -D/(1 - D) | -1/(1 - D)² | -1 | -∞ | -D/(1 - D) | 0 | -∞ |
/// | -log(D/(1 - D)) | -1/(D(1 - D)) | -∞ | -∞ | -1 | -1 | -1 |
///
/// All slopes are negative: every loss wants D(G(z)) to grow.
public enum GeneratorObjective: String, Sendable, CaseIterable {
  /// log(1 - D), the game of eq. (1).
  case saturating
  /// -log D, recommended early in learning (Goodfellow et al. 2014, Section 3).
  case nonSaturating
  /// -D/(1 - D), whose gradient at D* is that of the likelihood (Goodfellow 2014).
  case maximumLikelihood
  /// -log(D/(1 - D)), the sum of the first two; at D* it descends KL(p_g ‖ p_data) (Sønderby et al. 2017).
  case logOdds

  /// The loss at a probability D in [0, 1]; infinite where it is.
  public func value(at probability: Double) -> Double {
    let d = probability
    switch self {
    case .saturating: return logarithmOnePlus(-d)
    case .nonSaturating: return -logarithm(d)
    case .maximumLikelihood: return -d / (1 - d)
    case .logOdds: return logarithmOnePlus(-d) - logarithm(d)
    }
  }

  /// Its derivative in D; infinite where it is.
  ///
  /// It is also defined outside [0, 1], where the noise of Arjovsky and Bottou's Theorem 2.6 takes D.
  public func slope(at probability: Double) -> Double {
    let d = probability
    switch self {
    case .saturating: return -1 / (1 - d)
    case .nonSaturating: return -1 / d
    case .maximumLikelihood: return -1 / ((1 - d) * (1 - d))
    case .logOdds: return -1 / (d * (1 - d))
    }
  }

  /// The loss at a logit, without loss of digits where D rounds to 0 or 1.
  public func value(atLogit logit: Double) -> Double {
    switch self {
    case .saturating: -softplus(logit)
    case .nonSaturating: softplus(-logit)
    case .maximumLikelihood: -exponential(logit)
    case .logOdds: -logit
    }
  }

  /// Its derivative in the logit.
  public func slope(atLogit logit: Double) -> Double { -exponential(logMagnitudeOfSlope(atLogit: logit)) }

  /// The logarithm of minus that derivative: the slope itself may underflow or overflow where a density undoes it.
  func logMagnitudeOfSlope(atLogit logit: Double) -> Double {
    switch self {
    case .saturating: -softplus(-logit)
    case .nonSaturating: -softplus(logit)
    case .maximumLikelihood: logit
    case .logOdds: 0
    }
  }
}
