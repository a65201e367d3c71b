import Distributions
import Divergences
import Testing

// A pair of parameters has one line; the quantities follow from the types.

/// Normal laws.
func normalOracles() throws -> [Oracle] {
  try [
    (0, 1, 1e-6, 1), (0, 1, 1e-3, 1), (0, 1, 0, 1 + 1e-6), (0, 1, 0.7, 1.3), (1, 2, 0, 1), (0, 1, 12, 1),
    (0, 1, 0, 1000), (5, 1e-3, 5.001, 1e-3), (0, 1, 3, 0.6),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Normal(mean: a, standardDeviation: b), try Normal(mean: c, standardDeviation: d))
    var list = OracleList(p, q)
    list.add("KL", ClosedForm.kullbackLeibler(from: p, to: q)) { try kullbackLeibler(from: p, to: q) }
    list.add("KL back", ClosedForm.kullbackLeibler(from: q, to: p)) { try kullbackLeibler(from: q, to: p) }
    list.add("squared Hellinger", ClosedForm.squaredHellinger(p, q)) { try squaredHellinger(p, q) }
    list.add("Bhattacharyya", ClosedForm.bhattacharyyaDistance(p, q)) { try bhattacharyyaDistance(p, q) }
    list.add("chi-squared", ClosedForm.chiSquared(of: p, against: q)) { try chiSquared(of: p, against: q) }
    list.add("Rényi 0.3", ClosedForm.renyi(of: p, against: q, order: 0.3)) {
      try renyi(of: p, against: q, order: 0.3)
    }
    list.add("Rényi 1.7", ClosedForm.renyi(of: p, against: q, order: 1.7)) {
      try renyi(of: p, against: q, order: 1.7)
    }
    list.add("TV", ClosedForm.totalVariation(p, q)) { try totalVariation(p, q) }
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}

/// Log-normal laws.
func lognormalOracles() throws -> [Oracle] {
  try [
    (0, 1, 1e-6, 1), (0, 1, 1e-3, 1), (0, 1, 0, 1.001), (0, 0.5, 0.7, 0.7), (1, 0.5, -1, 0.4),
    (0, 0.5, 5, 0.5),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Lognormal(mu: a, sigma: b), try Lognormal(mu: c, sigma: d))
    var list = OracleList(p, q)
    list.add("KL", ClosedForm.kullbackLeibler(from: p, to: q)) { try kullbackLeibler(from: p, to: q) }
    list.add("KL back", ClosedForm.kullbackLeibler(from: q, to: p)) { try kullbackLeibler(from: q, to: p) }
    list.add("squared Hellinger", ClosedForm.squaredHellinger(p, q)) { try squaredHellinger(p, q) }
    list.add("Bhattacharyya", ClosedForm.bhattacharyyaDistance(p, q)) { try bhattacharyyaDistance(p, q) }
    list.add("chi-squared", ClosedForm.chiSquared(of: p, against: q)) { try chiSquared(of: p, against: q) }
    list.add("Rényi 0.3", ClosedForm.renyi(of: p, against: q, order: 0.3)) {
      try renyi(of: p, against: q, order: 0.3)
    }
    list.add("Rényi 1.7", ClosedForm.renyi(of: p, against: q, order: 1.7)) {
      try renyi(of: p, against: q, order: 1.7)
    }
    list.add("TV", ClosedForm.totalVariation(p, q)) { try totalVariation(p, q) }
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}

/// Laplace laws.
func laplaceOracles() throws -> [Oracle] {
  try [
    (0, 1, 1e-6, 1), (0, 1, 1e-3, 1), (0, 1, 0, 1 + 1e-6), (0, 1, 0.7, 1.3), (1, 2, 0, 1), (0, 1, 12, 1),
    (0, 1, 0, 1000), (0, 1, 3, 0.6),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Laplace(location: a, scale: b), try Laplace(location: c, scale: d))
    var list = OracleList(p, q)
    list.add("KL", ClosedForm.kullbackLeibler(from: p, to: q)) { try kullbackLeibler(from: p, to: q) }
    list.add("KL back", ClosedForm.kullbackLeibler(from: q, to: p)) { try kullbackLeibler(from: q, to: p) }
    list.add("squared Hellinger", ClosedForm.squaredHellinger(p, q)) { try squaredHellinger(p, q) }
    list.add("Bhattacharyya", ClosedForm.bhattacharyyaDistance(p, q)) { try bhattacharyyaDistance(p, q) }
    list.add("chi-squared", ClosedForm.chiSquared(of: p, against: q)) { try chiSquared(of: p, against: q) }
    list.add("TV", ClosedForm.totalVariation(p, q)) { try totalVariation(p, q) }
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}

/// Logistic laws.
func logisticOracles() throws -> [Oracle] {
  try [
    (0, 1, 1e-6, 1), (0, 1, 1e-3, 1), (0, 1, 0.7, 1), (3, 0.5, 0, 0.5), (0, 1, 12, 1), (0, 1, 0.7, 1.3),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Logistic(location: a, scale: b), try Logistic(location: c, scale: d))
    var list = OracleList(p, q)
    list.add("KL", ClosedForm.kullbackLeibler(from: p, to: q)) { try kullbackLeibler(from: p, to: q) }
    list.add("KL back", ClosedForm.kullbackLeibler(from: q, to: p)) { try kullbackLeibler(from: q, to: p) }
    list.add("squared Hellinger", ClosedForm.squaredHellinger(p, q)) { try squaredHellinger(p, q) }
    list.add("Bhattacharyya", ClosedForm.bhattacharyyaDistance(p, q)) { try bhattacharyyaDistance(p, q) }
    list.add("chi-squared", ClosedForm.chiSquared(of: p, against: q)) { try chiSquared(of: p, against: q) }
    list.add("TV", ClosedForm.totalVariation(p, q)) { try totalVariation(p, q) }
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}

/// Cauchy laws.
func cauchyOracles() throws -> [Oracle] {
  try [
    (0, 1, 1e-6, 1), (0, 1, 1e-3, 1), (0, 1, 0, 1 + 1e-6), (0, 1, 0.7, 1.3), (1, 2, 0, 1), (0, 1, 12, 1),
    (0, 1, 0, 1000), (0, 1, 1e6, 1),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Cauchy(location: a, scale: b), try Cauchy(location: c, scale: d))
    var list = OracleList(p, q)
    list.add("KL", ClosedForm.kullbackLeibler(from: p, to: q)) { try kullbackLeibler(from: p, to: q) }
    list.add("KL back", ClosedForm.kullbackLeibler(from: q, to: p)) { try kullbackLeibler(from: q, to: p) }
    list.add("squared Hellinger", ClosedForm.squaredHellinger(p, q)) { try squaredHellinger(p, q) }
    list.add("chi-squared", ClosedForm.chiSquared(of: p, against: q)) { try chiSquared(of: p, against: q) }
    list.add("TV", ClosedForm.totalVariation(p, q)) { try totalVariation(p, q) }
    list.add("JSD", ClosedForm.jensenShannon(p, q)) { try jensenShannon(p, q) }
    list.add("JSD deficit", ClosedForm.jensenShannonDeficit(p, q)) { try jensenShannonDeficit(p, q) }
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}

/// Gumbel laws.
func gumbelOracles() throws -> [Oracle] {
  try [
    (0, 1, 1e-6, 1), (0, 1, 1e-3, 1), (0, 1, 0, 1.001), (0, 1, 0.7, 1.3), (1, 1, 0.4, 1), (0, 1, 6, 1),
    (0.4, 1, 1, 1), (0, 1, 0, 3),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Gumbel(location: a, scale: b), try Gumbel(location: c, scale: d))
    var list = OracleList(p, q)
    list.add("KL", ClosedForm.kullbackLeibler(from: p, to: q)) { try kullbackLeibler(from: p, to: q) }
    list.add("KL back", ClosedForm.kullbackLeibler(from: q, to: p)) { try kullbackLeibler(from: q, to: p) }
    list.add("squared Hellinger", ClosedForm.squaredHellinger(p, q)) { try squaredHellinger(p, q) }
    list.add("Bhattacharyya", ClosedForm.bhattacharyyaDistance(p, q)) { try bhattacharyyaDistance(p, q) }
    list.add("chi-squared", ClosedForm.chiSquared(of: p, against: q)) { try chiSquared(of: p, against: q) }
    list.add("Rényi 0.3", ClosedForm.renyi(of: p, against: q, order: 0.3)) {
      try renyi(of: p, against: q, order: 0.3)
    }
    list.add("Rényi 1.7", ClosedForm.renyi(of: p, against: q, order: 1.7)) {
      try renyi(of: p, against: q, order: 1.7)
    }
    list.add("TV", ClosedForm.totalVariation(p, q)) { try totalVariation(p, q) }
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}
