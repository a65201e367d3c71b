import Quadrature
import QuadratureCases
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("The random families")
struct IntegrandFamilyTests {
  @Test("closed forms agree with CQUAD between the break points", arguments: IntegrandFamily.allCases)
  func closedForms(family: IntegrandFamily) throws {
    let tolerance = try Tolerance(relative: 1e-8)
    for index in 0..<20 where family != .singularPower {
      let member = family.member(index, seed: 3)
      let interval = try Interval(member.lower, member.upper)
      let estimate = try integrate(
        over: interval, breakPoints: member.breakPoints, tolerance: tolerance,
        rule: family == .twoNormals || family == .narrowNormal ? .adaptive : .doublyAdaptive, member.integrand
      )
      #expect(
        (estimate.value - member.value).magnitude <= 1e-8 * max(member.value.magnitude, 1), "\(member.name)")
    }
  }

  @Test("a singular power's closed form agrees with QAWS on either side")
  func singularPowers() throws {
    for index in 0..<20 {
      let member = IntegrandFamily.singularPower.member(index, seed: 3)
      let point = member.breakPoints[0]
      let a = exponent(of: member.integrand, at: point)
      let left = try integrate(over: Interval(0, point), weight: AlgebraicWeight(upperExponent: a)) { _ in 1 }
      let right = try integrate(over: Interval(point, 1), weight: AlgebraicWeight(lowerExponent: a)) { _ in 1
      }
      #expect((left.value + right.value - member.value).magnitude <= 1e-12 * member.value)
    }
  }

  /// The exponent a of `|x - λ|^a`, from two values at distances of ratio 2.
  private func exponent(of integrand: (Double) -> Double, at point: Double) -> Double {
    let distance = point < 0.5 ? 0.25 : -0.25
    return log2(integrand(point + 2 * distance) / integrand(point + distance))
  }

  @Test("a member depends on family, index and seed alone, and differs when one of them does")
  func reproducible() throws {
    let member = IntegrandFamily.jump.member(5, seed: 1)
    #expect(IntegrandFamily.jump.member(5, seed: 1).value == member.value)
    #expect(IntegrandFamily.jump.member(6, seed: 1).value != member.value)
    #expect(IntegrandFamily.jump.member(5, seed: 2).value != member.value)
    #expect(Set((0..<1000).map { IntegrandFamily.corner.member($0, seed: 1).value }).count == 1000)
  }
}
