import Quadrature
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The density of the normal law.
private func normal(_ mean: Double, _ deviation: Double) -> @Sendable (Double) -> Double {
  { x in
    let z = (x - mean) / deviation
    return exp(-z * z / 2) / (deviation * (2 * Double.pi).squareRoot())
  }
}

@Suite("What users of other integrators ran into, with the default rule and no hints unless said")
struct PublicThreadTests {
  @Test("scipy#17443: the density of normal(116, 3.81) over [0, inf), there 8.9e-22")
  func scipy17443() throws {
    let mass = try integrate(over: .positive, normal(116, 3.81))
    #expect(mass.agrees(with: 1))
  }

  @Test("scipy#5735: the mean of normal(800, 1) over the line, there 0 ± 0")
  func scipy5735() throws {
    let density = normal(800, 1)
    let blind = try integrate(over: .line) { x in x * density(x) }
    #expect(blind.agrees(with: 800) || blind.verdict.name == "unresolved")
    let mean = try integrate(over: .line, breakPoints: [800]) { x in x * density(x) }
    #expect(mean.agrees(with: 800))
    #expect(mean.relativeError < 1e-10)
  }

  @Test("scipy#10305: exp(-x²) from minus infinity to 38, there 1e-37 ± 0")
  func scipy10305() throws {
    let half = try integrate(over: Interval(-.infinity, 38)) { x in exp(-x * x) }
    #expect(half.agrees(with: Double.pi.squareRoot()))
  }

  @Test("scipy#7204: a step over [-1, 100] and [-1, 10000], there 0 ± 0")
  func scipy7204() throws {
    for end in [1.0, 100, 10_000, 1e6] {
      let step = try integrate(over: Interval(-1, end)) { x in x <= 0 ? 1 : 0 }
      #expect(step.agrees(with: 1), "up to \(end)")
    }
  }

  @Test("scipy#11571: normal(0.64449662, 0.19) up to 0.5, from further and further left")
  func scipy11571() throws {
    let right = 0.22347533732644612
    for start in [-100.0, -997, -998, -1000, -5000] {
      let mass = try integrate(over: Interval(start, 0.5), normal(0.64449662, 0.19))
      #expect(mass.agrees(with: right), "from \(start)")
    }
  }

  @Test("scipy#15990: the tail of normal(0, 0.0005) beyond x, for a hundred x")
  func scipy15990() throws {
    for index in 0...100 {
      let x = 0.002 * Double(index) / 100
      let tail = try integrate(over: Interval(x, .infinity), normal(0, 0.0005))
      let right = erfc(x / (0.0005 * 2.0.squareRoot())) / 2
      #expect(tail.agrees(with: right) || tail.verdict.name == "unresolved", "x = \(x)")
    }
  }

  @Test("QuadGK#37: Laplace's density on ±1e8 with a break point at its mode, there (0, 0)")
  func quadGK37() throws {
    let mass = try integrate(over: Interval(-1e8, 1e8), breakPoints: [0]) { x in exp(-abs(x)) / 2 }
    #expect(mass.agrees(with: 1))
    let blind = try integrate(over: Interval(-1e8, 1e8)) { x in exp(-abs(x)) / 2 }
    #expect(blind.agrees(with: 1) || blind.verdict.name == "unresolved")
  }

  @Test("QuadGK#26: exp|x - 0.499|, there off by 1e-6 under an estimate of 2e-16")
  func quadGK26() throws {
    let integral = try integrate(over: .unit) { x in exp(abs(x - 0.499)) }
    #expect(integral.agrees(with: expm1(0.499) + expm1(0.501)))
    #expect(integral.relativeError < 1e-10)
  }

  @Test("design.md: Kahaner's integral 21, of which QUADPACK misses a spike at every tolerance")
  func kahaner21() throws {
    for relative in [1e-6, 1e-9, 1e-12] {
      let integral = try integrate(over: .unit, tolerance: Tolerance(relative: relative)) { x in
        pow(1 / cosh(10 * (x - 0.2)), 2) + pow(1 / cosh(100 * (x - 0.4)), 4)
          + pow(1 / cosh(1000 * (x - 0.6)), 6)
      }
      #expect(integral.agrees(with: 0.2108027355005492773756433), "at \(relative)")
    }
  }
}
