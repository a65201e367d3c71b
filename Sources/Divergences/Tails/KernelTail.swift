import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Kernels towards one end. A kernel is homogeneous of degree one, so Φ(p, q) dx = Φ(p |dx/ds|, q |dx/ds|) ds; where a
/// log-density overflows, what is left of Φ is its growth p^α q^β |log p/q|^γ, whose logarithm does not.
struct KernelTail: TailTerms {
  let kernels: [DivergenceKernel]
  private let forms: (first: AsymptoticForm, second: AsymptoticForm)?
  private let ratio: AsymptoticForm?
  /// Of each kernel whose powers amplify rounding, where the mesh was cut for that.
  private let ties: [Tie?]

  init(_ kernels: [DivergenceKernel], of pair: LawPair, towards end: PanelMesh.End) {
    self.kernels = kernels
    let side: Side = end.isApproachedFromBelow ? .below : .above
    let first = pair.first.asymptotics(approaching: end.point, from: side)
    let second = pair.second.asymptotics(approaching: end.point, from: side)
    if let first, let second { forms = (first, second) } else { forms = nil }
    ratio = forms.map { $0.first - $0.second }
    // The companion that measures a kernel's rounding grows like it: it reads the same form, whose rounding is `error`.
    ties = kernels.map { pair.tieCuts[end] == nil ? nil : Tie($0, of: pair, towards: end) }
  }

  var componentCount: Int { kernels.count }
  var hasKinks: Bool { kernels.contains { $0.contact.hasKink } }

  func evaluate(_ point: TailPoint, into values: UnsafeMutableBufferPointer<Double>) {
    for (c, kernel) in kernels.enumerated() {
      if let tie = tie(of: c, at: point) {
        values[c] = exp(tie.form.value(atLogarithm: point.logarithm) + point.logJacobian)
      } else {
        values[c] = growth(of: kernel, point) ?? kernel.evaluate(point.logMassOfP, point.logMassOfQ)
      }
    }
  }

  func size(of component: Int, at point: TailPoint) -> Double {
    guard let tie = tie(of: component, at: point) else { return point.size }
    return 2 + point.logarithm.magnitude + tie.form.value(atLogarithm: point.logarithm).magnitude
  }

  func extrapolationError(of component: Int) -> Double { ties[component]?.error ?? 0 }

  private func tie(of component: Int, at point: TailPoint) -> Tie? {
    ties[component].flatMap { point.logarithm >= $0.start ? $0 : nil }
  }

  /// Φ |dx/ds| where a log-density overflows and the kernel grows with it; `nil` elsewhere.
  private func growth(of kernel: DivergenceKernel, _ point: TailPoint) -> Double? {
    guard point.logP.isInfinite || point.logQ.isInfinite, let ratio, let forms else { return nil }
    let term = kernel.growth.first { (ratio.limit > 0 ? $0.exponentOfP : $0.exponentOfQ) > 0 }
    guard let term else { return nil }
    let s = point.logarithm
    let factor: Double
    switch (term.exponentOfP, term.exponentOfQ) {
    case (let a, 0): factor = a * point.logP
    case (0, let b): factor = b * point.logQ
    case (let a, let b):
      factor = (forms.first.scaled(by: a) + forms.second.scaled(by: b)).value(atLogarithm: s)
    }
    if factor == -.infinity { return 0 }
    let logRatio = term.exponentOfLogRatio == 0 ? 0 : ratio.logarithmOfMagnitude(atLogarithm: s)
    return exp(factor + point.logJacobian + term.exponentOfLogRatio * logRatio)
  }
}
