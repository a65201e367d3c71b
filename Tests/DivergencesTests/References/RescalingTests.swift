import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

@Suite("Divergences do not depend on the unit of x, and W1 is proportional to it")
struct RescalingTests {
  @Test("every reference case with both laws shrunk to 1e-6 of their size")
  func references() throws {
    // The largest estimates are evaluated once, as they are.
    let cases = try ReferenceCase.all().filter { $0.p.count + $0.q.count < 400 }
    #expect(cases.count > 100)
    let outcomes = Outcomes(count: cases.count)
    DispatchQueue.concurrentPerform(iterations: cases.count) { i in
      outcomes.set(i, Result { try Self.failures(of: cases[i]) })
    }
    for failures in outcomes.all { #expect(try failures.get() == []) }
  }

  private static let kernels: [(String, DivergenceKernel)] = [
    ("kl_pq", .kullbackLeibler), ("jsd", .jensenShannon), ("jsd_deficit", .jensenShannonDeficit),
    ("tv", .totalVariation), ("squared_hellinger", .squaredHellinger), ("chi_squared", .chiSquared),
  ]

  private static func failures(of item: ReferenceCase) throws -> [String] {
    let scale = 0x1p-20
    let (p, q) = (
      try Affine(Distribution(item.p), shift: 0, scale: scale),
      try Affine(Distribution(item.q), shift: 0, scale: scale)
    )
    let wanted = kernels.filter { item.values[$0.0] != nil }
    let integrals = try LawPair(p, q).integrals(of: wanted.map(\.1))
    var found = zip(wanted.map(\.0), integrals.estimates).map { ($0, $1, 1.0) }
    if item.values["wasserstein_1"] != nil { found.append(("wasserstein_1", try wasserstein1(p, q), scale)) }
    var failures: [String] = []
    for mass in [integrals.massOfFirst, integrals.massOfSecond] where !((mass.value - 1).magnitude < 1e-10) {
      failures.append("a mass of \(p) against \(q) is \(mass)")
    }
    for (name, estimate, unit) in found {
      guard let text = item.values[name], let exact = Double(text) else { continue }
      let isRight = exact == .infinity ? estimate.value == exact : estimate.agrees(with: exact * unit)
      if !isRight { failures.append("\(name) of \(p) against \(q): \(estimate), exact \(exact * unit)") }
    }
    return failures
  }

  @Test(
    "laws that are infinite or rise like no polynomial at an end, of the sizes 1 to 1e-30",
    arguments: [
      ("gamma(0.3, 1)", "exponential(1)"), ("gamma(0.3, 1)", "gamma(0.7, 3)"),
      ("gamma(2.5, 1)", "normal(1, 1)"), ("weibull(0.5, 1)", "gamma(0.4, 2)"),
      ("affine(gamma(0.3, 1), 0, -1)", "normal(0, 1)"),
      ("0.5*gamma(0.3, 1) + 0.5*exponential(3)", "gamma(0.5, 1)"),
      ("truncated(gamma(0.3, 1), 0, 2)", "uniform(0, 3)"),
    ])
  func singularLaws(p: String, q: String) throws {
    let kernels: [DivergenceKernel] = [
      .jensenShannon, .jensenShannonDeficit, .totalVariation, .squaredHellinger,
    ]
    let (first, second) = (try Distribution(p), try Distribution(q))
    let exact = try LawPair(first, second).integrals(of: kernels).estimates
    let distance = try wasserstein1(first, second)
    for scale in [0x1p-15, 0x1p-20, 0x1p-40, 0x1p-100] {
      let pair = LawPair(
        try Affine(first, shift: 0, scale: scale), try Affine(second, shift: 0, scale: scale))
      let integrals = try pair.integrals(of: kernels)
      #expect(integrals.massOfFirst.agrees(with: 1) && integrals.massOfSecond.agrees(with: 1))
      for (found, exact) in zip(integrals.estimates, exact) {
        #expect(found.agrees(with: exact) && found.verdict == .converged, "\(scale): \(found), \(exact)")
      }
      let transport = try pair.wasserstein1()
      #expect(
        transport.agrees(with: distance.scaled(by: scale)), "\(scale): \(transport), \(distance)")
    }
  }

  @Test(
    "a law that is infinite at an end, far smaller than the other, which vanishes there",
    arguments: [1e-9, 1e-25])
  func farSmaller(scale: Double) throws {
    let pair = LawPair(try Distribution("gamma(2.5, 1)"), try Distribution("gamma(0.3, \(scale))"))
    let integrals = try pair.integrals(of: [.jensenShannon, .jensenShannonDeficit])
    #expect(integrals.massOfFirst.agrees(with: 1) && integrals.massOfSecond.agrees(with: 1))
    #expect((integrals.estimates[0] + integrals.estimates[1]).agrees(with: log(2)))
  }

  @Test("the families themselves, not only their affine images")
  func ownScales() throws {
    let pair = LawPair(try Distribution("gamma(0.3, 1e-6)"), try Distribution("exponential(1e-6)"))
    let same = LawPair(try Distribution("gamma(0.3, 1)"), try Distribution("exponential(1)"))
    #expect(try pair.wasserstein1().agrees(with: same.wasserstein1().scaled(by: 1e-6)))
    #expect(try pair.wasserstein1().verdict == .converged)
    let far = LawPair(
      try Distribution("affine(weibull(0.5, 1e-9), 100, 1)"),
      try Distribution("affine(gamma(0.4, 2e-9), 100, 1)"))
    let near = LawPair(try Distribution("weibull(0.5, 1)"), try Distribution("gamma(0.4, 2)"))
    let kernels: [DivergenceKernel] = [.jensenShannon, .squaredHellinger]
    for (a, b) in zip(try far.integrals(of: kernels).estimates, try near.integrals(of: kernels).estimates) {
      #expect(a.agrees(with: b), "\(a), \(b)")
    }
  }
}

/// Slots that several threads fill, each its own.
private final class Outcomes: @unchecked Sendable {
  private var slots: [Result<[String], any Error>]
  private let lock = NSLock()

  init(count: Int) { slots = Array(repeating: .success(["not run"]), count: count) }

  var all: [Result<[String], any Error>] { lock.withLock { slots } }

  func set(_ index: Int, _ result: Result<[String], any Error>) { lock.withLock { slots[index] = result } }
}
