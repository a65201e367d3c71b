import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

/// The six rows of the f-GAN paper's table (Nowozin, Cseke, Tomioka 2016).
private enum Rows {
  static let kullbackLeibler = Result {
    try FDivergence(
      name: "KL", derivativeAtOne: 1, valueAtZero: 0, slopeAtInfinity: .infinity,
      growthAtInfinity: .init(power: 1, logPower: 1)
    ) { $0 * log($0) }
  }
  static let reverse = Result {
    try FDivergence(
      name: "reverse KL", derivativeAtOne: -1, valueAtZero: .infinity, slopeAtInfinity: 0,
      growthAtZero: .init(power: 0, logPower: 1)
    ) { -log($0) }
  }
  static let pearson = Result {
    try FDivergence(
      name: "Pearson", derivativeAtOne: 0, valueAtZero: 1, slopeAtInfinity: .infinity,
      growthAtInfinity: .init(power: 2)
    ) { ($0 - 1) * ($0 - 1) }
  }
  static let hellinger = Result {
    try FDivergence(name: "squared Hellinger", derivativeAtOne: 0, valueAtZero: 1, slopeAtInfinity: 1) {
      ($0.squareRoot() - 1) * ($0.squareRoot() - 1)
    }
  }
  static let jensenShannon = Result {
    try FDivergence(name: "JS", derivativeAtOne: 0, valueAtZero: log(2), slopeAtInfinity: log(2)) {
      -($0 + 1) * log((1 + $0) / 2) + $0 * log($0)
    }
  }
  static let gan = Result {
    try FDivergence(name: "GAN", derivativeAtOne: -log(2), valueAtZero: 0, slopeAtInfinity: 0) {
      $0 * log($0) - ($0 + 1) * log1p($0)
    }
  }
}

@Suite("Any f-divergence from its f: the six rows of the f-GAN paper")
struct FDivergenceTests {
  /// f is evaluated as it is written, so about 1e-16/JSD relative is lost in nearly equal pairs.
  private func expectClose(_ a: Estimate, _ b: Estimate, sourceLocation: SourceLocation = #_sourceLocation) {
    if b.value == .infinity {
      #expect(a.value == .infinity && !a.verdict.reason.isEmpty, sourceLocation: sourceLocation)
      return
    }
    let allowed = a.absoluteError + b.absoluteError + 1e-13 * (1 + b.value.magnitude)
    #expect((a.value - b.value).magnitude <= allowed, "\(a) against \(b)", sourceLocation: sourceLocation)
  }

  @Test("KL: u log u", arguments: ordinaryPairs) func kl(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    expectClose(
      try divergence(Rows.kullbackLeibler.get(), of: p, against: q), try kullbackLeibler(from: p, to: q))
  }

  @Test("reverse KL: -log u", arguments: ordinaryPairs) func reverse(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    expectClose(try divergence(Rows.reverse.get(), of: p, against: q), try kullbackLeibler(from: q, to: p))
  }

  @Test("Pearson: (u - 1)²", arguments: ordinaryPairs) func pearson(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    expectClose(try divergence(Rows.pearson.get(), of: p, against: q), try chiSquared(of: p, against: q))
  }

  @Test("squared Hellinger: (√u - 1)², which is twice H² here", arguments: ordinaryPairs)
  func hellinger(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    expectClose(
      try divergence(Rows.hellinger.get(), of: p, against: q), try squaredHellinger(p, q).scaled(by: 2))
  }

  @Test("JS: twice the JSD with weights ½", arguments: ordinaryPairs) func js(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    expectClose(
      try divergence(Rows.jensenShannon.get(), of: p, against: q), try jensenShannon(p, q).scaled(by: 2))
  }

  @Test("GAN: f(1) = -2 log 2, and it is C(G) = 2 JSD - log 4", arguments: ordinaryPairs)
  func gan(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    #expect(abs(try Rows.gan.get().function(1) + 2 * log(2)) < 1e-15)
    expectClose(
      try divergence(Rows.gan.get(), of: p, against: q),
      try jensenShannon(p, q).scaled(by: 2) + -log(4))
  }

  @Test("an f without the growth that its infinite limit needs is refused, by name")
  func missingGrowth() {
    #expect(throws: DivergenceError.self) {
      try FDivergence(name: "KL", derivativeAtOne: 1, valueAtZero: 0, slopeAtInfinity: .infinity) {
        $0 * log($0)
      }
    }
    #expect(throws: DivergenceError.self) {
      try FDivergence(name: "nameless", derivativeAtOne: .nan, valueAtZero: 0, slopeAtInfinity: 0) { $0 }
    }
  }

  @Test("weights and orders out of range are refused, with what is allowed")
  func parameters() throws {
    let (p, q) = try ordinaryPairs[0].laws()
    for weight in [0, 1, -0.1, .nan] {
      #expect(throws: DivergenceError.self) { try skewedJensenShannon(p, q, weight: weight) }
      #expect(throws: DivergenceError.self) { try kullbackLeiblerToMixture(from: p, with: q, weight: weight) }
    }
    for order in [0, 1, -2, .infinity, .nan] {
      let error = #expect(throws: DivergenceError.self) { try renyi(of: p, against: q, order: order) }
      #expect(error?.description.contains("allowed") == true)
    }
  }
}
