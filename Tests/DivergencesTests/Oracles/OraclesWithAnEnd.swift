import Distributions
import Divergences
import Testing

// A pair of parameters has one line; the quantities follow from the types.

/// Exponential laws.
func exponentialOracles() throws -> [Oracle] {
  try [
    (1, 1 + 1e-6), (1, 1 + 1e-3), (1, 1.9), (1.9, 1), (2.1, 1), (1, 50), (3, 1e-3),
  ].flatMap { (a: Double, b: Double) -> [Oracle] in
    let (p, q) = (try Exponential(scale: a), try Exponential(scale: b))
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

/// Gamma laws.
func gammaOracles() throws -> [Oracle] {
  try [
    (2, 1, 2, 1 + 1e-6), (2, 1, 2 + 1e-3, 1), (2, 1, 2.001, 1.001), (2.5, 0.7, 1.7, 1.1), (0.3, 1, 0.5, 2),
    (5, 1, 5, 3), (40, 0.1, 3, 1), (3, 1, 7, 1),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Gamma(shape: a, scale: b), try Gamma(shape: c, scale: d))
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
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}

/// Beta laws.
func betaOracles() throws -> [Oracle] {
  try [
    (2, 3, 2 + 1e-6, 3), (2, 3, 2.001, 3.001), (2, 3, 3, 2), (0.5, 0.5, 1, 1), (0.7, 0.6, 0.5, 0.5),
    (20, 30, 2, 3),
    (2, 3, 5, 7),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Beta(a: a, b: b), try Beta(a: c, b: d))
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
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    return list.all
  }
}

/// Uniform laws.
func uniformOracles() throws -> [Oracle] {
  try [
    (0, 1, 0, 1 + 1e-6), (1e-6, 1, 0, 1), (0, 1, 0.3, 2), (0.2, 0.5, 0, 2), (0, 1, 3, 4), (0, 1, -1000, 1000),
    (0, 1, 1e-3, 1.001),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Uniform(lower: a, upper: b), try Uniform(lower: c, upper: d))
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
    list.add("JSD", ClosedForm.jensenShannon(p, q)) { try jensenShannon(p, q) }
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}

/// Weibull laws.
func weibullOracles() throws -> [Oracle] {
  try [
    (1.5, 1, 1.5, 1 + 1e-6), (1.5, 1, 1.501, 1), (1.5, 1, 1.5, 1.2), (1.7, 1.2, 0.8, 1), (2, 1, 2, 3),
    (0.6, 1, 0.6, 1.5),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Weibull(shape: a, scale: b), try Weibull(shape: c, scale: d))
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

/// Pareto laws.
func paretoOracles() throws -> [Oracle] {
  try [
    (3, 1, 3 + 1e-6, 1), (3, 1, 3.001, 1), (3, 1.001, 3, 1), (2.5, 1, 4, 1), (2.5, 2, 1.5, 1), (3, 1, 3, 2),
    (0.8, 1, 0.8, 2), (2, 1, 5, 1),
  ].flatMap { (a: Double, b: Double, c: Double, d: Double) -> [Oracle] in
    let (p, q) = (try Pareto(shape: a, scale: b), try Pareto(shape: c, scale: d))
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
    list.add("JSD", ClosedForm.jensenShannon(p, q)) { try jensenShannon(p, q) }
    list.add("W1", ClosedForm.wasserstein1(p, q)) { try wasserstein1(p, q) }
    list.add("W2", ClosedForm.wasserstein2(p, q)) { try wasserstein2(p, q) }
    return list.all
  }
}
