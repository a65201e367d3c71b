import CGSL

/// Sums and multiples of forms: what log-ratios and integrands are made of.
///
/// Coefficients that cancel to within a few units in the last place of what was added are taken to cancel
/// exactly: the same law reached by two routes has coefficients that differ by rounding, and a remainder of
/// 1e-17 y² would decide otherwise.
extension AsymptoticForm {
  /// The sum of two forms in the same variable.
  ///
  /// - Precondition: both have the same variable; the sum has that of `left`.
  public static func + (left: AsymptoticForm, right: AsymptoticForm) -> AsymptoticForm {
    var sum = left
    for term in right.exponentials { sum.add(term) }
    for (exponent, coefficient) in right.powers { sum.addPower(exponent, coefficient) }
    sum.logSquared = snappedSum(left.logSquared, right.logSquared)
    sum.log = snappedSum(left.log, right.log)
    sum.logLog = snappedSum(left.logLog, right.logLog)
    sum.constant += right.constant
    return sum
  }

  /// The difference of two forms in the same variable: the form of a log-ratio.
  public static func - (left: AsymptoticForm, right: AsymptoticForm) -> AsymptoticForm {
    left + right.scaled(by: -1)
  }

  /// The term, such as `y^2`, in which this form and `other` cancel up to rounding but not to 0, so that their sum takes it
  /// to be absent; `nil` where there is none. Of several, the leading one.
  public func cancelsByRounding(against other: AsymptoticForm) -> String? {
    func isClose(_ a: Double, _ b: Double) -> Bool { a + b != 0 && nearlyEqual(a, -b) }
    for (exponent, coefficient) in powers.sorted(by: { $0.key > $1.key })
    where isClose(coefficient, other.powers[exponent] ?? 0) {
      return AsymptoticForm(variable: variable, powers: [exponent: 1]).description
    }
    if isClose(logSquared, other.logSquared) { return "(log y)^2" }
    return isClose(log, other.log) ? "log y" : nil
  }

  /// Every coefficient times `factor`; a factor of 0 leaves no term.
  public func scaled(by factor: Double) -> AsymptoticForm {
    if factor == 0 { return AsymptoticForm(variable: variable) }
    return AsymptoticForm(
      variable: variable,
      exponentials: exponentials.map {
        Exponential(
          sign: factor < 0 ? -$0.sign : $0.sign, logMagnitude: $0.logMagnitude + CGSL.log(factor.magnitude),
          rate: $0.rate)
      },
      powers: powers.mapValues { $0 * factor }, logSquared: factor * logSquared, log: factor * log,
      logLog: factor * logLog, constant: factor * constant)
  }

  /// Adds c y^k, merged with the term of the same exponent; k > 0.
  mutating func addPower(_ exponent: Double, _ coefficient: Double) {
    let key = powers.keys.first { nearlyEqual($0, exponent) } ?? exponent
    let sum = snappedSum(powers[key] ?? 0, coefficient)
    powers[key] = sum == 0 ? nil : sum
  }

  /// Adds a double-exponential term, merged with the one of the same rate.
  private mutating func add(_ term: Exponential) {
    guard let index = exponentials.firstIndex(where: { nearlyEqual($0.rate, term.rate) }) else {
      exponentials.append(term)
      exponentials.sort { $0.rate > $1.rate }
      return
    }
    let present = exponentials[index]
    let (large, small) =
      present.logMagnitude >= term.logMagnitude ? (present, term) : (term, present)
    exponentials[index].sign = large.sign
    if large.sign == small.sign {
      exponentials[index].logMagnitude = logSum(large.logMagnitude, small.logMagnitude)
    } else if exponentialsCancel(large, small) {
      exponentials.remove(at: index)
    } else {
      exponentials[index].logMagnitude = logDifference(large.logMagnitude, small.logMagnitude)
    }
  }
}

/// Whether two terms of one rate and opposite sign have the same coefficient, up to rounding.
private func exponentialsCancel(_ a: AsymptoticForm.Exponential, _ b: AsymptoticForm.Exponential) -> Bool {
  let scale = max(1, max(a.logMagnitude.magnitude, b.logMagnitude.magnitude))
  return (a.logMagnitude - b.logMagnitude).magnitude <= 16 * .ulpOfOne * scale
}

/// Whether two coefficients or exponents are the same up to the rounding of a few operations.
func nearlyEqual(_ a: Double, _ b: Double) -> Bool {
  a == b || (a - b).magnitude <= 16 * .ulpOfOne * max(a.magnitude, b.magnitude)
}

/// a + b, or exactly 0 where the two cancel up to rounding.
func snappedSum(_ a: Double, _ b: Double) -> Double { nearlyEqual(a, -b) ? 0 : a + b }
