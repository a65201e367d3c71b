import Testing

@Suite("Closed forms and quadrature agree, from separations of 1e-6 to scale ratios of 1000")
struct ClosedFormTests {
  @Test("Normal laws", arguments: try! normalOracles())
  func normal(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Log-normal laws", arguments: try! lognormalOracles())
  func lognormal(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Laplace laws", arguments: try! laplaceOracles())
  func laplace(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Logistic laws", arguments: try! logisticOracles())
  func logistic(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Cauchy laws", arguments: try! cauchyOracles())
  func cauchy(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Gumbel laws", arguments: try! gumbelOracles())
  func gumbel(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Exponential laws", arguments: try! exponentialOracles())
  func exponential(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Gamma laws", arguments: try! gammaOracles())
  // log Γ of the larger shapes is of order 100, and a divergence of order 1 is a difference of several.
  func gamma(_ oracle: Oracle) throws {
    expectAgreement(try oracle.computed(), oracle.exact, rounding: 3e-13)
  }

  @Test("Beta laws", arguments: try! betaOracles())
  // log Γ of the larger shapes is of order 100, and a divergence of order 1 is a difference of several.
  func beta(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact, rounding: 3e-13) }

  @Test("Uniform laws", arguments: try! uniformOracles())
  func uniform(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Weibull laws", arguments: try! weibullOracles())
  func weibull(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }

  @Test("Pareto laws", arguments: try! paretoOracles())
  func pareto(_ oracle: Oracle) throws { expectAgreement(try oracle.computed(), oracle.exact) }
}
