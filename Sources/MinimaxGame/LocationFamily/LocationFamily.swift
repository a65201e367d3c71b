import Distributions
import Divergences
import Quadrature

/// The generators Σ w_k N(θ_k, s_k²) of fixed weights and standard deviations: a family of parameters θ.
///
/// C is convex in p_g, but not in θ: this is where Proposition 2 ends, as the paper says.
public struct LocationFamily: Sendable, Equatable {
  /// w_k, positive, summing to 1.
  public let weights: [Double]
  /// s_k, in units of x.
  public let standardDeviations: [Double]

  /// The family of mixtures of normals with these weights and standard deviations; one of each is a normal's location.
  ///
  /// - Throws: `DistributionError/invalidWeights(sum:)` for weights that are no probabilities, and
  ///   `QuadratureError/invalidArgument(name:value:allowed:)` when there are not as many standard deviations.
  public init(weights: [Double], standardDeviations: [Double]) throws {
    guard weights.count == standardDeviations.count else {
      throw QuadratureError.invalidArgument(
        name: "standardDeviations", value: "\(standardDeviations)", allowed: "one for each of \(weights)")
    }
    self.weights = weights
    self.standardDeviations = standardDeviations
    _ = try law(at: weights.map { _ in 0 })
  }

  /// p_g at θ.
  public func law(at locations: [Double]) throws -> Mixture {
    try Mixture(
      weights.indices.map {
        (weights[$0], try Normal(mean: locations[$0], standardDeviation: standardDeviations[$0]))
      })
  }

  /// C + log 4 and its first two derivatives in θ, each with its error.
  ///
  /// By the envelope theorem D* need not be differentiated in the first: ∂C/∂θ_k = ∫ ∂_k q log(1 - D*); and
  /// ∂²C/∂θ_j∂θ_k = ∫ ∂_jk q log(1 - D*) + ∫ ∂_j q ∂_k q D*/q.
  ///
  /// - Throws: as `jensenShannon`.
  public func criterion(at locations: [Double], data: some Law, tolerance: Tolerance = .standard) throws
    -> CriterionJet
  {
    let generator = try law(at: locations)
    let pair = LawPair(data, generator)
    let value = try jensenShannon(pair.first, pair.second, tolerance: tolerance).scaled(by: 2)
    let integrand = LocationIntegrand(
      generator: generator, standardDeviations: standardDeviations, locations: locations, data: data)
    let count = weights.count
    var derivatives = Array(
      repeating: Estimate(value: 0, absoluteError: 0), count: integrand.componentCount)
    if let mesh = pair.mesh(including: []) {
      let absolute = try Tolerance(absolute: 1e-13, relative: tolerance.relative)
      derivatives = try PanelIntegrator(tolerance: absolute).integrate(integrand, mesh: mesh).estimates
    }
    return CriterionJet(
      excess: value, gradient: Array(derivatives[..<count]),
      hessian: (0..<count).map { j in
        (0..<count).map { k in derivatives[integrand.index(min(j, k), max(j, k))] }
      })
  }
}

/// C + log 4 at a point of a family, with its gradient and Hessian in the parameters.
public struct CriterionJet: Sendable {
  /// C + log 4, in nats.
  public let excess: Estimate
  /// ∂C/∂θ_k, in nats per unit of x.
  public let gradient: [Estimate]
  /// ∂²C/∂θ_j∂θ_k, symmetric.
  public let hessian: [[Estimate]]

  /// The Euclidean norm of the gradient, with an error that covers those of its components.
  public var slope: Estimate {
    Estimate(value: norm(gradient.map(\.value)), absoluteError: norm(gradient.map(\.absoluteError)))
  }
}

func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// The derivatives of C in the locations: the gradient, then the upper triangle of the Hessian by rows.
private struct LocationIntegrand: BatchIntegrand {
  let generator: Mixture
  let standardDeviations: [Double]
  let locations: [Double]
  let data: any Law

  var count: Int { locations.count }
  var componentCount: Int { count + count * (count + 1) / 2 }
  var acceptsZero: Bool { true }

  /// Where ∂²C/∂θ_j∂θ_k stands, j <= k.
  func index(_ j: Int, _ k: Int) -> Int { count + j * count - j * (j - 1) / 2 + (k - j) }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) {
    let n = offsets.count
    var (scores, logs) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for i in 0..<n {
      for k in 0..<count {
        let variance = standardDeviations[k] * standardDeviations[k]
        scores[k] = ((anchor - locations[k]) + offsets[i]) / variance
        logs[k] =
          logarithm(generator.weights[k])
          + generator.laws[k].logDensity(anchor: anchor, offset: offsets[i])
      }
      let logQ = generator.logDensity(anchor: anchor, offset: offsets[i])
      let logP = data.logDensity(anchor: anchor, offset: offsets[i])
      let logComplement = logP == -.infinity ? 0 : -softplus(logP - logQ)
      let optimal = logP == -.infinity ? 0 : sigmoid(logP - logQ)
      for j in 0..<count {
        let first = exponential(logs[j]) * scores[j]
        values[j * n + i] = first * logComplement
        for k in j..<count {
          // ∂_j q ∂_k q / q, by the share of component k in q.
          var second = first * exponential(logs[k] - logQ) * scores[k] * optimal
          if j == k {
            let sd = standardDeviations[j]
            second += exponential(logs[j]) * (scores[j] * scores[j] - 1 / (sd * sd)) * logComplement
          }
          values[index(j, k) * n + i] = second
        }
      }
    }
  }
}
