import CGSL

extension AsymptoticForm {
  /// The form of the law of x = shift + scale Y at `point`, where `self` is that of Y at the matching point.
  ///
  /// At an infinite end y_Y = (y - t) / |scale|, with t = shift at +∞ and -shift at -∞, whichever the sign of
  /// the scale; at a finite point y_Y = |scale| y. The density gains the factor 1 / |scale|.
  func mapped(shift: Double, scale: Double, to point: Double) -> AsymptoticForm {
    let stretch = scale.magnitude
    let logStretch = CGSL.log(stretch)
    guard point.isInfinite else {
      return rescaled(factor: stretch, translation: 0, to: .reciprocalDistance(from: point)).adding(
        -logStretch)
    }
    let translation = point > 0 ? shift : -shift
    return rescaled(factor: 1 / stretch, translation: translation, to: .magnitude).adding(-logStretch)
  }

  /// The form with y replaced by factor * (y - translation), up to terms that tend to 0.
  private func rescaled(factor: Double, translation: Double, to variable: Variable) -> AsymptoticForm {
    let logFactor = CGSL.log(factor)
    var result = AsymptoticForm(
      variable: variable,
      exponentials: exponentials.map {
        let rate = $0.rate * factor
        return Exponential(sign: $0.sign, logMagnitude: $0.logMagnitude - rate * translation, rate: rate)
      },
      logSquared: logSquared, log: log + 2 * logSquared * logFactor, logLog: logLog,
      constant: constant + log * logFactor + logSquared * logFactor * logFactor)
    for (exponent, coefficient) in powers {
      result.addExpansion(
        of: exponent, coefficient: coefficient * pow(factor, exponent), translation: translation)
    }
    return result
  }

  /// Adds c (y - t)^k = c Σ_j binomial(k, j) (-t)^j y^(k - j), as far as k - j >= 0.
  private mutating func addExpansion(of k: Double, coefficient: Double, translation: Double) {
    var (term, j) = (coefficient, 0.0)
    while k - j > 1e-12, term != 0 {
      addPower(k - j, term)
      term *= -translation * (k - j) / (j + 1)
      j += 1
    }
    if (k - j).magnitude <= 1e-12 { constant += term }
  }
}
