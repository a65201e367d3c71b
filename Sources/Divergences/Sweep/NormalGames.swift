import Dispatch
import Distributions
import Quadrature
import VectorMath

/// A game between two normal laws, as one cell of a sweep.
public struct NormalGame: Sendable, Hashable {
  /// The mean of the data.
  public var dataMean: Double
  /// The standard deviation of the data, above 0.
  public var dataDeviation: Double
  /// The mean of the generator.
  public var generatorMean: Double
  /// The standard deviation of the generator, above 0.
  public var generatorDeviation: Double

  /// The game of normal(dataMean, dataDeviation) against normal(generatorMean, generatorDeviation).
  public init(dataMean: Double, dataDeviation: Double, generatorMean: Double, generatorDeviation: Double) {
    self.dataMean = dataMean
    self.dataDeviation = dataDeviation
    self.generatorMean = generatorMean
    self.generatorDeviation = generatorDeviation
  }
}

/// The JSD of many pairs of normal laws, for grids of a million games: vectorised, on all cores.
///
/// Each integral is the trapezoidal rule on the line, which converges geometrically for analytic integrands: halving
/// the step squares its error. The first step follows from the strip in which the integrand is analytic; its error is
/// taken from the difference to the sum over every other node, with half of those digits in hand, and the step is halved
/// until it meets the tolerance. A game that 1,024 nodes do not resolve goes to the adaptive integrator.
///
/// - Parameters:
///   - games: the pairs.
///   - tolerance: relative; 1e-12 unless given. The allowed range is 1e-14...0.1.
///   - workers: how many threads share the list; all cores unless given. The digits do not depend on it.
/// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for a deviation that is not above 0, a mean that is
///   not finite or a tolerance outside its range.
public func jensenShannon(
  of games: [NormalGame], tolerance: Double = 1e-12, workers: Int? = nil
) throws -> [Estimate] {
  guard (1e-14...0.1).contains(tolerance) else {
    throw DivergenceError.invalidParameter(name: "tolerance", value: tolerance, allowed: "1e-14 to 0.1")
  }
  for game in games where !game.isValid {
    for deviation in [game.dataDeviation, game.generatorDeviation]
    where !(deviation > 0 && deviation.isFinite) {
      throw DivergenceError.invalidParameter(
        name: "deviation", value: deviation, allowed: "a finite number above 0")
    }
    for mean in [game.dataMean, game.generatorMean] where !mean.isFinite {
      throw DivergenceError.invalidParameter(name: "mean", value: mean, allowed: "a finite number")
    }
  }
  let chunk = 512
  let chunks = (games.count + chunk - 1) / chunk
  // Each thread is the first to touch the memory of its own results.
  return [Estimate](unsafeUninitializedCapacity: games.count) { buffer, initializedCount in
    let output = SharedBuffer(buffer)
    @Sendable func work(_ index: Int) {
      for i in (index * chunk)..<min((index + 1) * chunk, games.count) {
        output.initialize(i, to: NormalGameRule.estimate(games[i], tolerance: tolerance))
      }
    }
    if workers == 1 || chunks <= 1 {
      for index in 0..<chunks { work(index) }
    } else if let workers {
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        for index in stride(from: worker, to: chunks, by: workers) { work(index) }
      }
    } else {
      DispatchQueue.concurrentPerform(iterations: chunks) { work($0) }
    }
    initializedCount = games.count
  }
}

extension NormalGame {
  /// Whether its numbers are in their domain.
  fileprivate var isValid: Bool {
    dataMean.isFinite && generatorMean.isFinite && dataDeviation > 0 && dataDeviation.isFinite
      && generatorDeviation > 0 && generatorDeviation.isFinite
  }
}

/// A buffer whose elements are each initialized by one thread only.
private struct SharedBuffer: @unchecked Sendable {
  private let buffer: UnsafeMutableBufferPointer<Estimate>

  init(_ buffer: UnsafeMutableBufferPointer<Estimate>) { self.buffer = buffer }

  func initialize(_ index: Int, to estimate: Estimate) { buffer.initializeElement(at: index, to: estimate) }
}
