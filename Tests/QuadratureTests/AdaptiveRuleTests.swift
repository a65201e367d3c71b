import Quadrature
import QuadratureCases
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a rule did on some integrals.
private struct Record {
  var integrals = 0
  /// A status of success, and an error above ten times the larger of claim and tolerance.
  var silentFailures: [String] = []
  /// A claim below the true error.
  var tooBold: [String] = []
  var notConverged: [String] = []
  var evaluations = 0

  mutating func judge(_ integral: ReferenceIntegral, _ rule: QuadratureRule, _ tolerance: Tolerance) throws {
    let (estimate, failed) = try attempt(integral, rule, tolerance)
    let error = (estimate.value - integral.value).magnitude
    integrals += 1
    evaluations += estimate.evaluations
    if failed { notConverged.append(integral.name) }
    if !failed, !(error <= 10 * max(estimate.absoluteError, tolerance.allowed(for: integral.value))) {
      silentFailures.append(integral.name)
    }
    if !(error <= estimate.absoluteError) { tooBold.append(integral.name) }
  }

  private func attempt(
    _ integral: ReferenceIntegral, _ rule: QuadratureRule, _ tolerance: Tolerance
  ) throws -> (Estimate, failed: Bool) {
    let interval = try Interval(integral.lower, integral.upper)
    do throws(QuadratureError) {
      let estimate = try integrate(
        over: interval, tolerance: tolerance, rule: rule, integral.integrand)
      return (estimate, estimate.verdict != .converged)
    } catch {
      return (error.best ?? Estimate(value: .nan, absoluteError: .infinity), true)
    }
  }
}

@Suite("The default rule knows when it lies")
struct AdaptiveRuleTests {
  @Test("no member of the six bounded families fails silently, black box", arguments: IntegrandFamily.bounded)
  func boundedFamilies(family: IntegrandFamily) throws {
    var (ours, cquad) = (Record(), Record())
    for index in 0..<100 {
      let member = family.member(index, seed: 9)
      try ours.judge(member, .adaptive, Tolerance(relative: 1e-9))
      try cquad.judge(member, .doublyAdaptive, Tolerance(relative: 1e-9))
    }
    #expect(ours.silentFailures == [])
    #expect(ours.notConverged == [])
    #expect(ours.tooBold.count <= 1, "claims below the true error: \(ours.tooBold)")
    #expect(ours.evaluations < cquad.evaluations)
  }

  @Test("densities on infinite ranges", arguments: [IntegrandFamily.student, .gamma])
  func infiniteFamilies(family: IntegrandFamily) throws {
    var record = Record()
    for index in 0..<100 {
      try record.judge(family.member(index, seed: 9), .adaptive, Tolerance(relative: 1e-9))
    }
    #expect(record.silentFailures == [])
    #expect(record.notConverged == [])
    #expect(record.tooBold.count <= 1)
  }

  @Test("a narrow normal density is found, or every sample was zero and it says so")
  func narrowNormals() throws {
    var record = Record()
    for index in 0..<200 {
      try record.judge(
        IntegrandFamily.narrowNormal.member(index, seed: 9), .adaptive, Tolerance(relative: 1e-9))
    }
    #expect(record.silentFailures == [])
    #expect(record.notConverged.count < 120)
  }

  @Test(
    "on the 97 published integrals, black box, no claim is below the true error", arguments: [1e-6, 1e-9])
  func published(relative: Double) throws {
    var record = Record()
    for integral in ReferenceIntegral.published {
      try record.judge(integral, .adaptive, Tolerance(relative: relative))
    }
    #expect(record.silentFailures == [])
    #expect(record.tooBold == [])
    // Both oscillate for ever with hardly falling amplitude.
    #expect(Set(record.notConverged) == ["bailey15", "quadpack_f457_anone"])
  }

  @Test("told the break points, it takes fewer evaluations and no less care")
  func breakPoints() throws {
    for family in IntegrandFamily.bounded where family != .oscillation {
      for index in 0..<50 {
        let member = family.member(index, seed: 9)
        let estimate = try integrate(over: .unit, breakPoints: member.breakPoints, member.integrand)
        #expect(estimate.agrees(with: member.value), "\(member.name)")
      }
    }
  }

  @Test("a jump is found wherever it hides: next to an end, to the middle, to a node of the rule")
  func hiddenJumps() throws {
    for place in [1e-9, 1e-5, 0.001, 0.27, 0.27 - 1e-7, 0.5, 0.5 + 1e-6, 0.71, 0.999, 1 - 1e-9] {
      for (height, background) in [(1.0, 0.0), (1e-3, 1), (-2, 5)] {
        let tolerance = try Tolerance(absolute: 1e-14, relative: 1e-10)
        let estimate = try integrate(over: .unit, tolerance: tolerance) { x in
          x > place ? background + height : background
        }
        #expect(estimate.agrees(with: background + height * (1 - place)), "at \(place)")
      }
    }
  }

  @Test("a jump or a peak in the last panel before an end is not extrapolated away")
  func notSelfSimilar() throws {
    let steps = try integrate(over: .unit) { x in tanh(3000 * (x - 0.00137)) + 2 }
    let exact = 2 + (1 - 2 * 0.00137) + (log1p(exp(-2 * 3000 * 0.99863)) - log1p(exp(-8.22))) / 3000
    #expect(steps.agrees(with: exact))
    let oneSided = try integrate(over: .unit) { x in x > 0.9873 ? pow(x - 0.9873, -0.4) + 0.5 : 0.5 }
    #expect(oneSided.agrees(with: 0.5 + pow(1 - 0.9873, 0.6) / 0.6))
  }

  @Test("an integral that diverges is an error, at an end, inside, and on an infinite range")
  func divergent() throws {
    let cases: [(Interval, @Sendable (Double) -> Double)] = [
      (.unit, { x in 1 / x }),
      (.unit, { x in pow(x, -1.5) }),
      (.positive, { _ in 1 }),
      (.positive, { x in 1 / (1 + x) }),
      (.line, { x in 1 / (1 + abs(x)) }),
      (.unit, { x in 1 / abs(x - 1.0 / 3) }),
    ]
    for (interval, integrand) in cases {
      let error = #expect(throws: QuadratureError.self) {
        try integrate(over: interval) { x in integrand(x) }
      }
      #expect(error?.best?.verdict.name == "unresolved")
    }
  }

  @Test("noise above the tolerance is an error, below it is not seen")
  func noise() throws {
    let noisy: @Sendable (Double) -> Double = { x in exp(x) + 1e-9 * sin(1e12 * x) }
    #expect(throws: QuadratureError.self) {
      try integrate(over: .unit, tolerance: Tolerance(relative: 1e-12), noisy)
    }
    let coarse = try integrate(over: .unit, tolerance: Tolerance(relative: 1e-7), noisy)
    #expect((coarse.value - expm1(1)).magnitude <= coarse.absoluteError + 1e-9)
  }

  @Test("the limit of panels ends it, with the best that was found")
  func limit() throws {
    let error = #expect(throws: QuadratureError.self) {
      try integrate(over: .unit, limit: 10) { x in sin(500 * x) + 1 }
    }
    guard case .tooManySubintervals(limit: 10, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
