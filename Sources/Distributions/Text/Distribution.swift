import Quadrature

/// A law read from its text form, or any law in a box.
///
///     let data = try Distribution("0.3*normal(-2, 0.5) + 0.7*normal(2, 1)")
///     data.mean                    // 0.8
///     try Distribution(data.description) == data    // true
///
/// Two distributions are equal when their text forms are.
public struct Distribution: Law, Equatable {
  /// The law itself: a family, a combinator or an estimate, never a `Distribution`.
  public let law: any Law

  /// A law in a box.
  public init(_ law: any Law) { self.law = (law as? Distribution)?.law ?? law }

  /// The law that a text describes, such as `normal(0, 1)` or `1/3*laplace(0, 1) + 2/3*gamma(shape: 2,
  /// scale: 1)`.
  ///
  /// - Throws: ``DistributionError/syntax(text:column:message:)`` with the character at fault, also for an
  ///   argument out of range; ``DistributionError/unusableFile(path:line:message:)`` for a file.
  public init(_ text: String) throws(DistributionError) {
    var parser = DistributionParser(text)
    self.init(try parser.parse())
  }

  /// Every name that the text form knows, the families first.
  public static let catalogue: [Family] = [
    Normal.family, Laplace.family, Logistic.family, Cauchy.family, Student.family, Uniform.family,
    Exponential.family, Gamma.family, Beta.family, Weibull.family, Lognormal.family, Gumbel.family,
    Pareto.family, Truncated.family, Affine.family, KernelDensityEstimate.family, Empirical.family,
  ]

  public static func == (left: Distribution, right: Distribution) -> Bool {
    left.description == right.description
  }

  public var support: Interval { law.support }
  public var supportIntervals: [Interval] { law.supportIntervals }
  public var atoms: [Atom] { law.atoms }
  public func density(_ x: Double) -> Double { law.density(x) }
  public func logDensity(_ x: Double) -> Double { law.logDensity(x) }
  public func logDensity(anchor: Double, offset: Double) -> Double {
    law.logDensity(anchor: anchor, offset: offset)
  }
  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    law.logDensities(anchor: anchor, offsets: offsets, into: result)
  }
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    law.logDensityRise(from: reference, anchor: anchor, offset: offset)
  }
  public func roundingScale(ofLogDensity logDensity: Double) -> Double {
    law.roundingScale(ofLogDensity: logDensity)
  }
  public func misplacedMass(in window: Interval) -> Double { law.misplacedMass(in: window) }
  public var cumulativeRounding: Double { law.cumulativeRounding }
  public func cumulative(_ x: Double) -> Double { law.cumulative(x) }
  public func complementaryCumulative(_ x: Double) -> Double { law.complementaryCumulative(x) }
  public func logCumulative(_ x: Double) -> Double { law.logCumulative(x) }
  public func logComplementaryCumulative(_ x: Double) -> Double { law.logComplementaryCumulative(x) }
  public func quantile(_ probability: Double) -> Double { law.quantile(probability) }
  public func complementaryQuantile(_ probability: Double) -> Double {
    law.complementaryQuantile(probability)
  }
  public var breakPoints: [Double] { law.breakPoints }
  public var landmarks: [Landmark] { law.landmarks }
  public var handovers: [Landmark] { law.handovers }
  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    law.asymptotics(approaching: point, from: side)
  }
  public var mean: Double? { law.mean }
  public var variance: Double? { law.variance }
  public func entropy() throws -> Estimate { try law.entropy() }
  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    law.sample(using: &generator)
  }
  public var description: String { law.description }
}
