import Distributions
import Quadrature

/// E[f(X)] of a law as a weighted sum of f: Gauss-Legendre panels in u = F(x), finer towards both tails.
///
/// Two rules share the panels; the difference of their sums is the error. A law given as a map of another,
/// x = G(z), is taken in the quantiles of z, so that nothing is inverted; a mixture part by part.
public struct ExpectationNodes: Sendable {
  /// The points x, those of the higher rule first.
  public let points: [Double]
  /// The weights of the higher rule, 0 at the points of the lower one; they sum to 1.
  public let weights: [Double]
  /// The weights of the lower rule, likewise.
  public let lowerWeights: [Double]
  /// How many points belong to the higher rule.
  public let higherCount: Int

  /// The nodes of a law, `order` of them a panel for the value and `lowerOrder` for its error.
  ///
  /// - Parameters:
  ///   - law: what is averaged over.
  ///   - order: nodes a panel for the value.
  ///   - lowerOrder: nodes a panel for its error.
  ///   - marks: where what is averaged has structure finer than the law: panels shrink towards each, down to its scale.
  /// - Throws: `QuadratureError/invalidArgument(name:value:allowed:)` for orders outside 1...1024.
  public init(
    _ law: any Law, order: Int = 12, lowerOrder: Int = 7, refinedAt marks: [Landmark] = []
  ) throws(QuadratureError) {
    let lower = [0, 1e-7, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.35, 0.5]
    let ends = lower + lower.dropLast().reversed().map { 1 - $0 }
    let parts = ExpectationNodes.components(of: law).map { part in
      (part.weight, part.law, ExpectationNodes.panelEnds(ends, refinedAt: marks, of: part.law))
    }
    var rules: [(points: [Double], weights: [Double])] = []
    for count in [order, lowerOrder] {
      let rule = try GaussLegendreRule(count: count)
      var (points, weights) = ([Double](), [Double]())
      for (share, law, ends) in parts {
        let (prior, map) = (law as? PushForward).map { ($0.prior, Optional($0.map)) } ?? (law, nil)
        for (a, b) in zip(ends, ends.dropFirst()) {
          for (node, weight) in zip(rule.nodes, rule.weights) {
            let u = 0.5 * (a + b) + 0.5 * (b - a) * node
            let x = u < 0.5 ? prior.quantile(u) : prior.complementaryQuantile(1 - u)
            points.append(map?.value(x) ?? x)
            weights.append(share * 0.5 * (b - a) * weight)
          }
        }
      }
      rules.append((points, weights))
    }
    points = rules[0].points + rules[1].points
    weights = rules[0].weights + rules[1].points.map { _ in 0 }
    lowerWeights = rules[0].points.map { _ in 0 } + rules[1].weights
    higherCount = rules[0].points.count
  }

  /// The parts of a mixture of a few laws, each with quantiles of its own: in the valleys between modes those of the
  /// mixture are steep. Any other law is its own part.
  private static func components(of law: any Law) -> [(weight: Double, law: any Law)] {
    let law = (law as? Distribution)?.law ?? law
    guard let mixture = law as? Mixture, mixture.laws.count <= 16 else { return [(1, law)] }
    return Array(zip(mixture.weights, mixture.laws)).map { (weight: $0.0, law: $0.1) }
  }

  /// The ends of panels in u, with those that grow eightfold from each mark outwards.
  private static func panelEnds(_ ends: [Double], refinedAt marks: [Landmark], of law: any Law) -> [Double] {
    guard !marks.isEmpty else { return ends }
    let width = law.complementaryQuantile(1e-3) - law.quantile(1e-3)
    var result = ends
    for mark in marks {
      var points = [mark.position]
      var distance = mark.scale
      while distance > 0, distance < width, points.count < 80 {
        points += [mark.position - distance, mark.position + distance]
        distance *= 8
      }
      for x in points {
        if let pushed = law as? PushForward {
          result += pushed.preimages(of: x).map { pushed.prior.cumulative($0) }
        } else {
          result.append(law.cumulative(x))
        }
      }
    }
    result = result.filter { $0 >= 0 && $0 <= 1 }.sorted()
    return result.reduce(into: []) { kept, u in
      if kept.last.map({ u - $0 > 1e-14 }) ?? true { kept.append(u) }
    }
  }
}
