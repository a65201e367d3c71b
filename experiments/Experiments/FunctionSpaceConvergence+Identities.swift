import Distributions
import Divergences
import ExperimentKit
import MinimaxGame

extension FunctionSpaceConvergenceExperiment {
  /// V affine, C convex with subgradient log(1 - D*), on random segments of the grid's densities.
  func appendIdentities(
    of pair: Pair, _ parameters: Parameters, to rows: inout Rows, random: inout RandomStream
  ) throws {
    let game = try GridGame(data: Distribution(pair.data), start: Distribution(pair.start))
    for segment in 0..<parameters.segments {
      let (q, r) = (game.randomGenerator(using: &random), game.randomGenerator(using: &random))
      let other = game.randomGenerator(using: &random)
      let share = Double.random(in: 0...1, using: &random)
      let between = zip(q, r).map { $0 + share * ($1 - $0) }
      func chord(_ f: ([Double]) -> Double) -> Double { (1 - share) * f(q) + share * f(r) }
      // A discriminator that has nothing to do with q or r: the optimal one of another generator.
      let discriminator = game.optimalDiscriminator(against: other)
      func value(_ g: [Double]) -> Double { game.value(of: discriminator, against: g) }
      let slope = game.integral(of: zip(game.subgradient(at: q), zip(q, r)).map { $0 * ($1.1 - $1.0) })
      rows.append(
        [
          "data": pair.data, "segment": segment, "share": share,
          "affinity_defect": value(between) - chord(value),
          "convexity_gap": chord(game.excess) - game.excess(between),
          "subgradient_gap": game.excess(r) - game.excess(q) - slope,
          "smoothness_bound": game.kullbackLeibler(from: r, to: q),
          // Sums of terms that are right to a few ulp of themselves, and whose absolute values add up to less than this.
          "rounding": 64 * .ulpOfOne * (4 + value(q).magnitude + value(r).magnitude + slope.magnitude),
        ], to: Self.identities)
    }
  }

  /// The difference quotients of C towards p_data restricted to the hole.
  func appendHole(of pair: Pair, to rows: inout Rows) throws {
    let game = try GridGame(data: Distribution(pair.data), start: Distribution(pair.start))
    let hole = game.hole(of: game.start)
    let inHole = game.normalized(zip(game.data, game.start).map { $1 == 0 ? $0 : 0 })
    let before = game.excess(game.start)
    for exponent in 1...8 {
      let share = Double(sign: .plus, exponent: -3 * exponent, significand: 1)
      let moved = zip(game.start, inHole).map { (1 - share) * $0 + share * $1 }
      let theory =
        natural(share / (hole + share)) - hole * natural1p(share / hole) / share
        + restLoss(share: share, game) / share
      rows.append(
        [
          "data": pair.data, "start": pair.start, "missing": pair.missing, "share": share,
          "slope": (game.excess(moved) - before) / share, "theory": theory,
          "rounding": 64 * .ulpOfOne / share,
        ], to: Self.holes)
    }
  }

  /// By how much C changes outside the hole when p_g is scaled by 1 - share there: where ∫ F(p, (1 - e) q) changes, with
  /// F(p, q) = p log(p/(p+q)) + q log(q/(p+q)), by
  /// p log((p+q)/(p+(1-e)q)) + (1-e) q log((1-e)(p+q)/(p+(1-e)q)) - e q log(q/(p+q)).
  private func restLoss(share: Double, _ game: GridGame) -> Double {
    game.integral(
      of: zip(game.data, game.start).map { p, q in
        guard q > 0 else { return 0 }
        let gain = -natural1p(-share * q / (p + q))
        return (p + (1 - share) * q) * gain + (1 - share) * q * natural1p(-share) - share * q
          * natural(q / (p + q))
      })
  }
}

extension GridGame {
  /// A random density: the mean of p_data and the start times exp of a sum of four tanh steps across the data.
  fileprivate func randomGenerator(using random: inout RandomStream) -> [Double] {
    let heavy = nodes.indices.filter {
      data[$0] + start[$0] > 1e-3 * ((data.max() ?? 0) + (start.max() ?? 0))
    }
    let (low, high) = (heavy.map { nodes[$0] }.min() ?? 0, heavy.map { nodes[$0] }.max() ?? 1)
    let bumps = (0..<4).map { _ in
      (
        height: Double.random(in: -1.5...1.5, using: &random),
        centre: Double.random(in: low...high, using: &random),
        width: (high - low) * Double.random(in: 0.02...0.5, using: &random)
      )
    }
    return normalized(
      nodes.indices.map { i in
        0.5 * (data[i] + start[i])
          * exponential(
            bumps.reduce(0) { $0 + $1.height * hyperbolicTangent((nodes[i] - $1.centre) / $1.width) })
      })
  }
}
