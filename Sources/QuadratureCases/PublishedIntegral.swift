/// A definite integral from the literature, its value known to 25 digits.
///
/// ``all`` holds 97 of them. Each value was checked against a second, independent computation in high precision.
public struct PublishedIntegral: Sendable {
  /// What makes an integral hard.
  public enum Difficulty: String, Sendable, CaseIterable {
    /// Analytic in a wide neighbourhood of the interval.
    case smooth
    /// Not smooth at an end of the interval, perhaps infinite there.
    case singularEnd
    /// Not smooth at a point inside, perhaps infinite there.
    case interiorSingularity
    /// Discontinuous.
    case jump
    /// Analytic with a narrow peak.
    case peak
    /// Changes its sign often.
    case oscillatory
    /// Over a half-line or the whole line.
    case infiniteRange
  }

  /// Its short name, such as `kahaner21`; the letters before the first digit or underscore name the collection.
  public let name: String
  /// What makes it hard.
  public let difficulty: Difficulty
  /// The lower end, perhaps `-.infinity`.
  public let lower: Double
  /// The upper end, perhaps `.infinity`.
  public let upper: Double
  /// Where inside the interval it is not smooth, or has a peak; a black-box rule is not told.
  public let breakPoints: [Double]
  /// The integral, correctly rounded.
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

  /// All 97: Kahaner's 21, Bailey's 15, QUADPACK's 49 and 12 over infinite ranges.
  public static let all = kahaner + bailey + quadpack1 + quadpack2 + infinite
}
