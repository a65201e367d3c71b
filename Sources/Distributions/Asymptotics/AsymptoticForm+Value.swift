import CGSL

/// The values of a form, at a y given by its logarithm s = log y: so that y itself, and the form, may leave the range
/// of Double.
extension AsymptoticForm {
  /// A term ±exp(logMagnitude) of the form at one y.
  private struct Term {
    var sign: Double
    var logMagnitude: Double
  }

  /// The terms at y = eˢ, the leading one first; those that are 0 are left out.
  private func terms(atLogarithm s: Double) -> [Term] {
    var terms = exponentials.map { Term(sign: $0.sign, logMagnitude: $0.logMagnitude + $0.rate * exp(s)) }
    for (exponent, coefficient) in powers.sorted(by: { $0.key > $1.key }) {
      terms.append(
        Term(
          sign: coefficient < 0 ? -1 : 1, logMagnitude: CGSL.log(coefficient.magnitude) + exponent * s))
    }
    let rest = slowTerms(atLogarithm: s)
    if rest != 0 { terms.append(Term(sign: rest < 0 ? -1 : 1, logMagnitude: CGSL.log(rest.magnitude))) }
    return terms
  }

  /// The logarithmic terms and the constant at y = eˢ: finite wherever s is.
  private func slowTerms(atLogarithm s: Double) -> Double {
    logSquared * s * s + log * s + (logLog == 0 ? 0 : logLog * CGSL.log(s)) + constant
  }

  /// The form at y = eˢ; `±.infinity`, with the sign of the leading term, where that overflows.
  public func value(atLogarithm s: Double) -> Double {
    if exponentials.isEmpty, powers.isEmpty { return slowTerms(atLogarithm: s) }
    let terms = terms(atLogarithm: s)
    guard let overflowing = terms.first(where: { $0.logMagnitude > 700 }) else {
      return terms.reduce(0) { $0 + $1.sign * exp($1.logMagnitude) }
    }
    return overflowing.sign * .infinity
  }

  /// log|form| at y = eˢ, also where the form overflows; `-.infinity` where it is 0.
  public func logarithmOfMagnitude(atLogarithm s: Double) -> Double {
    let terms = terms(atLogarithm: s)
    guard let largest = terms.map(\.logMagnitude).max() else { return -.infinity }
    if largest == .infinity {
      // Beyond e^(e^709): the leading term alone is left, and is infinite in itself.
      return .infinity
    }
    return largest + CGSL.log(terms.reduce(0) { $0 + $1.sign * exp($1.logMagnitude - largest) }.magnitude)
  }

  /// The largest s = log y, at most `bound`, up to which no term of the form exceeds exp(`bound`).
  public func logarithmOfReach(bound: Double) -> Double {
    var reach = bound
    for term in exponentials {
      reach = min(reach, CGSL.log(max((bound - term.logMagnitude) / term.rate, .leastNonzeroMagnitude)))
    }
    for (exponent, coefficient) in powers {
      reach = min(reach, (bound - CGSL.log(coefficient.magnitude)) / exponent)
    }
    return reach
  }
}
