/// A running sum whose rounding does not grow with the number of terms (Neumaier's compensation).
public struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var compensation = 0.0
  private var count = 0.0
  /// Σ |term|, for error estimates.
  public private(set) var magnitude = 0.0

  /// The empty sum.
  public init() {}

  /// Adds a term.
  public mutating func add(_ term: Double) {
    let next = sum + term
    compensation += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
    sum = next
    magnitude += term.magnitude
    count += 1
  }

  /// The sum: right to an ulp of itself plus n² ulp² of ``magnitude``.
  public var value: Double { sum + compensation }

  /// A bound of the rounding of the sum, given terms that are right to `ulps` ulp.
  public func roundingError(ulps: Double = 2) -> Double { (ulps + 1) * .ulpOfOne * magnitude }
}
