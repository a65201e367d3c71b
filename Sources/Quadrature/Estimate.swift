/// A number with its error: what every integral, divergence and game value of this package is.
///
/// `absoluteError` is an *error estimate* in the units of `value`, not a proved bound; the verdict says
/// whether it met the tolerance that was asked for. A value of `.infinity` carries the reason in its verdict.
public struct Estimate: Sendable, Equatable {
  /// The best value that was found; `.infinity` when the verdict is ``Verdict/infinite(reason:)``.
  public var value: Double
  /// The estimated absolute error of ``value``, at least 0; 0 for infinite values and exact ones.
  public var absoluteError: Double
  /// How many times the integrand was evaluated, counting each node once.
  public var evaluations: Int
  /// Whether the tolerance was met, and if not, why.
  public var verdict: Verdict

  /// An estimate from its parts.
  public init(value: Double, absoluteError: Double, evaluations: Int = 0, verdict: Verdict = .converged) {
    self.value = value
    self.absoluteError = absoluteError
    self.evaluations = evaluations
    self.verdict = verdict
  }

  /// A value known in closed form: its error is the rounding of a few operations, 4 ulp of the value.
  public static func closedForm(_ value: Double) -> Estimate {
    Estimate(value: value, absoluteError: 4 * value.magnitude * .ulpOfOne)
  }

  /// Positive infinity, found by reasoning about supports and tails, with that reason.
  public static func infinite(reason: String) -> Estimate {
    Estimate(value: .infinity, absoluteError: 0, verdict: .infinite(reason: reason))
  }

  /// The estimated error relative to the value; 0 where the error is 0 and `.infinity` where only the value is.
  public var relativeError: Double {
    absoluteError == 0 ? 0 : absoluteError / value.magnitude
  }

  /// Whether `other` lies within `factor` times the estimated error, plus 4 ulp for its own rounding.
  ///
  /// - Parameters:
  ///   - other: a number to compare with.
  ///   - factor: how many error estimates to allow; 1 by default.
  public func agrees(with other: Double, factor: Double = 1) -> Bool {
    if value == other { return true }
    return (value - other).magnitude <= factor * absoluteError + 4 * other.magnitude * .ulpOfOne
  }

  /// Whether two estimates agree within the sum of their estimated errors.
  public func agrees(with other: Estimate) -> Bool {
    if value == other.value { return true }
    return (value - other.value).magnitude <= absoluteError + other.absoluteError
      + 4 * max(value.magnitude, other.value.magnitude) * .ulpOfOne
  }
}

/// Whether an estimate met its tolerance.
public enum Verdict: Sendable, Equatable {
  /// The error estimate met the tolerance.
  case converged
  /// The value is infinite; the reason names the end of the support and the tails, or the set, that makes it so.
  case infinite(reason: String)
  /// The tolerance was not met, or a check failed; the reason says which and what to try.
  case unresolved(reason: String)

  /// `converged`, `infinite` or `unresolved`, as the `verdict` column spells it.
  public var name: String {
    switch self {
    case .converged: "converged"
    case .infinite: "infinite"
    case .unresolved: "unresolved"
    }
  }

  /// The reason, empty when the estimate converged.
  public var reason: String {
    switch self {
    case .converged: ""
    case .infinite(let reason), .unresolved(let reason): reason
    }
  }
}

extension Estimate {
  /// The sum; errors and evaluations add, and the weaker verdict prevails.
  public static func + (left: Estimate, right: Estimate) -> Estimate {
    Estimate(
      value: left.value + right.value, absoluteError: left.absoluteError + right.absoluteError,
      evaluations: left.evaluations + right.evaluations, verdict: left.verdict.combined(with: right.verdict))
  }

  /// The sum with an exact number.
  public static func + (left: Estimate, right: Double) -> Estimate {
    left + Estimate.closedForm(right)
  }

  /// The difference with an estimate; errors and evaluations add.
  public static func - (left: Estimate, right: Estimate) -> Estimate {
    left + right.scaled(by: -1)
  }

  /// The estimate times an exact number.
  public func scaled(by factor: Double) -> Estimate {
    Estimate(
      value: factor * value, absoluteError: factor.magnitude * absoluteError, evaluations: evaluations,
      verdict: verdict)
  }
}

extension Verdict {
  /// Unresolved beats infinite, which beats converged: what a sum of two estimates deserves.
  public func combined(with other: Verdict) -> Verdict {
    switch (self, other) {
    case (.unresolved, _), (.infinite, .converged), (.infinite, .infinite), (.converged, .converged): self
    default: other
    }
  }
}
