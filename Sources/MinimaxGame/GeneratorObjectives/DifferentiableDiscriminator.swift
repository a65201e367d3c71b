import Distributions
import Quadrature

/// A discriminator whose logit can be differentiated in x: what a generator needs to learn from it.
public protocol DifferentiableDiscriminator: Discriminator {
  /// The logit and its derivative at x.
  ///
  /// - Throws: as ``Discriminator/logit(_:)``.
  func jet(_ x: Double) throws -> LogitJet

  /// Why the second moment of the generator's gradient is infinite, where it is known to be.
  func reasonForInfiniteVariance(of objective: GeneratorObjective) -> String?
}

extension DifferentiableDiscriminator {
  /// None is known.
  public func reasonForInfiniteVariance(of objective: GeneratorObjective) -> String? { nil }
}

/// A logit and its derivative in x.
public struct LogitJet: Sendable, Equatable {
  /// log(D/(1 - D)).
  public var value: Double
  /// Its derivative, per unit of x.
  public var slope: Double

  /// A logit with its derivative.
  public init(value: Double, slope: Double) {
    self.value = value
    self.slope = slope
  }
}

/// D* where p_data is a mixture of normals and p_g is normal, with the derivative of its logit.
///
/// Both are taken from differences of the normals' exponents, so that neither loses digits where the laws nearly agree.
public struct OptimalNormalDiscriminator: DifferentiableDiscriminator {
  /// p_data, as its normals with their weights.
  public let data: [(weight: Double, law: Normal)]
  /// p_g.
  public let generator: Normal
  private let logWeights: [Double]

  /// The best answer to `generator` when the data are a mixture of normals.
  ///
  /// - Throws: ``DiscriminatorError/invalid(name:value:allowed:)`` unless the weights are positive and sum to 1
  ///   within 1e-9.
  public init(data: [(weight: Double, law: Normal)], generator: Normal) throws(DiscriminatorError) {
    let sum = data.reduce(0) { $0 + $1.weight }
    guard !data.isEmpty, data.allSatisfy({ $0.weight > 0 }), (sum - 1).magnitude <= 1e-9 else {
      throw .invalid(
        name: "data", value: "weights \(data.map(\.weight))", allowed: "positive weights that sum to 1")
    }
    self.data = data
    self.generator = generator
    logWeights = data.map { logarithm($0.weight) }
  }

  /// D* for two normals.
  public init(data: Normal, generator: Normal) {
    self.data = [(1, data)]
    self.generator = generator
    logWeights = [0]
  }

  /// log p_data - log p_g.
  public func logit(_ x: Double) -> Double { jet(x).value }

  /// log p_data - log p_g and its derivative: that of each normal, weighted by its share in p_data(x).
  public func jet(_ x: Double) -> LogitJet {
    if data.count == 1 { return difference(data[0].law, x) }
    let differences = data.map { difference($0.law, x) }
    let exponents = zip(logWeights, differences).map { $0 + $1.value }
    let largest = exponents.max() ?? 0
    let shares = exponents.map { exponential($0 - largest) }
    let sum = shares.reduce(0, +)
    let slope = zip(shares, differences).reduce(0) { $0 + $1.0 * $1.1.slope } / sum
    return LogitJet(value: largest + logarithm(sum), slope: slope)
  }

  /// log of one normal's density minus log p_g, and its derivative.
  private func difference(_ law: Normal, _ x: Double) -> LogitJet {
    let (mean, sd) = (generator.location, generator.standardDeviation)
    let (own, ownSD) = (law.location, law.standardDeviation)
    if sd == ownSD {
      let slope = (own - mean) / (sd * sd)
      return LogitJet(value: slope * ((x - mean) + (x - own)) / 2, slope: slope)
    }
    let (z, ownZ) = ((x - mean) / sd, (x - own) / ownSD)
    return LogitJet(
      value: 0.5 * (z - ownZ) * (z + ownZ) + logarithm(sd / ownSD), slope: z / sd - ownZ / ownSD)
  }

  /// The laws' own; where a normal and p_g have equal z-scores, on the length of the logit there; and where the square
  /// of the likelihood ratio has its mass.
  public var landmarks: [Landmark] {
    data.flatMap { component -> [Landmark] in
      let law = component.law
      var marks = law.landmarks
      let (s, t) = (generator.standardDeviation, law.standardDeviation)
      let crossing = (generator.location * t + law.location * s) / (s + t)
      let slope = difference(law, crossing).slope.magnitude
      marks.append(Landmark(position: crossing, scale: min(s, t, slope > 0 ? 1 / slope : .infinity)))
      let precision = 2 / (t * t) - 1 / (s * s)
      if precision > 0 {
        let centre = (2 * law.location / (t * t) - generator.location / (s * s)) / precision
        marks.append(Landmark(position: centre, scale: 1 / precision.squareRoot()))
      }
      return marks
    } + generator.landmarks
  }

  /// Not known in general: at least what it is where the data have their normals.
  public var supremum: DiscriminatorSupremum {
    .atLeast(logit: data.map { logit($0.law.location) }.max() ?? -.infinity)
  }

  /// E_g[(p_data/p_g)²] is infinite when a normal of the data has at least twice p_g's variance.
  public func reasonForInfiniteVariance(of objective: GeneratorObjective) -> String? {
    let variance = generator.standardDeviation * generator.standardDeviation
    guard objective == .maximumLikelihood,
      let law = data.map(\.law).first(where: { $0.standardDeviation * $0.standardDeviation >= 2 * variance }),
      law.standardDeviation > 0
    else { return nil }
    return
      "the variance of \(law) is at least twice that of \(generator): (p_data/p_g)² p_g is not integrable"
  }
}
