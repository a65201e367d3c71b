import CGSL
import Quadrature

/// What a family may leave out: the defaults are right for every law and fast enough for most.
extension Law {
  /// The hull alone.
  public var supportIntervals: [Interval] { [support] }

  /// No atoms.
  public var atoms: [Atom] { [] }

  /// p(x) = exp(log p(x)), in units of 1/x.
  public func density(_ x: Double) -> Double { exp(logDensity(x)) }

  /// log p at the rounded point, as the anchored form has it with offset 0.
  public func logDensity(_ x: Double) -> Double { logDensity(anchor: x, offset: 0) }

  /// The anchored form one by one.
  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    for i in 0..<offsets.count { result[i] = logDensity(anchor: anchor, offset: offsets[i]) }
  }

  /// log of the cumulative; families whose cumulative underflows override it.
  public func logCumulative(_ x: Double) -> Double { log(cumulative(x)) }

  /// log of the complementary cumulative; families whose cumulative underflows override it.
  public func logComplementaryCumulative(_ x: Double) -> Double { log(complementaryCumulative(x)) }

  /// The form of a density that is continuous and positive at `point`; `nil` outside the support.
  public func regularForm(at point: Double) -> AsymptoticForm? {
    let value = logDensity(point)
    return value == -.infinity ? nil : .regular(at: point, constant: value)
  }
}

/// A draw from the standard normal law by Marsaglia's polar method.
func standardNormal<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
  while true {
    let u = Double.random(in: -1..<1, using: &generator)
    let v = Double.random(in: -1..<1, using: &generator)
    let s = u * u + v * v
    if s > 0, s < 1 { return u * (-2 * log(s) / s).squareRoot() }
  }
}
