#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension IntegrandFamily {
  /// `∫ |x - λ|^a = (λ^(1+a) + (1-λ)^(1+a)) / (1 + a)`.
  func singularPower(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let (point, a) = (draw.unit(), draw.uniform(-0.5, 0))
    let value = (pow(point, 1 + a) + pow(1 - point, 1 + a)) / (1 + a)
    return ReferenceIntegral(
      name: name, difficulty: .interiorSingularity, from: 0, to: 1, breakPoints: [point], value: value
    ) { x in pow(abs(x - point), a) }
  }

  /// `∫_λ^1 e^(αx) = e^(αλ) (e^(α(1-λ)) - 1) / α`.
  func jump(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let (point, alpha) = (draw.unit(), draw.unit())
    let value = alpha == 0 ? 1 - point : exp(alpha * point) * expm1(alpha * (1 - point)) / alpha
    return ReferenceIntegral(
      name: name, difficulty: .jump, from: 0, to: 1, breakPoints: [point], value: value
    ) { x in x > point ? exp(alpha * x) : 0 }
  }

  /// `∫ e^(-α|x - λ|) = (2 - e^(-αλ) - e^(-α(1-λ))) / α`.
  func corner(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let (point, alpha) = (draw.unit(), draw.uniform(0, 4))
    let value = alpha == 0 ? 1 : -(expm1(-alpha * point) + expm1(-alpha * (1 - point))) / alpha
    return ReferenceIntegral(
      name: name, difficulty: .kink, from: 0, to: 1, breakPoints: [point], value: value
    ) { x in exp(-alpha * abs(x - point)) }
  }

  /// `∫ ε / ((x - λ)² + ε²) = atan(λ/ε) + atan((1-λ)/ε)`, summed over the peaks.
  func cauchyPeaks(
    _ count: Int, _ lowestExponent: Double, _ name: String, _ draw: inout Draw
  ) -> ReferenceIntegral {
    let width = draw.power(lowestExponent, -3)
    let points = (0..<count).map { _ in draw.unit() }
    let value = points.reduce(0) { $0 + atan($1 / width) + atan((1 - $1) / width) }
    return ReferenceIntegral(
      name: name, difficulty: .peak, from: 0, to: 1, breakPoints: points.sorted(), value: value
    ) { x in
      var sum = 0.0
      for point in points { sum += width / ((x - point) * (x - point) + width * width) }
      return sum
    }
  }

  /// `∫ 2β(x - λ) cos(β(x - λ)²) = sin(β(1-λ)²) - sin(βλ²) = 2 cos(β(1 - 2λ + 2λ²)/2) sin(β(1 - 2λ)/2)`.
  func oscillation(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let point = draw.unit()
    let longer = max(point, 1 - point)
    let beta = draw.power(1.8, 2) / (longer * longer)
    let middle = (point * point + (1 - point) * (1 - point)) / 2
    let value = 2 * cos(beta * middle) * sin(beta * (0.5 - point))
    return ReferenceIntegral(
      name: name, difficulty: .oscillatory, from: 0, to: 1, breakPoints: [], value: value
    ) { x in 2 * beta * (x - point) * cos(beta * (x - point) * (x - point)) }
  }

  /// `∫ φ((x - μ)/σ)/σ = (erf((1-μ)/(σ√2)) + erf(μ/(σ√2))) / 2`.
  func narrowNormal(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let (mean, deviation) = (draw.unit(), draw.power(-6, -2))
    let scale = deviation * 2.0.squareRoot()
    let value = (erf((1 - mean) / scale) + erf(mean / scale)) / 2
    let height = 1 / (deviation * (2 * Double.pi).squareRoot())
    return ReferenceIntegral(
      name: name, difficulty: .peak, from: 0, to: 1, breakPoints: [mean], value: value
    ) { x in
      let z = (x - mean) / deviation
      return height * exp(-z * z / 2)
    }
  }
}
