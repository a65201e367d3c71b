#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The slope of a player's objective in D's logit, and the first two derivatives of that slope.
struct LogitSlope: Sendable, Equatable {
  var value: Double
  var first: Double
  var second: Double

  /// f'(t) = σ(-t) for f(t) = -log(1 + e^-t), f'' = -σ(t)σ(-t), f''' = σ(t)σ(-t)(σ(t) - σ(-t)).
  static func logistic(_ t: Double) -> LogitSlope {
    let e = exp(-t.magnitude)
    let (near, far) = (1 / (1 + e), e / (1 + e))
    let (positive, negative) = t >= 0 ? (near, far) : (far, near)
    let product = near * far
    return LogitSlope(value: negative, first: -product, second: product * (positive - negative))
  }

  /// f' = 1: the critic's.
  static let constant = LogitSlope(value: 1, first: 0, second: 0)
}

extension DiracGAN {
  /// What moves D: f'(t).
  func discriminatorSlope(_ t: Double) -> LogitSlope { loss == .wasserstein ? .constant : .logistic(t) }

  /// What moves G: f'(t), or f'(-t) for the non-saturating loss.
  func generatorSlope(_ t: Double) -> LogitSlope {
    switch loss {
    case .original: return .logistic(t)
    case .nonSaturating:
      let mirrored = LogitSlope.logistic(-t)
      return LogitSlope(value: mirrored.value, first: -mirrored.first, second: mirrored.second)
    case .wasserstein: return .constant
    }
  }

  /// The field of the game itself: -E[ψ a(ψx)] and E[x b(ψx)] + E[y b(ψy)], with x = θ + σz and y = σz.
  ///
  /// The second expectation is that of the data, -E[y f'(-ψy)], mirrored; without noise it is 0.
  func slopes(at state: State) -> (generator: Double, discriminator: Double) {
    var (generator, discriminator) = (0.0, 0.0)
    forEachNoise(at: state) { y, weight in
      let x = state.theta + y
      generator -= weight * state.psi * generatorSlope(state.psi * x).value
      discriminator +=
        weight
        * (x * discriminatorSlope(state.psi * x).value + y * discriminatorSlope(state.psi * y).value)
    }
    return (generator, discriminator)
  }

  /// Calls `body` with values of the instance noise and weights that sum to 1: the trapezoidal rule for the normal law.
  ///
  /// For an integrand analytic in a strip of half-width a its error falls like e^(-2πa/h), h the spacing
  /// (Trefethen and Weideman 2014). The logistic function of ψσz has its poles at a = π/(|ψ|σ), so
  /// h <= 0.4/(|ψ|σ) and h <= 1/4 leave nothing above rounding. Beyond |ψ|σ = 400 h is not made smaller.
  func forEachNoise(at state: State, _ body: (_ noise: Double, _ weight: Double) -> Void) {
    guard case .instanceNoise(let deviation) = remedy, deviation > 0 else { return body(0, 1) }
    let spacing = min(0.25, 0.4 / min((state.psi * deviation).magnitude, 400))
    let count = Int((10 / spacing).rounded(.up))
    let factor = spacing / (2 * Double.pi).squareRoot()
    for k in -count...count {
      let z = Double(k) * spacing
      body(deviation * z, factor * exp(-0.5 * z * z))
    }
  }
}
