import CGSL
import Quadrature
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// `x^2.6 log(1/x)`, the smooth integrand of GSL's own tests, its integral over `[0, 1]` 1/3.6².
private let smooth: @Sendable (Double) -> Double = { x in x == 0 ? 0 : pow(x, 2.6) * log(1 / x) }
private let smoothInC: @convention(c) (Double, UnsafeMutableRawPointer?) -> Double = { x, _ in
  x == 0 ? 0 : pow(x, 2.6) * log(1 / x)
}
/// `1 / (1 + 10 x)²`, over the half-line 1/10.
private let rational: @Sendable (Double) -> Double = { x in 1 / ((1 + 10 * x) * (1 + 10 * x)) }

@Suite("GSL behind a Swift face")
struct GSLRoutinesTests {
  @Test("QAG gives GSL's digits, at GSL's number of evaluations", arguments: GaussKronrodPoints.allCases)
  func gaussKronrod(points: GaussKronrodPoints) throws {
    var function = gsl_function(function: smoothInC, params: nil)
    let workspace = gsl_integration_workspace_alloc(1000)
    defer { gsl_integration_workspace_free(workspace) }
    var (value, error) = (0.0, 0.0)
    let status = gsl_integration_qag(
      &function, 0, 1, 0, 1e-10, 1000, points.rawValue, workspace, &value, &error)
    #expect(status == Int32(GSL_SUCCESS))
    let ours = try integrate(
      over: .unit, tolerance: Tolerance(relative: 1e-10), rule: .gaussKronrod(points), smooth)
    #expect(ours.value == value)
    #expect(ours.absoluteError == error)
    #expect(ours.evaluations == (2 * Int(workspace?.pointee.size ?? 0) - 1) * points.count)
    #expect(ours.verdict == .converged)
    #expect(ours.agrees(with: 1 / (3.6 * 3.6)))
  }

  @Test("QAGS, QAGIU, QAGIL, QAGI: value, error, evaluations and status of known integrals")
  func extrapolated() throws {
    let unit = try integrate(over: .unit, rule: .extrapolated, smooth)
    #expect(unit.agrees(with: 1 / (3.6 * 3.6)))
    #expect(unit.evaluations % 21 == 0 && unit.evaluations < 300)

    let right = try integrate(over: .positive, rule: .extrapolated, rational)
    #expect(right.agrees(with: 0.1))
    #expect(right.evaluations % 15 == 0 && right.evaluations < 400)

    let left = try integrate(over: Interval(-.infinity, 1), rule: .extrapolated) { exp($0) }
    #expect(left.agrees(with: M_E))

    let line = try integrate(over: .line, rule: .extrapolated) { 1 / (1 + $0 * $0) }
    #expect(line.agrees(with: .pi))
    #expect(line.evaluations % 30 == 0)
  }

  @Test("QAGP: named break points make a singular integral right and cheap")
  func breakPoints() throws {
    let function: @Sendable (Double) -> Double = { x in
      pow(x, 3) * log(abs((x * x - 1) * (x * x - 2)))
    }
    let interval = try Interval(0, 3)
    let named = try integrate(over: interval, breakPoints: [sqrt(2), 1], rule: .extrapolated, function)
    #expect(named.agrees(with: 52.74074838347144499772920))
    #expect(named.evaluations < 1500)
  }

  @Test("on an infinite interval the break points cut it, and the tails are integrated apart")
  func breakPointsOnTheLine() throws {
    for rule in [QuadratureRule.adaptive, .extrapolated, .gaussKronrod(.points21), .doublyAdaptive] {
      let spike = try integrate(over: .line, breakPoints: [999.99, 1000, 1000.01], rule: rule) { x in
        exp(-0.5 * pow((x - 1000) / 0.001, 2)) / (0.001 * (2 * Double.pi).squareRoot())
      }
      #expect(spike.agrees(with: 1, factor: 4), "rounding of x - 1000 costs 1e-13: \(rule)")
      #expect(spike.absoluteError < 1e-10)
    }
  }

  @Test("CQUAD: a jump, and ends where the integrand is infinite")
  func doublyAdaptive() throws {
    let jump = try integrate(over: .unit, rule: .doublyAdaptive) { $0 < 0.3 ? 0 : 1 }
    #expect(jump.agrees(with: 0.7))
    let tail = try integrate(over: .positive, rule: .doublyAdaptive, rational)
    #expect(tail.agrees(with: 0.1))
    let end = try integrate(over: .unit, tolerance: Tolerance(relative: 1e-7), rule: .doublyAdaptive) {
      1 / $0.squareRoot()
    }
    #expect(end.agrees(with: 2))
  }

  @Test("QAWS: powers and logarithms at the ends, to all digits")
  func algebraicWeights() throws {
    let root = try integrate(over: .unit, weight: AlgebraicWeight(lowerExponent: -0.5)) { _ in 1 }
    #expect(root.agrees(with: 2))
    let arcsine = try integrate(
      over: Interval(-1, 1), weight: AlgebraicWeight(lowerExponent: -0.5, upperExponent: -0.5)
    ) { _ in 1 }
    #expect(arcsine.agrees(with: .pi))
    let logarithm = try integrate(over: .unit, weight: AlgebraicWeight(lowerLogarithm: true)) { _ in 1 }
    #expect(logarithm.agrees(with: -1))
    let upper = try integrate(over: .unit, weight: AlgebraicWeight(upperLogarithm: true)) { x in x }
    #expect(upper.agrees(with: -0.75))
  }

  @Test("n Gauss-Legendre nodes are exact up to degree 2n - 1, and say how far off they may be beyond")
  func gaussLegendre() throws {
    let interval = try Interval(-1, 3)
    let exact = try integrate(over: interval, rule: .gaussLegendre(nodes: 8)) { 1 + pow($0, 7) }
    #expect(exact.agrees(with: 4 + 6560.0 / 8))
    #expect(exact.evaluations == 12)
    let error = #expect(throws: QuadratureError.self) {
      try integrate(over: interval, rule: .gaussLegendre(nodes: 8)) { abs($0) }
    }
    let best = try #require(error?.best)
    #expect((best.value - 5).magnitude <= best.absoluteError)
    #expect(best.verdict.name == "unresolved")
  }
}
