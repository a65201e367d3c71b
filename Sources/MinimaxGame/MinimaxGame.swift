import Distributions
import Divergences
import Quadrature

/// The game of the paper for two known laws: V(G, D) = E_data[log D(x)] + E_g[log(1 - D(x))], eq. (1).
///
///     let game = MinimaxGame(data: data, generator: generator)
///     try game.criterion()                          // C(G), eq. (4), with its error
///     try game.value(of: game.optimalDiscriminator)  // the same number, by another road
///
/// All values are in nats.
public struct MinimaxGame: Sendable {
  /// p_data.
  public let data: any Law
  /// p_g.
  public let generator: any Law

  /// The game between a discriminator and `generator` when the data follow `data`.
  public init(data: some Law, generator: some Law) {
    self.data = data
    self.generator = generator
  }

  /// D*_G, eq. (2).
  public var optimalDiscriminator: OptimalDiscriminator {
    OptimalDiscriminator(data: data, generator: generator)
  }

  /// The two laws as a pair for the divergences.
  public var pair: LawPair { LawPair(data, generator, firstName: "the data", secondName: "the generator") }

  /// -log 4, the value of the game and the minimum of C(G) (Theorem 1).
  public static let solution = -2 * logarithm(2)
}

extension MinimaxGame {
  /// C(G) = max_D V(G, D) = -log 4 + 2 JSD(p_data, p_g), eq. (4) to (6).
  ///
  /// Where the laws are far apart it is -2 (log 2 - JSD), the deficit integrated in its non-negative form: so C(G) keeps
  /// its digits where it is tiny. (C(G) + log 4 has all of its own in ``jensenShannon(_:_:tolerance:)``.)
  ///
  /// - Throws: as `jensenShannon(_:_:tolerance:)`.
  public func criterion(tolerance: Tolerance = .standard) throws -> Estimate {
    let both = try pair.integrals(of: [.jensenShannon, .jensenShannonDeficit], tolerance: tolerance).estimates
    let fromSolution = both[0].scaled(by: 2) + MinimaxGame.solution
    let fromZero = both[1].scaled(by: -2)
    return fromZero.absoluteError < fromSolution.absoluteError ? fromZero : fromSolution
  }

  /// C(G) by the first lines of Theorem 1: -log 4 + KL(p_data ‖ m) + KL(p_g ‖ m), m = (p_data + p_g)/2.
  ///
  /// - Throws: as `kullbackLeibler(from:to:tolerance:)`.
  public func criterionByKullbackLeibler(tolerance: Tolerance = .standard) throws -> Estimate {
    let first = try kullbackLeiblerToMixture(from: data, with: generator, tolerance: tolerance)
    let second = try kullbackLeiblerToMixture(from: generator, with: data, tolerance: tolerance)
    return first + second + MinimaxGame.solution
  }

  /// C(G) by entropies: JSD = H(m) - H(p_data)/2 - H(p_g)/2. Its digits are absolute, not relative to C + log 4.
  ///
  /// - Throws: `QuadratureError/notFinite(value:x:)` when a density is NaN somewhere.
  public func criterionByEntropies(tolerance: Tolerance = .standard) throws -> Estimate {
    try pair.jensenShannonByEntropies(tolerance: tolerance).scaled(by: 2) + MinimaxGame.solution
  }
}
