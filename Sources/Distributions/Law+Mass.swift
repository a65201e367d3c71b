import CGSL
import Quadrature

extension Law {
  /// log P(lower < X <= upper), without cancellation in either tail; `-.infinity` for an empty interval.
  ///
  /// It is a difference on the side where the probabilities are small. Where the two ends are so close that
  /// even that difference loses more than a digit, the density is integrated between them instead.
  public func logMass(from lower: Double, to upper: Double) -> Double {
    guard lower < upper else { return -.infinity }
    return logMass(
      from: lower, to: upper, below: logCumulative(lower), above: logComplementaryCumulative(upper),
      upToUpper: logCumulative(upper), beyondLower: logComplementaryCumulative(lower))
  }

  /// ``logMass(from:to:)`` for lower < upper where some of the four probabilities may be known already: the logarithms of
  /// P(X <= lower), P(X > upper), P(X <= upper) and P(X > lower), of which the last two are computed only when needed.
  func logMass(
    from lower: Double, to upper: Double, below: Double, above: Double,
    upToUpper: @autoclosure () -> Double, beyondLower: @autoclosure () -> Double
  ) -> Double {
    if below == -.infinity { return upToUpper() }
    if above == -.infinity { return beyondLower() }
    let (value, largest): (Double, Double)
    if above > -0.7 {
      largest = upToUpper()
      value = logDifference(largest, min(below, largest))
    } else if below > -0.7 {
      largest = beyondLower()
      value = logDifference(largest, min(above, largest))
    } else {
      largest = 0
      value = logOneMinusExp(min(0, logSum(below, above)))
    }
    if value > largest - 2.3 { return value }
    return logIntegratedMass(from: lower, to: upper)
  }

  /// log P(lower < X <= upper) by integration of the density, plus the atoms inside.
  private func logIntegratedMass(from lower: Double, to upper: Double) -> Double {
    let interval = closedInterval(lower, upper)
    // Far in a tail the density underflows: it is integrated relative to its greatest value at the ends.
    let reference = [lower, upper].filter(\.isFinite).map { logDensity($0) }.filter(\.isFinite).max() ?? 0
    let integral = densityIntegral(over: interval, reference: reference) { _, _ in 1 }
    let atomMass = atoms.filter { lower < $0.position && $0.position <= upper }.reduce(0) { $0 + $1.weight }
    return logSum(integral.value > 0 ? log(integral.value) + reference : -.infinity, log(atomMass))
  }
}
