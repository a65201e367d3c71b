/// How log p behaves at one end of a support: every term that does not tend to zero.
///
/// With y = |x| at an infinite end and y = 1 / |x - e| at a finite point e, so that y tends to infinity,
///
///     log p = Σ ±exp(logMagnitude + rate y) + Σ c_k y^k + a (log y)² + b log y + b₂ log log y + constant + o(1).
///
/// The form is closed under mixture, truncation and affine maps, and each divergence decides from the forms
/// of its two laws whether it is finite.
public struct AsymptoticForm: Sendable, Equatable {
  /// ±exp(logMagnitude + rate * y) with rate > 0: the double exponential tail of a Gumbel law.
  public struct Exponential: Sendable, Equatable {
    /// -1 or 1.
    public var sign: Double
    /// log of the coefficient's absolute value.
    public var logMagnitude: Double
    /// The rate b in e^(b y), above 0, in units of 1/y.
    public var rate: Double

    /// The term sign * exp(logMagnitude + rate * y).
    public init(sign: Double, logMagnitude: Double, rate: Double) {
      self.sign = sign
      self.logMagnitude = logMagnitude
      self.rate = rate
    }
  }

  /// Which variable y is: |x| or 1 / |x - e|.
  public enum Variable: Sendable, Equatable {
    /// y = |x|, at plus or minus infinity; dx = dy.
    case magnitude
    /// y = 1 / |x - point|; dx = dy / y².
    case reciprocalDistance(from: Double)
  }

  /// What y stands for.
  public var variable: Variable
  /// The double-exponential terms, by falling rate.
  public var exponentials: [Exponential]
  /// c_k by exponent k > 0; no coefficient is 0.
  public var powers: [Double: Double]
  /// The coefficient a of (log y)².
  public var logSquared: Double
  /// The coefficient b of log y.
  public var log: Double
  /// The coefficient of log log y; no family has one, but integrands built from log-ratios do.
  public var logLog: Double
  /// The constant term.
  public var constant: Double

  /// A form from its terms; all are absent unless given.
  public init(
    variable: Variable, exponentials: [Exponential] = [], powers: [Double: Double] = [:],
    logSquared: Double = 0, log: Double = 0, logLog: Double = 0, constant: Double = 0
  ) {
    self.variable = variable
    self.exponentials = exponentials.filter { $0.logMagnitude > -.infinity }.sorted { $0.rate > $1.rate }
    self.powers = powers.filter { $0.value != 0 }
    self.logSquared = logSquared
    self.log = log
    self.logLog = logLog
    self.constant = constant
  }

  /// A density that tends to exp(constant), neither 0 nor infinite, at the finite `point`.
  public static func regular(at point: Double, constant: Double) -> AsymptoticForm {
    AsymptoticForm(variable: .reciprocalDistance(from: point), constant: constant)
  }
}
