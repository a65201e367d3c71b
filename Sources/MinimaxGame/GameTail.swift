import Divergences
import Quadrature

/// The integrands of a game with a discriminator where x has left the range of Double, in the order of
/// ``GameIntegrand/Component``.
struct GameTail: TailTerms {
  let logit: LogitTail
  /// Whether a D of 0 or 1 is taken half an ulp inside, as ``GameIntegrand`` does.
  let capsInfiniteLogit: Bool
  let isKnownByValueOnly: Bool

  var componentCount: Int { GameIntegrand.Component.allCases.count }

  func extrapolationError(of component: Int) -> Double {
    switch GameIntegrand.Component(rawValue: component) {
    case .massOfData, .massOfGenerator, .optimalSquaredDistanceFromHalf: 0
    default: logit.relativeError
    }
  }

  /// The logit above which log D and log(1 - D) are taken as logarithms.
  private static let largeLogit = 700.0

  func evaluate(_ point: TailPoint, into values: UnsafeMutableBufferPointer<Double>) {
    for c in values.indices { values[c] = 0 }
    let masses = (data: point.logMassOfP, generator: point.logMassOfQ)
    guard max(masses.data, masses.generator) > -.infinity else { return }
    let (sign, logMagnitude) = logit.logit(atLogarithm: point.logarithm)
    let h = sign * exponential(logMagnitude)
    var terms = GameTerms(
      data: exponential(masses.data), generator: exponential(masses.generator),
      logRatio: point.logP - point.logQ, logit: h)
    if capsInfiniteLogit, logMagnitude == .infinity {
      terms.capInfiniteLogit()
    } else if h.magnitude > GameTail.largeLogit {
      // The mass may underflow where its product with the logit does not.
      let onData = sign < 0 ? exponential(masses.data + logMagnitude) : 0
      let onGenerator = sign > 0 ? exponential(masses.generator + logMagnitude) : 0
      terms.dataTerm = -onData
      terms.generatorTerm = -onGenerator
      terms.gap = max(0, onData + onGenerator - GameTail.optimalLoss(point))
    }
    terms.components(isKnownByValueOnly: isKnownByValueOnly, logit: h) { values[$0.rawValue] = $1 }
  }

  /// -p log D* - q log(1 - D*).
  private static func optimalLoss(_ point: TailPoint) -> Double {
    DivergenceKernel.surpriseOfOptimalDiscriminator.evaluate(point.logMassOfP, point.logMassOfQ)
      + DivergenceKernel.surpriseOfOptimalComplement.evaluate(point.logMassOfP, point.logMassOfQ)
  }
}
