import Distributions
import Testing

/// A pair of laws by text.
struct NamedPair: Sendable, CustomTestStringConvertible {
  let p: String
  let q: String

  var testDescription: String { "\(p) against \(q)" }

  func laws() throws -> (Distribution, Distribution) { (try Distribution(p), try Distribution(q)) }
}

/// Pairs that cover every family and combinator, with equal, nested, overlapping and disjoint supports.
let ordinaryPairs = [
  NamedPair(p: "normal(0, 1)", q: "normal(1, 2)"),
  NamedPair(p: "normal(0, 1)", q: "normal(0.001, 1)"),
  NamedPair(p: "laplace(0, 1)", q: "normal(0.5, 1)"),
  NamedPair(p: "logistic(0, 1)", q: "student(3, 0, 1)"),
  NamedPair(p: "cauchy(0, 1)", q: "cauchy(1, 2)"),
  NamedPair(p: "uniform(0, 1)", q: "beta(2, 3)"),
  NamedPair(p: "uniform(0, 2)", q: "uniform(1, 4)"),
  NamedPair(p: "exponential(1)", q: "gamma(2.5, 0.7)"),
  NamedPair(p: "weibull(1.7, 1)", q: "lognormal(0, 0.5)"),
  NamedPair(p: "gumbel(0, 1)", q: "normal(1, 1)"),
  NamedPair(p: "pareto(2.5, 1)", q: "exponential(2)"),
  NamedPair(p: "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)", q: "normal(0, 2)"),
  NamedPair(p: "truncated(normal(0, 1), 0.5, inf)", q: "gamma(1.5, 1)"),
  NamedPair(p: "affine(gamma(2, 1), 3, -1)", q: "uniform(-1, 4)"),
  NamedPair(p: "kde([1, 2, 4], 0.5)", q: "normal(2, 1.5)"),
  NamedPair(p: "uniform(0, 1)", q: "uniform(2, 3)"),
]
