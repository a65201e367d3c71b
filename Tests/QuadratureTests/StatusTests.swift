import Quadrature
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The name of the case, without its payload.
private func kind(_ error: QuadratureError?) -> String {
  error.map { String(String(describing: Mirror(reflecting: $0).children.first?.label ?? "\($0)").prefix(60)) }
    ?? "success"
}

@Suite("Every status of GSL is an error of its own, with the best value and an advice")
struct StatusTests {
  private func failure(
    over interval: Interval = .unit, _ rule: QuadratureRule, relative: Double = 1e-10, limit: Int = 1_000,
    _ integrand: (Double) -> Double
  ) -> QuadratureError? {
    do throws(QuadratureError) {
      let tolerance = try Tolerance(relative: relative)
      _ = try integrate(over: interval, tolerance: tolerance, rule: rule, limit: limit, integrand)
      return nil
    } catch {
      return error
    }
  }

  @Test("GSL_EMAXITER: too few sub-intervals")
  func tooManySubintervals() throws {
    let error = try #require(failure(.gaussKronrod(.points15), limit: 3) { $0.squareRoot() })
    guard case .tooManySubintervals(limit: 3, let best) = error else {
      Issue.record("\(error)")
      return
    }
    #expect((best.value - 2.0 / 3).magnitude <= best.absoluteError)
    #expect(error.description.contains("raise the limit"))
    #expect(kind(failure(.extrapolated, limit: 1) { 1 / $0.squareRoot() }) == "tooManySubintervals")
  }

  @Test("GSL_EROUND: noise in the integrand")
  func roundingErrors() throws {
    let noisy: @Sendable (Double) -> Double = { x in (1e8 + sin(40 * x)) - 1e8 }
    for rule in [QuadratureRule.gaussKronrod(.points21), .extrapolated] {
      let error = try #require(failure(rule, relative: 1e-13, noisy))
      #expect(kind(error) == "roundingErrors", "\(rule): \(error)")
      #expect(error.description.contains("cancellation"))
    }
  }

  @Test("GSL_ESING: a pole inside, met by bisection")
  func singular() throws {
    let error = try #require(failure(.gaussKronrod(.points15)) { 1 / abs($0 - 1.0 / 3) })
    #expect(kind(error) == "singular", "\(error)")
    #expect(error.description.contains("break point"))
  }

  @Test("GSL_EDIVERGE: an infinite integral, by extrapolation and by CQUAD")
  func divergent() throws {
    let error = try #require(failure(.extrapolated) { pow($0, -1.5) })
    #expect(kind(error) == "divergent", "\(error)")
    #expect(error.description.contains("finite"))
    let cquad = try #require(failure(.doublyAdaptive) { pow($0, -1.5) })
    #expect(kind(cquad) == "divergent", "\(cquad)")
  }

  @Test(
    "CQUAD alone has no limit, and would go on for ever: it is stopped after 100 evaluations a sub-interval")
  func endless() throws {
    let rule = QuadratureRule.doublyAdaptive
    #expect(kind(failure(rule) { 1 / $0 }) == "tooManySubintervals")
    #expect(kind(failure(over: .positive, rule) { sin($0) }) == "tooManySubintervals")
  }

  @Test("GSL_EBADTOL: a tolerance below the rounding of a double")
  func toleranceTooSmall() throws {
    let error = try #require(failure(.extrapolated, relative: 1e-16) { exp($0) })
    #expect(error == .toleranceTooSmall(absolute: 0, relative: 1e-16))
    #expect(error.best == nil)
    #expect(error.description.contains("1.2e-14"))
  }

  @Test("CQUAD reports success whatever its error; we compare it with the tolerance")
  func notConverged() throws {
    let error = try #require(failure(.doublyAdaptive, relative: 1e-13, limit: 4) { abs(sin(300 * $0)) })
    #expect(kind(error) == "notConverged", "\(error)")
  }

  @Test("arguments out of range are named, with what is allowed")
  func arguments() throws {
    let allowed = "1 to 10000000 sub-intervals"
    #expect(throws: QuadratureError.invalidArgument(name: "limit", value: "0", allowed: allowed)) {
      try integrate(over: .unit, limit: 0) { $0 }
    }
    #expect(throws: QuadratureError.invalidBreakPoint(2, interval: .unit)) {
      try integrate(over: .unit, breakPoints: [2]) { $0 }
    }
    #expect(throws: QuadratureError.self) { try AlgebraicWeight(lowerExponent: -1) }
    #expect(throws: QuadratureError.self) {
      try integrate(over: .unit, rule: .gaussLegendre(nodes: 1)) { $0 }
    }
    #expect(throws: QuadratureError.self) {
      try integrate(over: .positive, weight: AlgebraicWeight(lowerExponent: -0.5)) { $0 }
    }
  }
}
