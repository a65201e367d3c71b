import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A law towards one end, by s = log y: its own density where x is a double, its asymptotic form beyond.
struct TailLaw: Sendable {
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
    reach = form?.logarithmOfReach(bound: TailLaw.bound + 10) ?? .infinity
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

extension AsymptoticForm {
  /// The s = log y up to which integrals over x itself serve: neither y nor a term of the form nears the range of
  /// Double, nor has a power-law tail, whose mass may lie farther out, fallen below the smallest one.
  var logarithmOfCut: Double {
    let reach = logarithmOfReach(bound: TailLaw.bound)
    guard variable == .magnitude, exponentials.isEmpty, powers.isEmpty else { return reach }
    // a s² + b s + c = -600.
    let rest = constant + 600
    let underflow =
      logSquared == 0
      ? -rest / log : -(log + (log * log - 4 * logSquared * rest).squareRoot()) / (2 * logSquared)
    return underflow > 1 ? min(reach, underflow) : reach
  }
}
