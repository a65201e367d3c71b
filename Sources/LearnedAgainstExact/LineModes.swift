import AdversarialTraining
import Distributions

/// The modes of a mixture on the line whose components lie apart: the intervals of three standard deviations around
/// their means, none of which meets another.
///
///     let modes = LineModes(try Distribution("0.5*normal(-2, 0.3) + 0.5*normal(2, 0.3)"))
///     modes?.masses(of: try training.exactGame(data: data).generator)
public struct LineModes: Sendable {
  /// Where each mode is, in the order of the mixture.
  public let intervals: [(lower: Double, upper: Double)]
  /// The weight of each component.
  public let shares: [Double]

  /// The modes of a law; `nil` for a law that is no mixture, or whose components have no variance or meet.
  public init?(_ law: Distribution) {
    guard let mixture = law.law as? Mixture else { return nil }
    var intervals: [(lower: Double, upper: Double)] = []
    for component in mixture.laws {
      guard let mean = component.mean, let variance = component.variance, variance.isFinite else {
        return nil
      }
      let reach = 3 * variance.squareRoot()
      intervals.append((mean - reach, mean + reach))
    }
    let ordered = intervals.sorted { $0.lower < $1.lower }
    guard zip(ordered, ordered.dropFirst()).allSatisfy({ $0.upper < $1.lower }) else { return nil }
    self.intervals = intervals
    shares = mixture.weights
  }

  /// The mass of a law in each interval, exact.
  public func masses(of law: some Law) -> ModeMasses {
    ModeMasses(
      shares: shares,
      masses: intervals.map { max(0, law.cumulative($0.upper) - law.cumulative($0.lower)) })
  }
}
