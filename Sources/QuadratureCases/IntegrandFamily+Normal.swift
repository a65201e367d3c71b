#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A normal law, by its mean and its standard deviation.
public struct NormalShape: Sendable, Equatable {
  /// μ.
  public let mean: Double
  /// σ, above 0.
  public let standardDeviation: Double

  /// Its density, `φ((x - μ)/σ)/σ`.
  func density(_ x: Double) -> Double {
    let z = (x - mean) / standardDeviation
    return exp(-z * z / 2) / (standardDeviation * (2 * Double.pi).squareRoot())
  }
}

extension IntegrandFamily {
  /// The normal laws whose even mixture has a member's integrand as its density: what a caller knows who
  /// integrates a density and not a black box.
  ///
  /// One law for ``narrowNormal``, of which the member takes the part on `[0, 1]`, two for ``twoNormals``, and
  /// none for the other families.
  public func normalShapes(_ index: Int, seed: UInt64) -> [NormalShape] {
    var draw = Draw(family: self, index: index, seed: seed)
    return normalShapes(&draw)
  }

  private func normalShapes(_ draw: inout Draw) -> [NormalShape] {
    switch self {
    case .narrowNormal:
      return [NormalShape(mean: draw.unit(), standardDeviation: draw.power(-6, -2))]
    case .twoNormals:
      let distance = draw.power(0, 3)
      return [-distance / 2, distance / 2].map {
        NormalShape(mean: $0, standardDeviation: draw.power(-2, 0))
      }
    default:
      return []
    }
  }

  /// `∫ φ((x - μ)/σ)/σ = (erf((1-μ)/(σ√2)) + erf(μ/(σ√2))) / 2`.
  func narrowNormal(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let shape = normalShapes(&draw)[0]
    let scale = shape.standardDeviation * 2.0.squareRoot()
    let value = (erf((1 - shape.mean) / scale) + erf(shape.mean / scale)) / 2
    return ReferenceIntegral(
      name: name, difficulty: .peak, from: 0, to: 1, breakPoints: [shape.mean], value: value
    ) { x in shape.density(x) }
  }

  /// Half of one normal density and half of another: 1.
  func twoNormals(_ name: String, _ draw: inout Draw) -> ReferenceIntegral {
    let shapes = normalShapes(&draw)
    let (left, right) = (shapes[0], shapes[1])
    return ReferenceIntegral(
      name: name, difficulty: .infiniteRange, from: -.infinity, to: .infinity,
      breakPoints: shapes.map(\.mean), value: 1
    ) { x in (left.density(x) + right.density(x)) / 2 }
  }
}
