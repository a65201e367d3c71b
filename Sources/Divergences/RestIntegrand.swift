import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The kernels of a pair beyond the range of Double: towards one end, over s = log y, y = |x| or 1/|x - point|.
///
/// A kernel is homogeneous of degree one, so Φ(p, q) dx = Φ(p |dx/ds|, q |dx/ds|) ds. Each log-density is the law's own
/// where x and its value are numbers, and its asymptotic form beyond; where a form overflows, what is left of Φ is its
/// growth p^α q^β |log p/q|^γ, whose logarithm does not. Of each kernel two components are integrated: Φ, and Φ times the size
/// of the numbers in its exponent, which measures rounding.
struct RestIntegrand: BatchIntegrand {
  let kernels: [DivergenceKernel]
  private let end: PanelMesh.End
  private let laws: [RestLaw]
  private let ratio: AsymptoticForm?
  /// What the rest is added to, kernel by kernel: its error need not be less than theirs.
  private let values: [Double]
  /// Which kernels exceeded the largest double, or are known up to a factor only.
  let overflow: PairIntegrand.Overflow

  /// `nil` where neither law reaches the end.
  init?(
    _ pair: LawPair, towards end: PanelMesh.End, kernels: [DivergenceKernel], values: [Double],
    overflow: PairIntegrand.Overflow
  ) {
    laws = [RestLaw(pair.first, towards: end), RestLaw(pair.second, towards: end)]
    guard laws.contains(where: { $0.form != nil }) else { return nil }
    ratio = if let p = laws[0].form, let q = laws[1].form { p - q } else { nil }
    (self.kernels, self.end, self.values, self.overflow) = (kernels, end, values, overflow)
  }

  var componentCount: Int { 2 * kernels.count }
  var acceptsZero: Bool { true }
  var splitsBeforehand: Bool { kernels.contains { $0.contact.hasKink } }

  /// By how much, relative to itself, the integral may be off because a form took over from a density.
  var formError: Double { laws.reduce(0) { $0 + $1.formError } }

  func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double {
    guard component < kernels.count else { return Tolerance.magnitudeOnly.allowed(for: value) }
    return max(standard.allowed(for: value), 0.1 * standard.allowed(for: values[component]))
  }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let n = offsets.count
    for i in 0..<n {
      let s = anchor + offsets[i]
      let (p, q) = (laws[0].logDensity(atLogarithm: s), laws[1].logDensity(atLogarithm: s))
      let logJacobian = end.point.isInfinite ? s : -s
      // The lesser density enters by its ratio, of which only the relative rounding counts.
      let greater = max(p, q)
      let size = 2 + s.magnitude + (greater.isFinite ? greater.magnitude : 0)
      for (c, kernel) in kernels.enumerated() {
        var value =
          growth(of: kernel, p, q, atLogarithm: s, logJacobian)
          ?? kernel.evaluate(p + logJacobian, q + logJacobian)
        if !(value < 1e290) {
          overflow.components.insert(c)
          value = 0
        }
        result[c * n + i] = value
        result[(kernels.count + c) * n + i] = value * size
      }
    }
  }

  /// Φ |dx/ds| where a log-density overflows and the kernel grows with it; `nil` elsewhere.
  private func growth(
    of kernel: DivergenceKernel, _ p: Double, _ q: Double, atLogarithm s: Double, _ logJacobian: Double
  ) -> Double? {
    guard p.isInfinite || q.isInfinite, let ratio, let first = laws[0].form, let second = laws[1].form else {
      return nil
    }
    let term = kernel.growth.first { (ratio.limit > 0 ? $0.exponentOfP : $0.exponentOfQ) > 0 }
    guard let term else { return nil }
    let factor: Double
    switch (term.exponentOfP, term.exponentOfQ) {
    case (let a, 0): factor = a * p
    case (0, let b): factor = b * q
    case (let a, let b): factor = (first.scaled(by: a) + second.scaled(by: b)).value(atLogarithm: s)
    }
    if factor == -.infinity { return 0 }
    let logRatio = term.exponentOfLogRatio == 0 ? 0 : ratio.logarithmOfMagnitude(atLogarithm: s)
    return exp(factor + logJacobian + term.exponentOfLogRatio * logRatio)
  }

  func splitPoint(of panel: Panel) -> Double? {
    guard splitsBeforehand else { return nil }
    return signChange(in: panel) {
      let s = panel.anchor + $0
      return laws[0].logDensity(atLogarithm: s) - laws[1].logDensity(atLogarithm: s)
    }
  }
}

/// A law towards one end, by s = log y.
struct RestLaw: Sendable {
  /// The law's form at the end; `nil` where it has no density there.
  let form: AsymptoticForm?
  private let law: any Law
  private let end: PanelMesh.End
  /// The s from which the form stands for the density.
  private let reach: Double

  /// log of the largest number that x, 1/|x - point| and a log-density may be before the form takes over.
  static let bound = 290 * log(10.0)

  init(_ law: any Law, towards end: PanelMesh.End) {
    (self.law, self.end) = (law, end)
    form = law.asymptotics(approaching: end.point, from: end.isApproachedFromBelow ? .below : .above)
    reach = form?.logarithmOfReach(bound: RestLaw.bound + 10) ?? .infinity
  }

  /// log p at y = eˢ; `±.infinity` where it overflows.
  func logDensity(atLogarithm s: Double) -> Double {
    guard let form else { return -.infinity }
    return s < reach ? ownLogDensity(s) : form.value(atLogarithm: s)
  }

  private func ownLogDensity(_ s: Double) -> Double {
    let direction = end.isApproachedFromBelow ? -1.0 : 1.0
    return end.point.isInfinite
      ? law.logDensity(-direction * exp(s)) : law.logDensity(anchor: end.point, offset: direction * exp(-s))
  }

  /// By how much log p jumps where the form takes over; relative to log p where that is what matters, beyond 1e100.
  var formError: Double {
    guard let form else { return 0 }
    let (own, formal) = (ownLogDensity(reach), form.value(atLogarithm: reach))
    if own == formal { return 0 }
    let difference = (own - formal).magnitude / (own.magnitude > 1e100 ? own.magnitude : 1)
    return difference <= 1 ? difference : 1
  }
}

extension LawPair {
  /// The mesh of this pair, its open runs cut where x or a log-density nears the range of Double.
  func cutMesh() -> PanelMesh? {
    guard var mesh else { return nil }
    let structure = (first.landmarks + second.landmarks).map { $0.position.magnitude + $0.scale }.max() ?? 0
    mesh.cutRuns { end in
      guard let s = logarithmOfCut(towards: end) else { return nil }
      guard end.point.isInfinite else { return exp(-s) }
      return exp(s) > 4 * structure ? exp(s) : nil
    }
    return mesh
  }

  private func logarithmOfCut(towards end: PanelMesh.End) -> Double? {
    [first, second].compactMap { law in
      law.asymptotics(approaching: end.point, from: end.isApproachedFromBelow ? .below : .above)?
        .logarithmOfReach(bound: RestLaw.bound)
    }.min()
  }

  /// Adds to the estimates what lies beyond the cuts, with its error.
  func addRest(
    beyond ends: [PanelMesh.End], of integrand: PairIntegrand, to estimates: inout [Estimate],
    tolerance: Tolerance
  ) {
    for end in ends {
      guard let s = logarithmOfCut(towards: end) else { continue }
      let parts = rest(
        of: integrand.kernels, towards: end, beyondLogarithm: s, addedTo: estimates.map(\.value),
        overflow: integrand.overflow, tolerance: tolerance)
      for (c, kernel) in integrand.kernels.enumerated() {
        estimates[c].value += parts[c].value
        estimates[c].evaluations += parts[c].evaluations
        estimates[c].absoluteError += parts[c].absoluteError
        guard estimates[c].verdict == .converged else { continue }
        let allowed = integrand.allowedError(of: c, value: estimates[c].value, standard: tolerance)
        if !(estimates[c].absoluteError <= allowed) {
          estimates[c].verdict = .unresolved(
            reason: "the rest of \(kernel.name) \(words(end)) is known to its error only")
        }
      }
    }
  }

  /// The integral of one kernel over |x| > e^s towards an infinite end, or over distances below e^-s from a point.
  ///
  /// - Parameters:
  ///   - tolerance: how exact; absolute or relative, whichever is wider.
  ///   - kernel: what is integrated, from the asymptotic forms where x leaves the range of Double.
  ///   - point: `±.infinity` or a number.
  ///   - side: from which side it is approached.
  ///   - s: the logarithm, above 0, of |x| or of the inverse distance.
  public func rest(
    of kernel: DivergenceKernel, towards point: Double, from side: Side, beyondLogarithm s: Double,
    tolerance: Tolerance = .standard
  ) -> Estimate {
    let overflow = PairIntegrand.Overflow()
    var result = rest(
      of: [kernel], towards: PanelMesh.End(point: point, isApproachedFromBelow: side == .below),
      beyondLogarithm: s, addedTo: [0], overflow: overflow, tolerance: tolerance)[0]
    if !overflow.components.isEmpty { result.absoluteError = .infinity }
    return result
  }

  private func rest(
    of kernels: [DivergenceKernel], towards end: PanelMesh.End, beyondLogarithm s: Double,
    addedTo values: [Double], overflow: PairIntegrand.Overflow, tolerance: Tolerance
  ) -> [Estimate] {
    let nothing = Estimate(value: 0, absoluteError: 0)
    guard
      let rest = RestIntegrand(self, towards: end, kernels: kernels, values: values, overflow: overflow)
    else { return kernels.map { _ in nothing } }
    guard let beyond = try? Interval(s, .infinity),
      let parts = try? PanelIntegrator(tolerance: tolerance).integrate(
        rest, over: beyond, marks: [PanelMesh.Mark(position: s, scale: 0.5)])
    else { return kernels.map { _ in Estimate(value: 0, absoluteError: .infinity) } }
    return kernels.indices.map { c in
      var part = parts[c]
      part.absoluteError +=
        rest.formError * part.value.magnitude
        + 2 * .ulpOfOne * parts[kernels.count + c].value.magnitude
      return part
    }
  }

  private func words(_ end: PanelMesh.End) -> String {
    end.point.isInfinite
      ? "towards \(end.point > 0 ? "" : "minus ")infinity, beyond the range of doubles,"
      : "within the smallest doubles of \(end.point)"
  }
}
