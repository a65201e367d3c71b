import AdversarialTraining
import ExperimentKit
import NeuralNetworks

/// The remedies of the study, each a change of the plain game's configuration.
public enum CollapseRemedy: String, CaseIterable, Sendable {
  /// Algorithm 1 as it is, non-saturating.
  case plain
  /// The plain game over five times as many steps: what time alone buys.
  case longer = "longer-5"
  /// Five steps of D for each of G (Goodfellow et al. 2014, Algorithm 1's k).
  case discriminatorSteps = "discriminator-steps-5"
  /// Salimans et al. 2016, section 3.2.
  case minibatchDiscrimination = "minibatch-discrimination"
  /// Lin et al. 2018.
  case packing2 = "packing-2"
  case packing3 = "packing-3"
  case packing4 = "packing-4"
  /// Metz et al. 2017.
  case unrolling = "unrolling-5"
  /// Sønderby et al. 2017, annealed to 0 along a line.
  case instanceNoise = "instance-noise"
  /// Mescheder et al. 2018.
  case r1 = "r1"
  /// Gulrajani et al. 2017: five steps of the critic, Adam with β1 = 0 and β2 = 0.9.
  case wassersteinPenalty = "wasserstein-gp"

  /// The numbers of the remedies, chosen on seeds other than those of the study.
  public struct Settings: Codable, Sendable, Equatable {
    /// Of minibatch discrimination.
    public var kernels = 4
    public var dimensions = 4
    /// The gain of its orthogonal weights at the start.
    public var closenessGain = 0.1
    /// The rate of the unrolled steps; there are five.
    public var unrollingRate = 0.1
    /// The standard deviation of instance noise at the start, in distances of neighbouring centres.
    public var noise = 1.0
    /// γ of R1.
    public var r1 = 1.0
    /// λ of the Wasserstein gradient penalty.
    public var wassersteinPenalty = 0.1
  }

  init(named name: String) throws {
    guard let remedy = CollapseRemedy(rawValue: name) else {
      throw ExperimentError.invalidParameter(
        name: "remedies", value: name,
        allowed: CollapseRemedy.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self = remedy
  }

  /// Samples that D sees side by side.
  var packing: Int {
    switch self {
    case .packing2: 2
    case .packing3: 3
    case .packing4: 4
    default: 1
    }
  }

  /// How long a step takes, in steps of the plain game, roughly: for the order of the cells alone.
  var roughCost: Double {
    switch self {
    case .plain, .packing2, .packing3, .packing4, .instanceNoise: 1.5
    case .r1: 2.5
    case .minibatchDiscrimination, .discriminatorSteps: 4
    case .longer: 5
    case .wassersteinPenalty, .unrolling: 10
    }
  }

  /// Adam's β1 and β2: Gulrajani et al.'s for the Wasserstein loss.
  var betas: (Double, Double) { self == .wassersteinPenalty ? (0, 0.9) : (0.5, 0.999) }

  /// Generator steps for one of the plain game, where steps are not cut to equal cost.
  var lengthening: Int { self == .longer ? 5 : 1 }

  /// Switches the remedy on, but for the optimisers.
  ///
  /// - Parameter spacing: the distance of neighbouring centres.
  func apply(to game: inout TrainingConfiguration, _ settings: Settings, spacing: Double) {
    switch self {
    case .plain, .longer: break
    case .discriminatorSteps: game.discriminatorSteps = 5
    case .minibatchDiscrimination:
      let closeness = MinibatchDiscrimination(
        kernels: settings.kernels, dimensions: settings.dimensions,
        weights: .orthogonal(gain: settings.closenessGain))
      game.discriminator.layers.insert(
        .minibatchDiscrimination(closeness), at: game.discriminator.layers.count - 1)
    case .packing2, .packing3, .packing4:
      game.packing = packing
      game.discriminator.inputs *= packing
    case .unrolling: game.unrolling = Unrolling(steps: 5, rate: settings.unrollingRate)
    case .instanceNoise:
      game.instanceNoise = InstanceNoise(
        standardDeviation: .linear(initial: settings.noise * spacing, final: 0, end: game.steps))
    case .r1: game.penalties = [.r1(weight: settings.r1)]
    case .wassersteinPenalty:
      (game.discriminatorLoss, game.generatorLoss) = (.wasserstein, .wasserstein)
      game.penalties = [.wasserstein(weight: settings.wassersteinPenalty)]
      game.discriminatorSteps = 5
    }
  }
}
