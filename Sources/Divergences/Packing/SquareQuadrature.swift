import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension LawPair {
  /// TV and JSD of p² against q² by quadrature over the square: a second road to packs of two.
  ///
  /// Each panel of the pair's adaptive mesh, cut into `pieces`, is crossed with each other, with 14 x 14 nodes and, for
  /// the error, with 10 x 10 and 7 x 7, whose spread it is. JSD is smooth and exact to many digits; TV has a kink along the curve
  /// p(x) p(y) = q(x) q(y), which the squares do not follow, so that its error falls only as the pieces multiply.
  ///
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for `pieces` < 1, else as
  ///   ``jensenShannon(_:_:tolerance:)``.
  public func packsOfTwo(pieces: Int) throws -> PackedDivergences {
    guard pieces >= 1 else {
      throw DivergenceError.invalidParameter(name: "pieces", value: Double(pieces), allowed: "1 or more")
    }
    let panels = try integrals(of: [.jensenShannon, .totalVariation]).panels
    let sums = try [14, 10, 7].map {
      try squareSums(panels, pieces: pieces, rule: GaussLegendreRule(count: $0))
    }
    func estimate(_ values: [Double]) -> Estimate {
      let spread = values.reduce(0) { max($0, ($1 - values[0]).magnitude) }
      return Estimate(value: values[0], absoluteError: spread + 64 * .ulpOfOne)
    }
    return PackedDivergences(
      packing: 2, totalVariation: estimate(sums.map(\.variation)),
      jensenShannon: estimate(sums.map(\.divergence)), massDefect: sums[0].massDefect)
  }

  private func squareSums(
    _ panels: [Panel], pieces: Int, rule: GaussLegendreRule
  ) -> (variation: Double, divergence: Double, massDefect: Double) {
    var (p, q, weights) = ([Double](), [Double](), [Double]())
    var masses = (first: CompensatedSum(), second: CompensatedSum())
    for panel in panels {
      let half = 0.5 * (panel.upper - panel.lower) / Double(pieces)
      for piece in 0..<pieces {
        for (node, weight) in zip(rule.nodes, rule.weights) {
          let offset = panel.lower + half * (Double(2 * piece + 1) + node)
          let logs = (
            first.logDensity(anchor: panel.anchor, offset: offset),
            second.logDensity(anchor: panel.anchor, offset: offset)
          )
          // Nodes whose share of both masses is below rounding are left out.
          guard half * exp(max(logs.0, logs.1)) > 1e-18 else { continue }
          weights.append(half * weight)
          p.append(logs.0)
          q.append(logs.1)
          masses.first.add(half * weight * exp(logs.0))
          masses.second.add(half * weight * exp(logs.1))
        }
      }
    }
    var (variation, divergence) = (CompensatedSum(), CompensatedSum())
    // Symmetric in the two coordinates: the triangle twice, and its diagonal once.
    for i in p.indices {
      for j in 0...i {
        let weight = (i == j ? 1 : 2) * weights[i] * weights[j]
        variation.add(weight * DivergenceKernel.totalVariation.evaluate(p[i] + p[j], q[i] + q[j]))
        divergence.add(weight * DivergenceKernel.jensenShannon.evaluate(p[i] + p[j], q[i] + q[j]))
      }
    }
    // Of the products: m² - 1 for a mass m of one sample.
    let massDefect = [masses.first.value, masses.second.value].reduce(0) { $0 + ($1 * $1 - 1).magnitude }
    return (variation.value, divergence.value, massDefect)
  }
}
