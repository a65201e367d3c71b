#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension IntegrandFamily {
  /// Half of one normal density and half of another: 1.
  func twoNormals(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let distance = draw.power(0, 3)
    let means = [-distance / 2, distance / 2]
    let deviations = [draw.power(-2, 0), draw.power(-2, 0)]
    return ReferenceIntegral(
      name: name, difficulty: .infiniteRange, from: -.infinity, to: .infinity, breakPoints: means, value: 1
    ) { x in
      var sum = 0.0
      for index in 0..<2 {
        let z = (x - means[index]) / deviations[index]
        sum += exp(-z * z / 2) / deviations[index]
      }
      return sum / (8 * Double.pi).squareRoot()
    }
  }

  /// `Γ((n+1)/2) / (√(nπ) Γ(n/2) s) (1 + ((x - m)/s)²/n)^(-(n+1)/2)`, a density: 1.
  func student(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let freedom = draw.uniform(1, 10)
    let (location, scale) = (draw.uniform(-10, 10), draw.power(-1, 1))
    let height =
      tgamma((freedom + 1) / 2) / (tgamma(freedom / 2) * (freedom * Double.pi).squareRoot() * scale)
    return ReferenceIntegral(
      name: name, difficulty: .infiniteRange, from: -.infinity, to: .infinity, breakPoints: [location],
      value: 1
    ) { x in
      let z = (x - location) / scale
      return height * pow(1 + z * z / freedom, -(freedom + 1) / 2)
    }
  }

  /// `(x/s)^(k-1) e^(-x/s) / (Γ(k) s)`, a density: 1.
  func gamma(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let (shape, scale) = (draw.uniform(0.5, 5), draw.power(-3, 3))
    let height = 1 / (tgamma(shape) * scale)
    return ReferenceIntegral(
      name: name, difficulty: .infiniteRange, from: 0, to: .infinity, breakPoints: [], value: 1
    ) { x in height * pow(x / scale, shape - 1) * exp(-x / scale) }
  }
}
