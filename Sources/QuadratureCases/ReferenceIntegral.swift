/// A definite integral whose value is known independently, to hold a quadrature rule against.
///
/// ``published`` holds 97 from the literature, each value known to 25 digits and checked against a second
/// computation in high precision; ``IntegrandFamily`` makes any number of random ones with closed forms.
public struct ReferenceIntegral: Sendable {
  /// What makes an integral hard.
  public enum Difficulty: String, Sendable, CaseIterable {
    /// Analytic in a wide neighbourhood of the interval.
    case smooth
    /// Not smooth at an end of the interval, perhaps infinite there.
    case singularEnd
    /// Not smooth at a point inside, perhaps infinite there.
    case interiorSingularity
    /// Continuous, with a jump in its derivative.
    case kink
    /// Discontinuous.
    case jump
    /// Analytic with a narrow peak.
    case peak
    /// Changes its sign often.
    case oscillatory
    /// Over a half-line or the whole line.
    case infiniteRange
  }

  /// Its short name, such as `kahaner21` or `jump-17`.
  public let name: String
  /// What makes it hard.
  public let difficulty: Difficulty
  /// The lower end, perhaps `-.infinity`.
  public let lower: Double
  /// The upper end, perhaps `.infinity`.
  public let upper: Double
  /// Where inside the interval it is not smooth, or has a peak; a black-box rule is not told.
  public let breakPoints: [Double]
  /// The integral: correctly rounded for the published ones, from a closed form for a family's members.
  public let value: Double
  /// The integrand.
  public let integrand: @Sendable (Double) -> Double

  init(
    name: String, difficulty: Difficulty, from lower: Double, to upper: Double, breakPoints: [Double],
    value: Double, _ integrand: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.difficulty = difficulty
    self.lower = lower
    self.upper = upper
    self.breakPoints = breakPoints
    self.value = value
    self.integrand = integrand
  }

  /// All 97 published ones: Kahaner's 21, Bailey's 15, QUADPACK's 49 and 12 over infinite ranges.
  public static let published = kahaner + bailey + quadpack1 + quadpack2 + infinite
}
