import Distributions
import Divergences
import Quadrature

/// The game in the space of Proposition 2: p_data and every p_g are densities at the nodes of one quadrature rule.
///
/// The rule makes finitely many nodes a measure space, ∫ f = Σ wᵢ f(xᵢ), on which V, D*, C and its convexity are what
/// they are on the line; so what the proposition says of densities holds here to rounding. Where a number is read as
/// one of the line's the rule's error enters; and whether an integral is finite the grid cannot tell, since all its sums
/// are: see ``MirrorDescent/obstacle(from:to:)``. The densities are scaled to mass 1 on the grid; ``massDefect`` says what
/// they had before.
public struct GridGame: Sendable {
  /// xᵢ, in the order of the panels.
  public let nodes: [Double]
  /// wᵢ, positive, in units of x.
  public let weights: [Double]
  /// p_data at the nodes, of mass 1.
  public let data: [Double]
  /// The generator that the grid was made for, at the nodes, of mass 1: where a descent begins.
  public let start: [Double]
  /// By how much the masses of both laws missed 1 on the grid, the larger of the two.
  public let massDefect: Double

  /// The grid on which the JSD and the total variation of two laws are resolved, with `order` nodes on
  /// each of `pieces` parts of a panel. Nodes with less than 1e-40 of either mass are left out.
  ///
  /// - Parameters:
  ///   - data: p_data, a law with a density.
  ///   - start: p_g at the start, a law with a density.
  ///   - order: nodes on each part; two orders show the rule's error.
  ///   - pieces: parts of a panel, at least 1: what a descent makes of p_g needs a finer mesh than its start.
  /// - Throws: `QuadratureError/invalidArgument(name:value:allowed:)` for an order outside 1...1024 or a law with
  ///   atoms, else as `jensenShannon`.
  public init(data: some Law, start: some Law, order: Int = 21, pieces: Int = 3) throws {
    for (name, law) in [("data", data as any Law), ("start", start)] where !law.atoms.isEmpty {
      throw QuadratureError.invalidArgument(name: name, value: "\(law)", allowed: "laws without atoms")
    }
    guard pieces >= 1 else {
      throw QuadratureError.invalidArgument(name: "pieces", value: "\(pieces)", allowed: "1 or more")
    }
    let panels = try LawPair(data, start).integrals(of: [.jensenShannon, .totalVariation]).panels
    let rule = try GaussLegendreRule(count: order)
    var (nodes, weights, p, q) = ([Double](), [Double](), [Double](), [Double]())
    for panel in panels {
      let half = 0.5 * (panel.upper - panel.lower) / Double(pieces)
      for piece in 0..<pieces {
        for (node, weight) in zip(rule.nodes, rule.weights) {
          let offset = panel.lower + half * (Double(2 * piece + 1) + node)
          let (atData, atStart) = (
            density(data.logDensity(anchor: panel.anchor, offset: offset)),
            density(start.logDensity(anchor: panel.anchor, offset: offset))
          )
          guard half * weight * max(atData, atStart) > 1e-40 else { continue }
          nodes.append(panel.anchor + offset)
          weights.append(half * weight)
          p.append(atData)
          q.append(atStart)
        }
      }
    }
    self.nodes = nodes
    self.weights = weights
    let masses = (compensatedSum(weights, p), compensatedSum(weights, q))
    massDefect = max((masses.0 - 1).magnitude, (masses.1 - 1).magnitude)
    self.data = p.map { $0 / masses.0 }
    self.start = q.map { $0 / masses.1 }
  }

  // MARK: Integrals

  /// ∫ f over the grid, for f given at the nodes.
  public func integral(of values: [Double]) -> Double { compensatedSum(weights, values) }

  /// ∫ f over a part of the grid.
  public func integral(of values: [Double], where condition: (Int) -> Bool) -> Double {
    var sum = CompensatedSum()
    for i in nodes.indices where condition(i) { sum.add(weights[i] * values[i]) }
    return sum.value
  }

  /// The density divided by its mass.
  public func normalized(_ density: [Double]) -> [Double] {
    let mass = integral(of: density)
    return density.map { $0 / mass }
  }

  /// The integral of a divergence's kernel over p_data and q.
  func integral(of kernel: DivergenceKernel, _ q: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in nodes.indices {
      sum.add(weights[i] * kernel.evaluate(logarithm(data[i]), logarithm(q[i])))
    }
    return sum.value
  }

  // MARK: The game

  /// D* = p_data / (p_data + q) at the nodes, eq. (2); ½ where both vanish, where it is not defined.
  public func optimalDiscriminator(against q: [Double]) -> [Double] {
    zip(data, q).map { $0 + $1 == 0 ? 0.5 : $0 / ($0 + $1) }
  }

  /// V(q, D) = ∫ p_data log D + ∫ q log(1 - D), eq. (1), affine in q for each D.
  public func value(of discriminator: [Double], against q: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in nodes.indices {
      if data[i] > 0 { sum.add(weights[i] * data[i] * logarithm(discriminator[i])) }
      if q[i] > 0 { sum.add(weights[i] * q[i] * logarithmOnePlus(-discriminator[i])) }
    }
    return sum.value
  }

  /// C(q) + log 4 = 2 JSD(p_data, q), summed in its non-negative form.
  public func excess(_ q: [Double]) -> Double { 2 * integral(of: .jensenShannon, q) }

  /// TV(p_data, q).
  public func totalVariation(_ q: [Double]) -> Double { integral(of: .totalVariation, q) }

  /// KL(p ‖ q) between any two densities on the grid.
  public func kullbackLeibler(from p: [Double], to q: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in nodes.indices {
      sum.add(weights[i] * DivergenceKernel.kullbackLeibler.evaluate(logarithm(p[i]), logarithm(q[i])))
    }
    return sum.value
  }

  /// The gradient of C at q, log(1 - D*) = log(q / (p_data + q)): what Proposition 2 descends.
  ///
  /// It is -infinity in a ``hole(of:)``, where no subgradient exists. Where p_data = 0 it is 0, also where q = 0: there
  /// V(q', D*) with D* = 0 is what C looks like.
  public func subgradient(at q: [Double]) -> [Double] {
    zip(data, q).map { p, q in p == 0 ? 0 : -softplus(logarithm(p) - logarithm(q)) }
  }

  /// The mass of p_data where q vanishes.
  public func hole(of q: [Double]) -> Double { integral(of: data) { q[$0] == 0 } }

  /// log(sup q/p_data) - log(inf q/p_data) over where q or p_data is positive: Hilbert's projective metric.
  public func hilbertDistance(_ q: [Double]) -> Double {
    let ratios = zip(data, q).filter { $0 + $1 > 0 }.map { $1 / $0 }
    return logarithm(ratios.max() ?? 1) - logarithm(ratios.min() ?? 1)
  }
}

/// A density from its logarithm, 0 where it is too small to be multiplied without underflow.
private func density(_ logarithm: Double) -> Double { logarithm < -650 ? 0 : exponential(logarithm) }

/// Σ wᵢ fᵢ, compensated.
private func compensatedSum(_ weights: [Double], _ values: [Double]) -> Double {
  var sum = CompensatedSum()
  for (weight, value) in zip(weights, values) { sum.add(weight * value) }
  return sum.value
}
