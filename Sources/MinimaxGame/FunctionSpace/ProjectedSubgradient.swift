/// Projected subgradient descent of C in L²: q <- Π(q - η log(1 - D*)), Π the projection onto the densities that are
/// nowhere below a share `floor` of p_data.
///
/// With floor 0 these are all densities, and the method soon stops: the projection sets p_g to 0 where it is far above
/// p_data, and where p_data is positive there the next subgradient is -infinity. With a floor ε in (0, 1) the
/// subgradient is bounded by log(1 + 1/ε), p_data is still feasible, and the textbook bound
/// holds: the mean of C(q_s) + log 4 over s < t is at most (‖q_0 - p_data‖² + η² Σ ‖g_s‖²) / (2 η t), where a constant
/// may be taken off each g_s, which the projection does not see.
public struct ProjectedSubgradient: FunctionSpaceDescent {
  /// η, above 0, in units of a density per nat.
  public let step: Double
  /// ε in [0, 1).
  public let floor: Double

  /// The method with step η and floor ε.
  public init(step: Double, floor: Double) {
    self.step = step
    self.floor = floor
  }

  /// The next density.
  ///
  /// - Throws: ``Stall/noSubgradient(mass:)`` where q has a hole.
  public func next(after q: [Double], in game: GridGame) throws(Stall) -> [Double] {
    let hole = game.hole(of: q)
    guard hole == 0 else { throw .noSubgradient(mass: hole) }
    return project(zip(q, game.subgradient(at: q)).map { $0 - step * $1 }, in: game)
  }

  /// A density with the floor raised to be feasible: (1 - ε) q + ε p_data.
  public func feasible(_ q: [Double], in game: GridGame) -> [Double] {
    zip(game.data, q).map { floor * $0 + (1 - floor) * $1 }
  }

  /// The nearest density in L² that is at least ε p_data everywhere: max(f - λ, ε p_data) with λ such that its mass is 1.
  ///
  /// The mass falls in λ piecewise linearly, with knots where f - ε p_data = λ; the piece is found by sorting.
  public func project(_ f: [Double], in game: GridGame) -> [Double] {
    let height = zip(f, game.data).map { $0 - floor * $1 }
    let order = height.indices.sorted { height[$0] > height[$1] }
    // Σ wᵢ max(heightᵢ - λ, 0) = 1 - ε.
    var (mass, moment, level) = (0.0, 0.0, 0.0)
    for (rank, i) in order.enumerated() {
      mass += game.weights[i]
      moment += game.weights[i] * height[i]
      level = (moment - (1 - floor)) / mass
      if rank + 1 == order.count || height[order[rank + 1]] <= level { break }
    }
    return zip(height, game.data).map { max($0 - level, 0) + floor * $1 }
  }

  /// ‖g - mean g‖² at q: what one step adds to the bound, over η².
  public func squaredNorm(at q: [Double], in game: GridGame) -> Double {
    let g = game.subgradient(at: q)
    let mean = game.integral(of: g) / game.integral(of: g.map { _ in 1 })
    return game.integral(of: g.map { ($0 - mean) * ($0 - mean) })
  }

  /// ‖q - p_data‖² in L².
  public func squaredDistance(_ q: [Double], in game: GridGame) -> Double {
    game.integral(of: zip(q, game.data).map { ($0 - $1) * ($0 - $1) })
  }
}
