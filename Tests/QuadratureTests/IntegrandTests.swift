import Quadrature
import Testing

#if canImport(Glibc)
  import Glibc
#endif

private struct OutOfData: Error, Equatable {
  var x: Double
}

let everyRule: [QuadratureRule] = [
  .automatic, .extrapolated, .gaussKronrod(.points15), .gaussKronrod(.points61), .doublyAdaptive,
  .gaussLegendre(nodes: 64),
]

@Suite("What the integrand does reaches the caller")
struct IntegrandTests {
  @Test("an error thrown inside comes out unchanged and ends the evaluations", arguments: everyRule)
  func thrownErrors(rule: QuadratureRule) throws {
    for interval in [Interval.unit, .positive, .line] {
      var calls = 0
      #expect(throws: OutOfData(x: 7)) {
        try integrate(over: interval, rule: rule) { x in
          calls += 1
          if calls == 9 { throw OutOfData(x: 7) }
          return exp(-x * x)
        }
      }
      #expect(calls == 9)
    }
    #expect(throws: OutOfData(x: 7)) {
      try integrate(over: .unit, weight: AlgebraicWeight(lowerExponent: -0.5)) { _ in throw OutOfData(x: 7) }
    }
  }

  @Test("a value that is not finite is an error that names x", arguments: everyRule)
  func notFinite(rule: QuadratureRule) throws {
    for bad in [Double.nan, .infinity, -.infinity] {
      var badPlace: Double?
      let error = #expect(throws: QuadratureError.self) {
        try integrate(over: .positive, rule: rule) { x in
          if x > 2, badPlace == nil { badPlace = x }
          return x > 2 ? bad : 1
        }
      }
      guard case .notFinite(let value, let x) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(x == badPlace)
      #expect(value == bad || (value.isNaN && bad.isNaN))
      #expect(error?.description.contains("x = \(x)") == true)
    }
  }

  @Test("an integrand that is zero wherever it was sampled converges to nothing", arguments: everyRule)
  func onlyZeros(rule: QuadratureRule) throws {
    for interval in [Interval.unit, .line] {
      let zero = try integrate(over: interval, rule: rule) { _ in 0 }
      #expect(zero.value == 0)
      #expect(zero.verdict.name == "unresolved")
      #expect(zero.verdict.reason.contains("exactly zero"))
      #expect(zero.evaluations > 0)
    }
  }

  @Test("an error estimate is never zero where the value is not", arguments: everyRule)
  func roundingFloor(rule: QuadratureRule) throws {
    let one = try integrate(over: .unit, rule: rule) { _ in 1 }
    #expect(one.absoluteError >= 3.99 * .ulpOfOne)
    #expect(one.agrees(with: 1))
  }

  @Test("a point has the integral 0, an interval wider than any double is cut at 0", arguments: everyRule)
  func degenerate(rule: QuadratureRule) throws {
    #expect(try integrate(over: Interval(2, 2), rule: rule) { _ in 1 }.value == 0)
    let huge = try Interval(-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude)
    #expect(try integrate(over: huge, rule: rule) { _ in 1e-308 }.agrees(with: 3.5953862697246317))
  }

  @Test("a thousand integrals on all cores at once give the digits of one by one", arguments: everyRule)
  func concurrency(rule: QuadratureRule) async throws {
    @Sendable func one(_ index: Int) throws -> Estimate {
      let width = 1 + Double(index % 97) / 10
      return try integrate(over: .line, tolerance: Tolerance(relative: 1e-2), rule: rule) { x in
        exp(-0.5 * pow(x / width, 2)) * (2 + sin(Double(index)))
      }
    }
    let alone = try (0..<1000).map(one)
    let together = try await withThrowingTaskGroup(of: (Int, Estimate).self) { group in
      for index in 0..<1000 { group.addTask { (index, try one(index)) } }
      return try await group.reduce(into: [Int: Estimate]()) { $0[$1.0] = $1.1 }
    }
    #expect(together == Dictionary(uniqueKeysWithValues: alone.enumerated().map { ($0.offset, $0.element) }))
  }
}
