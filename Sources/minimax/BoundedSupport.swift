import Distributions
import ExperimentKit
import LearnedAgainstExact
import NeuralNetworks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A generator whose samples lie in an interval, by its units (tanh and sigmoid are bounded) or its noise, while the
/// data go beyond it.
struct BoundedSupport: CustomStringConvertible {
  /// The interval of all samples but 1e-17 of them.
  let support: (lower: Double, upper: Double)
  /// The probability of the data outside it.
  let missing: Double

  /// `nil` where the generator is not known to be bounded, or no data lie outside its support.
  init?(of generator: any Law, data: some Law) {
    guard let law = generator as? PushForward, let map = law.map as? NetworkMap else { return nil }
    let noise = law.prior.support
    let bounds = map.network.bounds(over: Bounds(noise.lower, noise.upper)).value
    guard bounds.lower.isFinite, bounds.upper.isFinite else { return nil }
    support = (generator.support.lower, generator.support.upper)
    missing = data.cumulative(support.lower.nextDown) + data.complementaryCumulative(support.upper)
    guard missing > 0 else { return nil }
  }

  /// A law without the mass w of the data has JSD >= w log(2) / 2.
  var description: String {
    func text(_ value: Double) -> String { formatted(value, significantDigits: 4) }
    return """
      the generator is bounded: its samples lie in [\(text(support.lower)), \(text(support.upper))], and \
      \(text(100 * missing)) % of the data do not. There D* is 1; KL(p_data, p_g) is infinite, and the JSD at least \
      \(text(0.5 * missing * log(2.0)))
      """
  }
}
