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

  /// The mass of a law in each interval, and in the part of the line that is nearest to its centre, exact.
  public func masses(of law: some Law) -> ModeMasses {
    func mass(_ lower: Double, _ upper: Double) -> Double {
      max(
        0, (upper < .infinity ? law.cumulative(upper) : 1) - (lower > -.infinity ? law.cumulative(lower) : 0))
    }
    let centres = intervals.map { 0.5 * ($0.lower + $0.upper) }
    return ModeMasses(
      shares: shares, masses: intervals.map { mass($0.lower, $0.upper) },
      nearest: centres.map { centre in
        let below = centres.filter { $0 < centre }.max().map { 0.5 * ($0 + centre) } ?? -.infinity
        let above = centres.filter { $0 > centre }.min().map { 0.5 * ($0 + centre) } ?? .infinity
        return mass(below, above)
      })
  }
}
