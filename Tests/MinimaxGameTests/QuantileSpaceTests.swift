import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("V(G, D*) over quantiles is -2 (log 2 - JSD), an integral over x, and each says how far it may be off")
struct QuantileSpaceTests {
  static let separations = [0, 1e-3, 1, 5, 12, 19.5, 28, 33.5, 37, 37.5, 38, 41, 44, 47, 50, 60]

  @Test(
    "from 1e-6 to equal scales, from equal centres to values below the smallest double",
    arguments: [
      1e-6, 3.1622776601683795e-5, 1e-3, 0.005623413251903491, 0.01778279410038923, 0.1, 0.31622776601683794,
      1,
    ])
  func separatedNormals(ratio: Double) throws {
    for separation in QuantileSpaceTests.separations where separation > 0 || ratio < 1 {
      let data = try Normal(mean: 0, standardDeviation: 1)
      let generator = try Normal(mean: separation, standardDeviation: ratio)
      let deficit = try jensenShannonDeficit(data, generator).scaled(by: -2)
      for game in [
        MinimaxGame(data: data, generator: generator), MinimaxGame(data: generator, generator: data),
      ] {
        let value = try game.optimalValue()
        #expect(value.agrees(with: deficit), "separation \(separation): \(value) against \(deficit)")
        // What the doubles hold: a relative 1e-7 at a slope of 37/1e-6, and nothing below the smallest probabilities.
        #expect(value.absoluteError <= 1e-7 * value.value.magnitude + 1e-290, "separation \(separation)")
        #expect(
          value.verdict == .converged || value.relativeError > 1e-10, "separation \(separation): \(value)")
      }
    }
  }

  @Test("a spike far from 0 is known to the rounding of its own abscissas", arguments: [1, 1e3, 1e6])
  func spikeFarFromZero(location: Double) throws {
    let data = try Normal(mean: location, standardDeviation: 1e-6)
    let generator = try Normal(mean: location + 3e-6, standardDeviation: 2e-6)
    // The same game in units of the spike.
    let standard = try Normal(mean: 0, standardDeviation: 1)
    let other = try Normal(mean: (generator.location - location) / 1e-6, standardDeviation: 2)
    let exact = try jensenShannonDeficit(standard, other).scaled(by: -2)
    let value = try MinimaxGame(data: data, generator: generator).optimalValue()
    #expect(value.agrees(with: exact), "\(value) against \(exact)")
    #expect(value.absoluteError < 20 * location.ulp / 1e-6 + 1e-10)
  }
}
