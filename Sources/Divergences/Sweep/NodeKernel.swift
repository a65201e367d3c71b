import VectorMath

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the JSD's integrand is evaluated at equally spaced nodes, in loops that the compiler vectorises.
enum NodeKernel {
  /// ½ [(p + q) log(2 max/(p + q)) - |log p - log q| min], right to an absolute rounding.
  case plain
  /// m ψ(|log p - log q|), without cancellation where the two densities are close.
  case careful

  /// The sums over the nodes of even and of odd index, `count` of them from `start`; the count is a multiple of 4.
  func sums(_ game: NormalGame, start: Double, step: Double, count: Int) -> (even: Double, odd: Double) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * count) { memory in
      let values = memory.baseAddress.unsafelyUnwrapped
      let grid = Grid(game, start: start, step: step, count: count)
      grid.fillExponents(values, values + count, values + 2 * count)
      switch self {
      case .plain: grid.evaluatePlainly(values, values + count, values + 2 * count)
      case .careful: grid.evaluateCarefully(values, values + count, values + 2 * count)
      }
      // Four chains keep the adders busy.
      var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
      for i in stride(from: 0, to: count, by: 4) {
        a += values[i]
        b += values[i + 1]
        c += values[i + 2]
        d += values[i + 3]
      }
      return (a + c, b + d)
    }
  }

  /// What rounding does to an integral of this value.
  func roundingError(_ value: Double) -> Double {
    switch self {
    case .plain: Double.ulpOfOne * (4 + 8 * value)
    // The rounding of r moves a quantity with a double zero by its root.
    case .careful: Double.ulpOfOne * (8 * value + value.squareRoot())
    }
  }
}

/// The nodes of one sum, with what of the two densities does not depend on them.
private struct Grid {
  let count: Int
  let step: Double
  let offsets: (p: Double, q: Double)
  let inverses: (p: Double, q: Double)
  /// log(τ/σ), the constant of log p - log q.
  let logRatio: Double

  init(_ game: NormalGame, start: Double, step: Double, count: Int) {
    self.count = count
    self.step = step
    offsets = (start - game.dataMean, start - game.generatorMean)
    inverses = (1 / game.dataDeviation, 1 / game.generatorDeviation)
    logRatio = log(game.generatorDeviation / game.dataDeviation)
  }

  /// φ's constant over each deviation.
  private var peaks: (p: Double, q: Double) {
    (inverses.p * 0.398_942_280_401_432_7, inverses.q * 0.398_942_280_401_432_7)
  }

  /// log p - log q, and the two exponents.
  @inline(never)
  func fillExponents(
    _ r: UnsafeMutablePointer<Double>, _ p: UnsafeMutablePointer<Double>, _ q: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count {
      let distance = Double(Int32(truncatingIfNeeded: i)) * step
      let z = (offsets.p + distance) * inverses.p
      let w = (offsets.q + distance) * inverses.q
      p[i] = -0.5 * z * z
      q[i] = -0.5 * w * w
      r[i] = logRatio + (p[i] - q[i])
    }
  }

  /// The plain form, written over `r`. With t = |p - q|/(p + q), log(2 max/(p + q)) = log(1 + t) is 2 artanh(u),
  /// u = t/(2 + t) <= 1/3. The loops are short, so that the processor overlaps their long chains.
  @inline(never)
  func evaluatePlainly(
    _ r: UnsafeMutablePointer<Double>, _ p: UnsafeMutablePointer<Double>, _ q: UnsafeMutablePointer<Double>
  ) {
    let (peakP, peakQ) = peaks
    for i in 0..<count { p[i] = peakP * vectorExponential(p[i]) }
    for i in 0..<count { q[i] = peakQ * vectorExponential(q[i]) }
    for i in 0..<count {
      let sum = p[i] + q[i]
      let difference = (p[i] - q[i]).magnitude
      let least = p[i] < q[i] ? p[i] : q[i]
      let u = difference / (sum + sum + difference)
      r[i] = sum * u * hyperbolicArctangentRatio(u * u) - 0.5 * r[i].magnitude * least
    }
  }

  /// The careful form, written over `r`. With s = |r| and e = e^-s: ψ(s) = log 2 - log(1 + e) - s e/(1 + e), and for
  /// small s its even power series.
  @inline(never)
  func evaluateCarefully(
    _ r: UnsafeMutablePointer<Double>, _ p: UnsafeMutablePointer<Double>, _ q: UnsafeMutablePointer<Double>
  ) {
    let (peakP, peakQ) = peaks
    for i in 0..<count {
      let s = r[i].magnitude
      let greater = r[i] > 0 ? peakP * vectorExponential(p[i]) : peakQ * vectorExponential(q[i])
      let e = vectorExponential(-s)
      let far = 0.693_147_180_559_945_3 - vectorLogarithmOfOnePlus(e) - s * e / (1 + e)
      let near = smallJensenShannon(s * s)
      r[i] = 0.5 * greater * (1 + e) * (s < 0.8 ? near : far)
    }
  }
}

/// artanh(√y)/√y for 0 <= y <= 1/9: the polynomial of degree 9 that is nearest to it, to 5e-17.
@inline(__always)
private func hyperbolicArctangentRatio(_ y: Double) -> Double {
  var q = 0.088_903_819_130_566_51
  q = q * y + 0.049_403_945_243_823_93
  q = q * y + 0.067_956_527_427_899_47
  q = q * y + 0.076_818_381_244_458_17
  q = q * y + 0.090_914_299_002_369_55
  q = q * y + 0.111_110_954_306_731_42
  q = q * y + 0.142_857_145_558_285_8
  q = q * y + 0.199_999_999_976_438
  q = q * y + 0.333_333_333_333_412_87
  q = q * y + 1
  return q
}

/// ψ as a series in y = s²: ½ [s tanh(s/2) + log(1 - tanh²(s/2))].
///
/// The Taylor coefficients of s² to s^28, computed with 60 digits; the next term is below 2^-54 of the first for
/// s <= 0.8.
@inline(__always)
private func smallJensenShannon(_ y: Double) -> Double {
  var q = -2.3176043270780656e-14
  q = q * y + 2.280867023727207e-13
  q = q * y - 2.2436217698362647e-12
  q = q * y + 2.205613494954526e-11
  q = q * y - 2.1664872983109939e-10
  q = q * y + 2.1257329508622406e-09
  q = q * y - 2.082587795807817e-08
  q = q * y + 2.0358566055490657e-07
  q = q * y - 1.983552873309818e-06
  q = q * y + 1.922123015873016e-05
  q = q * y - 0.00018446180555555555
  q = q * y + 0.001736111111111111
  q = q * y - 0.015625
  q = q * y + 0.125
  return q * y
}
