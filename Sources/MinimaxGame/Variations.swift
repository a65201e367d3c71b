import Distributions
import Divergences
import Quadrature

/// The first and second variation of V in the logit of D along one direction.
private struct VariationIntegrand: BatchIntegrand {
  let game: MinimaxGame
  let discriminator: any Discriminator
  let direction: @Sendable (Double) -> Double

  var componentCount: Int { 2 }
  var acceptsZero: Bool { true }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) throws {
    let n = offsets.count
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { h in
      let p = UnsafeMutableBufferPointer(rebasing: values[0..<n])
      let q = UnsafeMutableBufferPointer(rebasing: values[n..<(2 * n)])
      game.data.logDensities(anchor: anchor, offsets: offsets, into: p)
      game.generator.logDensities(anchor: anchor, offsets: offsets, into: q)
      try discriminator.logits(anchor: anchor, offsets: offsets, into: h)
      for i in 0..<n {
        let (data, generator) = (exponential(p[i]), exponential(q[i]))
        let along = direction(anchor + offsets[i])
        let (d, complement) = (sigmoid(h[i]), sigmoid(-h[i]))
        // p - (p + q) D = p (1 - D) - q D
        p[i] = data + generator == 0 ? 0 : (data * complement - generator * d) * along
        q[i] = data + generator == 0 ? 0 : -(data + generator) * d * complement * along * along
      }
    }
  }
}

extension MinimaxGame {
  /// d/dε and d²/dε² of V at the logit h + ε η, at ε = 0:
  /// ∫ [p_data - (p_data + p_g) σ(h)] η and -∫ (p_data + p_g) σ(h)(1 - σ(h)) η², the second never positive.
  ///
  /// At D* the first vanishes in every direction: D* is stationary, and by the sign of the second the maximum.
  ///
  /// - Parameters:
  ///   - discriminator: D = σ(h).
  ///   - direction: η, a bounded function of x.
  ///   - tolerance: met by the second variation relatively and by the first absolutely.
  /// - Throws: as ``report(on:tolerance:)``. Laws with atoms are not supported: their atoms are left out.
  public func variations(
    of discriminator: some Discriminator, along direction: @escaping @Sendable (Double) -> Double,
    tolerance: Tolerance = .standard
  ) throws -> (first: Estimate, second: Estimate) {
    guard let mesh = pair.mesh(including: discriminator.marks) else {
      return (.closedForm(0), .closedForm(0))
    }
    let integrand = VariationIntegrand(game: self, discriminator: discriminator, direction: direction)
    let absolute = try Tolerance(absolute: tolerance.allowed(for: 1), relative: tolerance.relative)
    let e = try PanelIntegrator(tolerance: absolute).integrate(integrand, mesh: mesh).estimates
    return (e[0], e[1])
  }
}
