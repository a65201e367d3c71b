import CGSL

/// The 95 % confidence interval of Clopper and Pearson (1934) for a share of which `count` of `total` were
/// seen: exact, so it holds at least that often for every share, and is no point at 0.
func binomialInterval(_ count: Int, of total: Int) -> (lower: Double, upper: Double) {
  let (k, n) = (Double(count), Double(total))
  return (
    count == 0 ? 0 : gsl_cdf_beta_Pinv(0.025, k, n - k + 1),
    count == total ? 1 : gsl_cdf_beta_Pinv(0.975, k + 1, n - k)
  )
}
