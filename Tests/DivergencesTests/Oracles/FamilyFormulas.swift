import Distributions
import Divergences

/// The formulas of ``ClosedForm`` for one family, by the names of `Reference/references.json`.
struct FamilyFormulas<Family: Law> {
  typealias Formula = (Family, Family) -> Double?

  var divergence: Formula = { _, _ in nil }
  var renyi: (Family, Family, Double) -> Double? = { _, _, _ in nil }
  var byName: [String: Formula]

  /// What is known of this pair; a quantity without a formula for these parameters is left out.
  func values(_ p: Family, _ q: Family) -> [String: Double] {
    var known = byName.compactMapValues { $0(p, q) }
    known["kl_pq"] = divergence(p, q)
    known["kl_qp"] = divergence(q, p)
    known["renyi_0.3"] = renyi(p, q, 0.3)
    known["renyi_1.7"] = renyi(p, q, 1.7)
    return known
  }
}

/// Every formula of ``ClosedForm`` for two laws of one family; `nil` for any other pair.
func closedForms(_ first: any Law, _ second: any Law) -> [String: Double]? {
  switch (first, second) {
  case (let p as Normal, let q as Normal):
    FamilyFormulas<Normal>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "wasserstein_1": ClosedForm.wasserstein1, "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Lognormal, let q as Lognormal):
    FamilyFormulas<Lognormal>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "wasserstein_1": ClosedForm.wasserstein1, "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Laplace, let q as Laplace):
    FamilyFormulas<Laplace>(
      divergence: ClosedForm.kullbackLeibler,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "wasserstein_1": ClosedForm.wasserstein1, "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Logistic, let q as Logistic):
    FamilyFormulas<Logistic>(
      divergence: ClosedForm.kullbackLeibler,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "wasserstein_1": ClosedForm.wasserstein1, "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Cauchy, let q as Cauchy):
    FamilyFormulas<Cauchy>(
      divergence: ClosedForm.kullbackLeibler,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "chi_squared": ClosedForm.chiSquared,
        "tv": ClosedForm.totalVariation, "jsd": ClosedForm.jensenShannon,
        "jsd_deficit": ClosedForm.jensenShannonDeficit, "wasserstein_1": ClosedForm.wasserstein1,
        "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Gumbel, let q as Gumbel):
    FamilyFormulas<Gumbel>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "wasserstein_1": ClosedForm.wasserstein1, "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  default: closedFormsWithAnEnd(first, second)
  }
}

/// Of the families on a half line or an interval.
private func closedFormsWithAnEnd(_ first: any Law, _ second: any Law) -> [String: Double]? {
  switch (first, second) {
  case (let p as Exponential, let q as Exponential):
    FamilyFormulas<Exponential>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "wasserstein_1": ClosedForm.wasserstein1, "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Gamma, let q as Gamma):
    FamilyFormulas<Gamma>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "wasserstein_1": ClosedForm.wasserstein1,
        "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Beta, let q as Beta):
    FamilyFormulas<Beta>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "wasserstein_1": ClosedForm.wasserstein1,
      ]
    ).values(p, q)
  case (let p as Uniform, let q as Uniform):
    FamilyFormulas<Uniform>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "jsd": ClosedForm.jensenShannon, "wasserstein_1": ClosedForm.wasserstein1,
        "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Weibull, let q as Weibull):
    FamilyFormulas<Weibull>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "wasserstein_1": ClosedForm.wasserstein1, "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  case (let p as Pareto, let q as Pareto):
    FamilyFormulas<Pareto>(
      divergence: ClosedForm.kullbackLeibler, renyi: ClosedForm.renyi,
      byName: [
        "squared_hellinger": ClosedForm.squaredHellinger, "bhattacharyya": ClosedForm.bhattacharyyaDistance,
        "chi_squared": ClosedForm.chiSquared, "tv": ClosedForm.totalVariation,
        "jsd": ClosedForm.jensenShannon, "wasserstein_1": ClosedForm.wasserstein1,
        "wasserstein_2": ClosedForm.wasserstein2,
      ]
    ).values(p, q)
  default: nil
  }
}
