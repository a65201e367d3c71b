import CGSL

/// The 95 % confidence interval of Clopper and Pearson (1934) for a share of which `count` of `total` were
/// seen: exact, so it holds at least that often for every share, and is no point at 0.
///
/// Its ends are where `P(X >= count)` and `P(X <= count)` are 2.5 %, found by bisection of the beta law's
/// cumulative: GSL's `gsl_cdf_beta_Pinv` gives NaN for some, as for 130 of 2,000.
func binomialInterval(_ count: Int, of total: Int) -> (lower: Double, upper: Double) {
  let (k, n) = (Double(count), Double(total))
  return (
    count == 0 ? 0 : increasingRoot { gsl_cdf_beta_P($0, k, n - k + 1) - 0.025 },
    count == total ? 1 : increasingRoot { 0.025 - gsl_cdf_beta_Q($0, k + 1, n - k) }
  )
}

/// Where an increasing function of a number in [0, 1] changes its sign.
private func increasingRoot(_ function: (Double) -> Double) -> Double {
  var (low, high) = (0.0, 1.0)
  while true {
    let middle = low + (high - low) / 2
    guard low < middle, middle < high else { return middle }
    if function(middle) < 0 { low = middle } else { high = middle }
  }
}
