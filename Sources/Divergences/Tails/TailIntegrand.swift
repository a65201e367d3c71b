import Distributions
import Quadrature

/// The terms of a pair beyond the range of Double as one batched integrand over s.
///
/// Of each term two components are integrated: itself, and itself times the size of the numbers in its exponent, which
/// measures rounding.
struct TailIntegrand<Terms: TailTerms>: BatchIntegrand {
  let terms: Terms
  private let end: PanelMesh.End
  private let laws: (first: TailLaw, second: TailLaw)
  /// What the tail is added to, term by term: its error need not be less than theirs.
  private let values: [Double]
  /// Which terms exceeded the largest double; they are zero there.
  let overflow = Overflow()

  /// A record of the components that overflowed, kept by one integration on one thread.
  final class Overflow {
    var components: Set<Int> = []
  }

  /// `nil` where neither law reaches the end.
  init?(_ terms: Terms, of pair: LawPair, towards end: PanelMesh.End, addedTo values: [Double]) {
    laws = (TailLaw(pair.first, towards: end), TailLaw(pair.second, towards: end))
    guard laws.first.form != nil || laws.second.form != nil else { return nil }
    (self.terms, self.end, self.values) = (terms, end, values)
  }

  var componentCount: Int { 2 * terms.componentCount }
  var acceptsZero: Bool { true }
  var splitsBeforehand: Bool { terms.hasKinks }

  /// By how much, relative to itself, an integral may be off because something took over from what it stands for.
  func relativeError(of component: Int) -> Double {
    laws.first.formError + laws.second.formError + terms.extrapolationError(of: component)
  }

  func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double {
    guard component < terms.componentCount else { return Tolerance.magnitudeOnly.allowed(for: value) }
    return max(standard.allowed(for: value), 0.1 * standard.allowed(for: values[component]))
  }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (n, count) = (offsets.count, terms.componentCount)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { row in
      for i in 0..<n {
        let point = point(atLogarithm: anchor + offsets[i])
        terms.evaluate(point, into: row)
        for c in 0..<count {
          if !(row[c].magnitude < 1e290) {
            overflow.components.insert(c)
            row[c] = 0
          }
          result[c * n + i] = row[c]
          result[(count + c) * n + i] = row[c].magnitude * terms.size(of: c, at: point)
        }
      }
    }
  }

  private func point(atLogarithm s: Double) -> TailPoint {
    TailPoint(
      logarithm: s, logP: laws.first.logDensity(atLogarithm: s), logQ: laws.second.logDensity(atLogarithm: s),
      logJacobian: end.point.isInfinite ? s : -s)
  }

  func splitPoint(of panel: Panel) -> Double? {
    guard splitsBeforehand else { return nil }
    return signChange(in: panel) {
      let point = point(atLogarithm: panel.anchor + $0)
      return point.logP - point.logQ
    }
  }
}
