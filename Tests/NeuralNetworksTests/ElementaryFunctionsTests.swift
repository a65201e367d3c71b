import Foundation
import Testing

@testable import NeuralNetworks

struct ElementaryFunctionsTests {
  /// Points of all sizes, both signs, within the limit.
  static func points(_ limit: Double) -> [Double] {
    var stream = RandomStream(seed: 3, name: "points")
    return (0..<20_000).map { i in
      let u = Double(stream.next() >> 11) * 0x1p-53
      let size = i % 2 == 0 ? limit * u : limit * exp(-40 * u)
      return i % 4 < 2 ? size : -size
    }
  }

  /// The largest error in units of the last place of the exact value.
  static func worst<Scalar: NetworkScalar>(
    _ points: [Double], _ function: (Scalar) -> Scalar, _ exact: (Double) -> Double
  ) -> Double {
    points.map { point in
      let x = Scalar(point)
      let value = exact(Double(x))
      let unit = Double(Scalar(value).ulp)
      return abs(Double(function(x)) - value) / unit
    }.max() ?? 0
  }

  @Test("Float functions are right to 4 units in the last place")
  func floatFunctions() {
    let tanhError = Self.worst(Self.points(12), Float.hyperbolicTangent, { tanh($0) })
    let expError = Self.worst(Self.points(86), Float.exponential, { exp($0) })
    let logisticError = Self.worst(Self.points(80), Float.logistic, { 1 / (1 + exp(-$0)) })
    let softplusError = Self.worst(Self.points(80), Float.softplus, { max($0, 0) + log1p(exp(-abs($0))) })
    let logError = Self.worst(Self.points(1e6).map { abs($0) }, Float.logarithm, { log($0) })
    #expect(tanhError <= 3, "tanh \(tanhError)")
    #expect(expError <= 2.5, "exp \(expError)")
    #expect(logisticError <= 4, "logistic \(logisticError)")
    #expect(softplusError <= 4, "softplus \(softplusError)")
    #expect(logError <= 4, "log \(logError)")
  }

  /// Foundation's functions are themselves right to about 1 unit, 1.1e-16 to 2.2e-16 relative.
  @Test("Double functions are right to about 1e-15")
  func doubleFunctions() {
    let tanhError = Self.worst(Self.points(24), Double.hyperbolicTangent, { tanh($0) })
    let expError = Self.worst(Self.points(700), Double.exponential, { exp($0) })
    let logisticError = Self.worst(Self.points(600), Double.logistic, { 1 / (1 + exp(-$0)) })
    let softplusError = Self.worst(Self.points(600), Double.softplus, { max($0, 0) + log1p(exp(-abs($0))) })
    let logError = Self.worst(Self.points(1e6).map { abs($0) }, Double.logarithm, { log($0) })
    let slopeError = Self.worst(
      Self.points(30).map { abs($0) }, Double.softplusDerivative, { -expm1(-$0) })
    #expect(tanhError <= 4, "tanh \(tanhError)")
    #expect(expError <= 3, "exp \(expError)")
    #expect(logisticError <= 4.5, "logistic \(logisticError)")
    #expect(softplusError <= 4.5, "softplus \(softplusError)")
    #expect(logError <= 4, "log \(logError)")
    #expect(slopeError <= 4, "slope of softplus \(slopeError)")
  }

  @Test("the circle's sine and cosine are right to a few 1e-16, and to 2e-7 in Float")
  func circle() {
    for i in 0..<4000 {
      let t = Double(i) / 4000
      let (cosine, sine) = Double.circle(t)
      #expect(abs(cosine - cos(2 * .pi * t)) < 1.5e-15)
      #expect(abs(sine - sin(2 * .pi * t)) < 1.5e-15)
      let (floatCosine, floatSine) = Float.circle(Float(t))
      #expect(abs(Double(floatCosine) - cos(2 * .pi * Double(Float(t)))) < 4e-7)
      #expect(abs(Double(floatSine) - sin(2 * .pi * Double(Float(t)))) < 4e-7)
    }
  }

  @Test("extreme arguments give the limits, and NaN stays NaN")
  func extremes() {
    #expect(Float.exponential(-1000) == 0)
    #expect(Float.exponential(1000) == .infinity)
    #expect(Double.exponential(-.infinity) == 0)
    #expect(Double.exponential(.infinity) == .infinity)
    #expect(Float.hyperbolicTangent(.infinity) == 1)
    #expect(Double.hyperbolicTangent(-.infinity) == -1)
    #expect(Float.hyperbolicTangent(-0.0).sign == .minus)
    #expect(Float.logistic(-200) == 0)
    #expect(Double.softplus(1e10) == 1e10)
    #expect(Double.softplus(-1000) == 0)
    #expect(Float.exponential(.nan).isNaN)
    #expect(Float.hyperbolicTangent(.nan).isNaN)
    #expect(Double.logistic(.nan).isNaN)
    #expect(Double.softplus(.nan).isNaN)
  }
}
