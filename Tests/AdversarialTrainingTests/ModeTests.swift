import AdversarialTraining
import Foundation
import NeuralNetworks
import Testing

@Suite("modes")
struct ModeTests {
  @Test("the ring has 8 modes on the unit circle, the grid 25, 2 apart")
  func geometry() {
    #expect(GaussianModes.ring.centres.count == 8)
    #expect(GaussianModes.ring.centres.allSatisfy { abs($0[0] * $0[0] + $0[1] * $0[1] - 1) < 1e-15 })
    #expect(Set(GaussianModes.grid.centres).count == 25)
    #expect(GaussianModes.grid.centres.allSatisfy { $0.allSatisfy { [-4, -2, 0, 2, 4].contains($0) } })
  }

  @Test(
    "a perfect sampler captures every mode, and 1 - e^(-9/2) of its samples are of high quality",
    arguments: [GaussianModes.ring, .grid])
  func perfectSampler(modes: GaussianModes) {
    let count = 100_000
    var samples = [Double](repeating: 0, count: 2 * count)
    var stream = RandomStream(seed: 11, name: "perfect")
    samples.withUnsafeMutableBufferPointer { modes.source(of: Double.self).fill($0, using: &stream) }
    let masses = modes.masses(of: samples)
    let ceiling = GaussianModes.planarCeiling
    #expect(abs(ceiling - 0.98889) < 1e-5)
    // Five standard errors of a binomial share.
    #expect(abs(masses.highQuality - ceiling) < 5 * (ceiling * (1 - ceiling) / Double(count)).squareRoot())
    #expect(masses.captured == modes.centres.count && masses.covered == modes.centres.count)
    #expect(masses.state == .covering && abs(masses.nearest.reduce(0, +) - 1) < 1e-12)
    // 2 n KL is about chi-squared with M - 1 degrees of freedom.
    let degrees = Double(modes.centres.count - 1)
    let statistic = 2 * Double(count) * masses.reverseKullbackLeibler
    #expect(abs(statistic - degrees) < 5 * (2 * degrees).squareRoot())
  }

  @Test("all samples on one of M modes: one captured, reverse KL log M, forward KL infinite, collapsed")
  func collapsed() {
    let masses = GaussianModes.ring.masses(
      of: [Float](repeating: 0, count: 100).enumerated().map { $0.0 % 2 == 0 ? 1 : 0 })
    #expect(masses.masses[0] == 1 && masses.captured == 1)
    #expect(abs(masses.reverseKullbackLeibler - log(8)) < 1e-14)
    #expect(masses.forwardKullbackLeibler == .infinity)
    #expect(masses.isCollapsed && masses.summary.hasPrefix("collapsed: 1 of 8"))
  }

  @Test("a mode is covered from a quarter of its share on; a sample beyond three deviations counts for none")
  func thresholds() throws {
    let masses = ModeMasses(shares: [0.5, 0.5], masses: [0.5, 0.125], nearest: [0.5, 0.5])
    #expect(masses.covered == 2 && !masses.isCollapsed)
    #expect(ModeMasses(shares: [0.5, 0.5], masses: [0.5, 0.124], nearest: [0.5, 0.5]).covered == 1)
    let line = try GaussianModes(centres: [[0], [10]], standardDeviation: 1)
    #expect(line.masses(of: [2.99, 3.01, 7.01, 6.9]).masses == [0.25, 0.25])
    #expect(throws: TrainingError.self) { try GaussianModes(centres: [], standardDeviation: 1) }
    #expect(throws: TrainingError.self) { try GaussianModes(centres: [[0], [1, 2]], standardDeviation: 1) }
    #expect(throws: TrainingError.self) { try GaussianModes(centres: [[0]], standardDeviation: 0) }
  }

  @Test("a generator around its modes is blurred, one without some has collapsed, one near none is elsewhere")
  func states() throws {
    let modes = try GaussianModes(centres: [[-2], [2]], standardDeviation: 0.02)
    func state(_ samples: [Double]) -> ModeMasses { modes.masses(of: samples) }
    let around = (0..<100).map { index -> Double in
      let centre: Double = index % 2 == 0 ? -2 : 2
      return centre + 0.5 * (Double(index) / 99 - 0.5)
    }
    let blurred = state(around)
    #expect(blurred.nearest == [0.5, 0.5] && blurred.kept == 2 && blurred.state == .blurred)
    #expect(!blurred.isCollapsed && blurred.summary.hasPrefix("blurred: none of 2 modes is lost"))
    let collapsed = state((0..<100).map { index -> Double in index < 90 ? 2 : -2 })
    #expect(collapsed.nearest == [0.1, 0.9] && collapsed.state == .collapsed)
    #expect(state([Double](repeating: 0.3, count: 100)).state == .elsewhere)
    #expect(state([-2, 2]).state == .covering)
  }

  @Test("the error of a share of samples is never 0: of none or all it is that of one sample")
  func errors() {
    #expect(ModeMasses.standardError(ofShare: 0, samples: 2500) == 1 / 2500.0)
    #expect(ModeMasses.standardError(ofShare: 1, samples: 2500) == 1 / 2500.0)
    #expect(abs(ModeMasses.standardError(ofShare: 0.5, samples: 2500) - 0.01) < 1e-15)
  }
}
