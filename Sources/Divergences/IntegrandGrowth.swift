import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DivergenceKernel {
  /// Why the kernel's integral is infinite, or `nil` when it is finite.
  ///
  /// The answer is read from the asymptotic forms of both laws at every end, break point and gap, from each
  /// side, and from their atoms; no integral is evaluated.
  func reasonForInfinity(_ pair: LawPair) -> String? {
    guard !growth.isEmpty else { return nil }
    for (point, side) in pair.approaches {
      let (p, q) = (
        pair.first.asymptotics(approaching: point, from: side),
        pair.second.asymptotics(approaching: point, from: side)
      )
      for term in growth {
        if let reason = reason(term, p, q, at: point, from: side, pair) { return reason }
      }
    }
    for term in growth {
      if term.exponentOfP > 0, let atom = pair.first.atomMissing(in: pair.second) {
        return
          "\(pair.firstName) has an atom of \(atom.weight) at \(atom.position), where \(pair.secondName) has none"
      }
      if term.exponentOfQ > 0, let atom = pair.second.atomMissing(in: pair.first) {
        return
          "\(pair.secondName) has an atom of \(atom.weight) at \(atom.position), where \(pair.firstName) has none"
      }
    }
    return nil
  }

  private func reason(
    _ term: Growth, _ p: AsymptoticForm?, _ q: AsymptoticForm?, at point: Double, from side: Side,
    _ pair: LawPair
  ) -> String? {
    switch (p, q) {
    case (nil, nil): return nil
    case (nil, .some):
      guard term.exponentOfQ > 0 else { return nil }
      return "\(pair.secondName) has mass \(words(point, side)), where \(pair.firstName) has none"
    case (.some, nil):
      guard term.exponentOfP > 0 else { return nil }
      return "\(pair.firstName) has mass \(words(point, side)), where \(pair.secondName) has none"
    case (let p?, let q?):
      let ratio = p + q.scaled(by: -1)
      let (a, b) = (p.scaled(by: term.exponentOfP), q.scaled(by: term.exponentOfQ))
      var integrand = a + b
      if term.exponentOfLogRatio != 0 {
        integrand = integrand + ratio.logarithmOfLeadingTerm.scaled(by: term.exponentOfLogRatio)
      }
      guard !integrand.isIntegrable else { return nil }
      return "the integrand is not integrable \(words(point, side)), where log p is \(p) for "
        + "\(pair.firstName) and \(q) for \(pair.secondName), up to a constant, with y = \(variable(point))"
        + (a.cancelsByRounding(against: b).map {
          "; the terms in \($0) cancel to the last digits of a double, and are taken to cancel exactly"
        } ?? "")
    }
  }

  private func words(_ point: Double, _ side: Side) -> String {
    if point.isInfinite { return point > 0 ? "towards infinity" : "towards minus infinity" }
    return side == .above ? "just above \(point)" : "just below \(point)"
  }

  private func variable(_ point: Double) -> String {
    point.isInfinite ? "|x|" : "1/|x - \(point)|"
  }
}

extension LawPair {
  /// Why the tails of this pair cannot be compared: a coefficient of a form that is beyond the range of Double.
  var reasonForUnknownTail: String? {
    for (law, name) in [(first, firstName), (second, secondName)] {
      for (point, side) in approaches {
        guard let form = law.asymptotics(approaching: point, from: side), !form.isSound else { continue }
        return "whether this is finite is not known: a coefficient of log p of \(name) at \(point) is beyond "
          + "the range of doubles; rescale both laws"
      }
    }
    return nil
  }
}

extension Estimate {
  /// The estimate, unresolved for a reason if there is one.
  func doubted(because reason: String?) -> Estimate {
    guard let reason else { return self }
    var result = self
    result.verdict = .unresolved(reason: reason)
    return result
  }
}

extension AsymptoticForm {
  /// Whether the form can be that of a density: its coefficients are numbers, and it is integrable. One whose
  /// decisive coefficient has underflowed to 0 is not.
  var isSound: Bool {
    isIntegrable && powers.values.allSatisfy(\.isFinite)
      && [logSquared, log, logLog, constant].allSatisfy(\.isFinite)
      && exponentials.allSatisfy { $0.rate.isFinite && $0.logMagnitude.isFinite }
  }

  /// The form of log|L| for a form L that tends to infinity; a constant 0 for one that does not.
  var logarithmOfLeadingTerm: AsymptoticForm {
    var result = AsymptoticForm(variable: variable)
    if let first = exponentials.first {
      result.powers[1] = first.rate
      result.constant = first.logMagnitude
    } else if let (exponent, coefficient) = powers.max(by: { $0.key < $1.key }) {
      result.log = exponent
      result.constant = Glibc.log(coefficient.magnitude)
    } else if logSquared != 0 {
      result.logLog = 2
      result.constant = Glibc.log(logSquared.magnitude)
    } else if log != 0 {
      result.logLog = 1
      result.constant = Glibc.log(log.magnitude)
    }
    return result
  }
}

extension Law {
  /// The heaviest atom of this law at a point where `other` has none.
  func atomMissing(in other: any Law) -> Atom? {
    guard !atoms.isEmpty else { return nil }
    let positions = Set(other.atoms.map(\.position))
    return atoms.filter { !positions.contains($0.position) }.max { $0.weight < $1.weight }
  }
}
