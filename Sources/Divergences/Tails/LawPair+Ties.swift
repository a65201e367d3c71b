import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the leading terms of p^a q^b cancel, a power above 1 amplifies the rounding of log p and log q: p²/q of two
/// exponential tails may fall like x^-2 while log p is known to an ulp of x only. There the sum a log p + b log q is taken
/// from the asymptotic forms, in which the leading terms cancel exactly.
struct Tie {
  /// a log p + b log q, up to terms that tend to 0.
  let form: AsymptoticForm
  /// The s = log y from which the form stands for the densities.
  let start: Double
  /// By how much, relative to itself, p^a q^b may be off on account of that.
  let error: Double

  /// The growth whose powers amplify rounding, if a kernel has one.
  static func term(of kernel: DivergenceKernel) -> DivergenceKernel.Growth? {
    kernel.growth.first { $0.exponentOfP > 1 || $0.exponentOfQ > 1 }
  }

  /// `nil` where the kernel has become negligible before rounding matters.
  init?(_ kernel: DivergenceKernel, of pair: LawPair, towards end: PanelMesh.End) {
    let side: Side = end.isApproachedFromBelow ? .below : .above
    guard let term = Tie.term(of: kernel),
      let p = pair.first.asymptotics(approaching: end.point, from: side),
      let q = pair.second.asymptotics(approaching: end.point, from: side)
    else { return nil }
    let (a, b) = (term.exponentOfP, term.exponentOfQ)
    let form = p.scaled(by: a) + q.scaled(by: b)
    guard form.isCancelled(p.scaled(by: a)) else { return nil }
    let laws = (TailLaw(pair.first, towards: end), TailLaw(pair.second, towards: end))
    func noise(_ s: Double) -> Double {
      .ulpOfOne
        * (a.magnitude * p.value(atLogarithm: s).magnitude + b.magnitude * q.value(atLogarithm: s).magnitude)
    }
    func residual(_ s: Double) -> Double {
      let own = a * laws.0.logDensity(atLogarithm: s) + b * laws.1.logDensity(atLogarithm: s)
      return (own - form.value(atLogarithm: s)).magnitude
    }
    let jacobian = end.point.isInfinite ? 1.0 : -1.0
    let limit = min(p.logarithmOfCut, q.logarithmOfCut)
    let first = end.point.isInfinite ? log(16 * max(pair.extentOfStructure, .leastNormalMagnitude)) : 3
    guard let rough = stride(from: first, to: limit, by: 0.5).first(where: { noise($0) > 1e-11 }),
      form.value(atLogarithm: rough) + jacobian * rough > -60
    else { return nil }
    // The other terms of the kernel are to p^a q^b as the powers a - 1 and a of the lesser density to the greater's: no
    // digit of them is left where the former is below e^-40. (In a tie log p/q grows as log p and log q do.)
    let gap = 40 / (max(a, b) - 1)
    func isAlone(_ s: Double) -> Bool {
      let ratio = laws.0.logDensity(atLogarithm: s) - laws.1.logDensity(atLogarithm: s)
      return (a > 1 ? ratio : -ratio) > gap
    }
    // The terms that tend to 0 have done so where no more is left of them than of rounding.
    let candidates = stride(from: first, to: limit, by: 0.5).prefix { noise($0) < 1e-6 }
      .filter { s in [s, s + 0.5, s + 1].allSatisfy(isAlone) }
    let settled = candidates.first { s in
      [s, s + 0.5, s + 1].allSatisfy { residual($0) <= 4 * noise($0) + 4 * .ulpOfOne }
    }
    guard let start = settled ?? candidates.max() else { return nil }
    (self.form, self.start) = (form, start)
    error = expm1(residual(start)) + noise(start)
  }
}

extension AsymptoticForm {
  /// Whether the leading term of this sum is missing from it, or all but missing, although one of its parts has it.
  fileprivate func isCancelled(_ part: AsymptoticForm) -> Bool {
    if !part.exponentials.isEmpty { return true }
    if let (exponent, coefficient) = part.powers.max(by: { $0.key < $1.key }) {
      return exponentials.isEmpty && powers.allSatisfy { $0.key <= exponent }
        && (powers[exponent] ?? 0).magnitude < 0.01 * coefficient.magnitude
    }
    return exponentials.isEmpty && powers.isEmpty && part.logSquared != 0
      && logSquared.magnitude < 0.01 * part.logSquared.magnitude
  }
}

extension LawPair {
  /// The pair with its tails taken from the asymptotic forms where a kernel's powers amplify rounding.
  func tied(for kernels: [DivergenceKernel]) -> LawPair {
    guard kernels.contains(where: { Tie.term(of: $0) != nil }) else { return self }
    var result = self
    for (point, side) in approaches {
      let end = PanelMesh.End(point: point, isApproachedFromBelow: side == .below)
      let ties = kernels.compactMap { Tie($0, of: self, towards: end) }
      result.tieCuts[end] = ties.map(\.start).max()
    }
    return result
  }
}
