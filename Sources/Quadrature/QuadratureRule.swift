/// How the nodes of an integral are chosen and its error estimated.
///
/// Every rule handles finite, half-infinite and whole-line intervals and break points. On infinite intervals
/// the rules without a routine of their own in GSL use QUADPACK's map `x = a ± (1 - t) / t`, `t` in `(0, 1]`,
/// and on the whole line the folded integrand `f(x) + f(-x)`.
public enum QuadratureRule: Sendable, Hashable {
  /// What `integrate(over:breakPoints:tolerance:rule:limit:_:)` uses when nothing is said: ``adaptive``.
  case automatic
  /// Our own rule, which is hard to deceive and needs no hints: Patterson's nested rules on bisected panels,
  /// the decay of their Legendre coefficients as the error, jumps and singular points found and cut at,
  /// singular ends extrapolated, and a check that neighbouring panels fit together.
  ///
  /// It also samples right beside the ends and break points; an infinite side is a unit interval and
  /// `x = a ± 1/u`. Its error is a sum of estimates for the panels, for
  /// the places of jumps, for what the seams may hide, and for rounding (of the nodes too). On 12,000 random
  /// integrands with jumps, kinks, peaks, singularities and oscillations it never failed silently, with half
  /// the evaluations of ``doublyAdaptive``; a peak that no node touches it misses, as every rule does that
  /// cannot look inside the integrand: name its place as a break point.
  case adaptive
  /// Gauss-Kronrod panels, bisected where the estimated error is largest: `gsl_integration_qag`.
  ///
  /// Its error criterion is QUADPACK's `|K - G|` sharpened by a power 3/2 and floored at 50 ulp of `∫ |f|`.
  case gaussKronrod(GaussKronrodPoints)
  /// The same with Wynn's epsilon algorithm on the sequence of bisections, for integrable singularities:
  /// `gsl_integration_qags`, with break points `qagp`, on infinite intervals `qagi`, `qagiu`, `qagil`.
  ///
  /// Fast, but the estimate can lie: on jumps about one integral in twelve is wrong under a status of
  /// success.
  case extrapolated
  /// Gonnet's doubly adaptive Clenshaw-Curtis rule, `gsl_integration_cquad`; slower to answer and hard to
  /// deceive.
  ///
  /// It evaluates the ends of the interval, and drops them when the integrand is not finite there.
  case doublyAdaptive
  /// `n` Gauss-Legendre nodes on each piece between break points, `gsl_integration_glfixed_table`; not
  /// adaptive.
  ///
  /// Exact for polynomials up to degree `2n - 1`. The error is the difference from the rule with `n / 2`
  /// nodes, which is what that rule is off by, so it is pessimistic for smooth integrands and no evidence for
  /// others.
  case gaussLegendre(nodes: Int)
}

/// The number of nodes of a Gauss-Kronrod rule, `2n + 1` around a Gauss rule of `n`.
public enum GaussKronrodPoints: Int32, Sendable, Hashable, CaseIterable {
  /// 15 nodes around Gauss's 7: for integrands with narrow features.
  case points15 = 1
  /// 21 nodes around Gauss's 10: the order that QAGS uses.
  case points21
  /// 31 nodes around Gauss's 15.
  case points31
  /// 41 nodes around Gauss's 20.
  case points41
  /// 51 nodes around Gauss's 25.
  case points51
  /// 61 nodes around Gauss's 30: for smooth and oscillating integrands.
  case points61

  /// How many times one panel evaluates the integrand.
  public var count: Int { 10 * Int(rawValue) + (self == .points15 ? 5 : 1) }
}
