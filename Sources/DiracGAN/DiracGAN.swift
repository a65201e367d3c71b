/// The Dirac-GAN (Mescheder, Geiger and Nowozin 2018): the simplest game in which training can fail to converge.
///
/// The data are a point mass at 0, the generator's samples one at θ, and D's logit is linear, ψx. With
/// f(t) = -log(1 + e^-t) the discriminator ascends L(θ, ψ) = f(θψ) + f(0) and the generator descends it (in this
/// convention of the paper a large logit means "generated"). The only equilibrium is (0, 0).
///
///     let game = DiracGAN(.nonSaturating)
///     game.field(at: DiracGAN.State(theta: 1, psi: 1))   // where gradient steps of both players lead
///     game.jacobian(at: .equilibrium)?.eigenvalues       // ± i/2
public struct DiracGAN: Sendable, Equatable {
  /// What the players make of D's logit.
  public enum Loss: String, Sendable, CaseIterable {
    /// G descends what D ascends: log(1 - D) in the usual convention.
    case original
    /// G ascends -f(-θψ): -log D in the usual convention.
    case nonSaturating
    /// f(t) = t: D is a critic (Arjovsky et al. 2017).
    case wasserstein
  }

  /// What is added to make training converge. Weights, targets and standard deviations are finite and at least 0, a
  /// bound is above 0.
  public enum Remedy: Sendable, Equatable {
    /// Nothing.
    case none
    /// After each step of D, ψ is brought back into [-bound, bound] (Arjovsky et al. 2017).
    case weightClipping(bound: Double)
    /// D descends weight/2 (|ψ| - target)² too: the penalty of WGAN-GP (Gulrajani et al. 2017).
    case gradientPenalty(weight: Double, target: Double = 1)
    /// Data and samples are seen through independent normal noise of this standard deviation (Sønderby et al. 2017).
    case instanceNoise(standardDeviation: Double)
    /// D descends weight/2 E[|∇D|²] too, over the data: R1 (Mescheder et al. 2018).
    case penaltyOnData(weight: Double)
    /// The same over the generator's samples: R2.
    case penaltyOnSamples(weight: Double)
    /// Both players descend weight/2 ‖v‖² too, v the field without it (Mescheder et al. 2017).
    case consensus(weight: Double)
  }

  /// The parameters of both players.
  public struct State: Sendable, Equatable {
    /// θ, where the generator puts its mass.
    public var theta: Double
    /// ψ, the slope of D's logit.
    public var psi: Double

    /// The players at θ and ψ.
    public init(theta: Double, psi: Double) {
      self.theta = theta
      self.psi = psi
    }

    /// (0, 0): p_g = p_data and D = 1/2.
    public static let equilibrium = State(theta: 0, psi: 0)

    /// √(θ² + ψ²), the distance to the equilibrium.
    public var distance: Double { (theta * theta + psi * psi).squareRoot() }
  }

  /// What the players make of D's logit.
  public let loss: Loss
  /// What is added.
  public let remedy: Remedy

  /// The game with a loss and no remedy.
  public init(_ loss: Loss) {
    self.loss = loss
    remedy = .none
  }

  /// The game with a loss and a remedy.
  ///
  /// - Throws: ``DiracGANError/invalidParameter(name:value:allowed:)`` for a parameter of the remedy out of range.
  public init(_ loss: Loss, _ remedy: Remedy) throws(DiracGANError) {
    try remedy.validate()
    self.loss = loss
    self.remedy = remedy
  }
}

extension DiracGAN {
  /// The gradient field v(θ, ψ) = (θ', ψ'): the direction in which both players step.
  ///
  /// At ψ = 0 the gradient penalty has no gradient, and 0 is taken for it; weight clipping is no part of the field.
  public func field(at state: State) -> State {
    let slopes = slopes(at: state)
    var v = State(theta: slopes.generator, psi: slopes.discriminator)
    switch remedy {
    case .none, .weightClipping, .instanceNoise: break
    case .gradientPenalty(let weight, let target):
      v.psi -= state.psi == 0 ? 0 : weight * (state.psi - (state.psi > 0 ? target : -target))
    case .penaltyOnData(let weight): v.psi -= weight * inputSlope(of: state, at: 0)
    case .penaltyOnSamples(let weight): v.psi -= weight * inputSlope(of: state, at: state.theta)
    case .consensus(let weight):
      // ∇ ½‖v‖² = Jᵀ v.
      let jacobian = baseJacobian(at: state)
      (v.theta, v.psi) = (
        v.theta - weight * (jacobian.a * v.theta + jacobian.c * v.psi),
        v.psi - weight * (jacobian.b * v.theta + jacobian.d * v.psi)
      )
    }
    return v
  }

  /// dD/dx at x, which for a linear logit is ψ at every x: therefore R1 and R2 are one and the same here.
  func inputSlope(of state: State, at x: Double) -> Double { state.psi }

  /// ψ within the bound of weight clipping, if there is one.
  func projected(_ state: State) -> State {
    guard case .weightClipping(let bound) = remedy else { return state }
    return State(theta: state.theta, psi: min(max(state.psi, -bound), bound))
  }
}
