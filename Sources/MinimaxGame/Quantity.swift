/// The quantities that one evaluation of a game reports, in the order of its table.
public enum Quantity: String, Sendable, CaseIterable, Codable {
  case massOfData = "mass_data"
  case massOfGenerator = "mass_generator"
  case optimalValue = "value_optimal"
  case criterionByKullbackLeibler = "criterion_kl"
  case criterionByJensenShannon = "criterion_jsd"
  case kullbackLeiblerOfDataToMixture = "kl_data_mixture"
  case kullbackLeiblerOfGeneratorToMixture = "kl_generator_mixture"
  case jensenShannon = "jsd"
  case jensenShannonDeficit = "jsd_deficit"
  case kullbackLeiblerOfDataToGenerator = "kl_data_generator"
  case kullbackLeiblerOfGeneratorToData = "kl_generator_data"
  case totalVariation = "total_variation"
  case totalVariationDeficit = "total_variation_deficit"
  case squaredHellinger = "squared_hellinger"
  case chiSquared = "chi_squared"
  case wasserstein1 = "wasserstein_1"
  // With a discriminator:
  case value
  case gap
  case dualityGap = "duality_gap"
  case lossSum = "loss_sum"
  case lossSumFloor = "loss_sum_floor"
  case lossSumExcess = "loss_sum_excess"
  case lossMean = "loss_mean"
  case lossMeanFloor = "loss_mean_floor"
  case lossMeanExcess = "loss_mean_excess"

  /// In what a quantity is measured.
  public enum Unit: String, Sendable, Codable {
    /// Natural logarithms; `--unit bits` divides by log 2.
    case nats
    /// A pure number.
    case one = "1"
    /// The unit of x.
    case x
  }

  /// Whether the quantity belongs to a discriminator.
  public var needsDiscriminator: Bool {
    switch self {
    case .value, .gap, .dualityGap, .lossSum, .lossSumFloor, .lossSumExcess, .lossMean, .lossMeanFloor,
      .lossMeanExcess:
      true
    default: false
    }
  }

  /// The unit of the quantity.
  public var unit: Unit {
    switch self {
    case .massOfData, .massOfGenerator, .totalVariation, .totalVariationDeficit, .squaredHellinger,
      .chiSquared:
      .one
    case .wasserstein1: .x
    default: .nats
    }
  }

  /// The absolute error, in the quantity's unit, up to which it counts as `converged` however small its value is.
  ///
  /// Every row is `converged` when its error is at most the tolerance times its value. Beside that, a difference of numbers
  /// of the size of log 4, or of 1, may have their rounding, 16 ulp of 1 (3.6e-15); what is 0 where D = D*, or
  /// p_data = p_g, with a double zero, 1e-24; and W1 16 ulp of where and how wide the laws are. README.md and the help of
  /// `minimax evaluate` say so too.
  ///
  /// - Parameter extent: the greater median, in absolute value, plus the greater distance between quartiles, in units
  ///   of x.
  public func roundingOfTerms(extent: Double) -> Double {
    switch self {
    case .optimalValue, .criterionByKullbackLeibler, .criterionByJensenShannon, .dualityGap, .totalVariation:
      16 * .ulpOfOne
    case .wasserstein1: 16 * .ulpOfOne * extent
    case .gap, .lossSumExcess, .lossMeanExcess, .kullbackLeiblerOfDataToMixture,
      .kullbackLeiblerOfGeneratorToMixture, .jensenShannon, .kullbackLeiblerOfDataToGenerator,
      .kullbackLeiblerOfGeneratorToData, .squaredHellinger, .chiSquared:
      1e-24
    default: 0
    }
  }

  /// The formula, with m = (p_data + p_g)/2.
  public var definition: String {
    switch self {
    case .massOfData: "integral of p_data plus its atoms, on the panels of everything else; must be 1"
    case .massOfGenerator: "integral of p_g plus its atoms, on the panels of everything else; must be 1"
    case .optimalValue: "V(G, D*) = E_data[log D*] + E_g[log(1 - D*)], integrated over quantiles"
    case .criterionByKullbackLeibler: "C(G) = -log 4 + KL(p_data || m) + KL(p_g || m)"
    case .criterionByJensenShannon: "C(G) = -log 4 + 2 JSD, the JSD as H(m) - H(p_data)/2 - H(p_g)/2"
    case .kullbackLeiblerOfDataToMixture: "KL(p_data || m)"
    case .kullbackLeiblerOfGeneratorToMixture: "KL(p_g || m)"
    case .jensenShannon: "JSD = KL(p_data || m)/2 + KL(p_g || m)/2, the divergence, not its root"
    case .jensenShannonDeficit: "log 2 - JSD, without cancellation"
    case .kullbackLeiblerOfDataToGenerator: "KL(p_data || p_g)"
    case .kullbackLeiblerOfGeneratorToData: "KL(p_g || p_data)"
    case .totalVariation: "half the integral of |p_data - p_g|, in [0, 1]"
    case .totalVariationDeficit: "1 - total variation = integral of min(p_data, p_g), without cancellation"
    case .squaredHellinger: "half the integral of (sqrt p_data - sqrt p_g)^2, in [0, 1]"
    case .chiSquared: "integral of (p_data - p_g)^2 / p_g"
    case .wasserstein1: "integral of |F_data - F_g|"
    case .value: "V(G, D) = E_data[log D] + E_g[log(1 - D)]"
    case .gap: "V(G, D*) - V(G, D) = integral of (p_data + p_g) KL_Bernoulli(D* || D)"
    case .dualityGap: "C(G) - E_data[log D] - log(1 - sup D)"
    case .lossSum: "the discriminator's loss as a sum, -V(G, D); log 4 at the solution"
    case .lossSumFloor: "the least loss any D can reach here, -C(G)"
    case .lossSumExcess: "loss_sum - loss_sum_floor, the gap"
    case .lossMean: "the discriminator's loss as mean binary cross-entropy, -V(G, D)/2; log 2 at the solution"
    case .lossMeanFloor: "the least mean cross-entropy any D can reach here, -C(G)/2"
    case .lossMeanExcess: "loss_mean - loss_mean_floor, half the gap"
    }
  }
}
