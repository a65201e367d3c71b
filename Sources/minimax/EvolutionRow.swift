import AdversarialTraining
import Distributions
import Divergences
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// One line of evolution.csv: a moment of the training against the exact game.
///
/// On the line the numbers are exact; what is not defined is left empty: all of D's where D is no function of one
/// sample (packing, minibatch discrimination) or no probability (a critic), and everything exact where the noise has
/// more than one coordinate or the generator has dropout, whose masks are noise too. In the plane they are shares of
/// 2,500 samples. Data with modes add the mass on each. The last column of exact rows says which of their numbers is
/// infinite or unresolved, and why, which layers were taken at rest, and against which law samples of a file are held.
struct EvolutionRow {
  /// The line.
  let line: String
  /// What the terminal shows.
  let summary: String
  /// The masses on the modes of the data.
  let modes: ModeMasses?

  private static let exactNames = [
    "value", "criterion", "gap", "duality_gap", "jsd", "wasserstein_1", "sup_distance", "sup_from_half",
    "rms_distance", "rms_from_half", "exact_rms_from_half",
  ]
  private static let samples = 2500

  /// The names of the columns for these data.
  static func header(for data: TrainingData) -> String {
    var names = ["step"]
    if data.law != nil { names += exactNames.flatMap { [$0, "\($0)_error"] } }
    if data.modeCount > 0 {
      names += [
        "modes_captured", "modes_covered", "modes_kept", "high_quality", "high_quality_error", "reverse_kl",
      ]
      names += (1...data.modeCount).map { "mass_\($0)" }
    }
    return
      (names + [
        "minibatch_value", "minibatch_value_error", "minibatch_generator_loss",
        "minibatch_generator_loss_error",
      ] + (data.law == nil ? [] : ["verdict"])).joined(separator: ",")
  }

  init(_ training: AlternatingTraining<Float>, data: TrainingData) throws {
    func text(_ number: Double) -> String { number.isNaN ? "nan" : "\(number)" }
    var fields = ["\(training.step)"]
    var parts: [String] = []
    var verdict: [String] = []
    if let law = data.law {
      let exact = try EvolutionRow.exact(training, law)
      let notes = exact.isEmpty ? [] : [data.lawNote].compactMap { $0 }
      verdict = [
        csvField(([EvolutionRow.verdict(of: exact, training.configuration)] + notes).joined(separator: "; "))
      ]
      fields += EvolutionRow.exactNames.flatMap { name in
        exact[name].map { [text($0.value), text($0.absoluteError)] } ?? ["", ""]
      }
      parts += [("JSD", "jsd"), ("gap", "gap"), ("W1", "wasserstein_1")].compactMap { label, name in
        exact[name].map { "\(label) \(formatted($0.value, significantDigits: 4))" }
      }
    }
    modes = try EvolutionRow.modes(training, data)
    if let modes {
      let share = modes.highQuality
      let error =
        data.law == nil ? ModeMasses.standardError(ofShare: share, samples: EvolutionRow.samples) : 0
      fields += ["\(modes.captured)", "\(modes.covered)", "\(modes.kept)", text(share), text(error)]
      fields += [text(modes.reverseKullbackLeibler)] + modes.masses.map(text)
      parts += [
        "modes \(modes.covered) of \(modes.shares.count)",
        "high quality \(formatted(100 * share, significantDigits: 4)) %",
      ]
    } else if data.modeCount > 0 {
      fields += [String](repeating: "", count: 6 + data.modeCount)
    }
    let losses = training.losses
    fields +=
      [
        losses.value, losses.valueError, losses.generatorLoss, losses.generatorLossError,
      ].map(text) + verdict
    if parts.isEmpty {
      // Before the first step there is no minibatch to speak of.
      parts = losses.value.isNaN ? [] : ["value \(formatted(losses.value, significantDigits: 4))"]
    }
    line = fields.joined(separator: ",")
    summary = parts.joined(separator: "  ")
  }

  /// `converged`, or each quantity that is not, with its reason, and what at rest means; where nothing is exact the
  /// reason for it, if it is the generator.
  private static func verdict(
    of exact: [String: Estimate], _ configuration: TrainingConfiguration
  ) -> String {
    guard !exact.isEmpty else {
      return configuration.generator.isRandom
        ? "nothing is exact: the generator has dropout, and its samples go through random masks" : ""
    }
    let others = exactNames.compactMap { name -> String? in
      guard let estimate = exact[name], estimate.verdict != .converged else { return nil }
      return "\(name) is \(estimate.verdict.name): \(estimate.verdict.reason)"
    }
    return ([others.isEmpty ? "converged" : others.joined(separator: "; ")] + configuration.layersAtRest)
      .joined(separator: "; ")
  }

  /// The masses on the modes: exact on the line, by samples in the plane.
  private static func modes(
    _ training: AlternatingTraining<Float>, _ data: TrainingData
  ) throws -> ModeMasses? {
    if let planar = data.planarModes { return planar.masses(of: training.samples(samples)) }
    guard let modes = data.lineModes, let law = data.law, training.configuration.generatorIsAMapOfTheLine
    else { return nil }
    return modes.masses(of: try training.exactGame(data: law).generator)
  }

  private static func exact(
    _ training: AlternatingTraining<Float>, _ law: Distribution
  ) throws -> [String: Estimate] {
    let configuration = training.configuration
    guard configuration.generatorIsAMapOfTheLine else { return [:] }
    if configuration.discriminatorIsAProbabilityOfOneSample {
      let snapshot = try training.exactSnapshot(data: law)
      return [
        "value": snapshot.value, "criterion": snapshot.criterion, "gap": snapshot.gap,
        "duality_gap": snapshot.dualityGap, "jsd": snapshot.jensenShannon,
        "wasserstein_1": snapshot.wasserstein1, "sup_distance": snapshot.supremumDistance,
        "sup_from_half": snapshot.supremumFromHalf, "rms_distance": snapshot.rootMeanSquare,
        "rms_from_half": snapshot.rootMeanSquareFromHalf,
        "exact_rms_from_half": snapshot.exactRootMeanSquareFromHalf,
      ]
    }
    let pair = try training.exactGame(data: law).pair
    let divergence = try pair.integrals(
      of: [.jensenShannon], tolerance: Tolerance(absolute: 1e-10, relative: 1e-7)
    ).estimates[0]
    return [
      "jsd": divergence, "criterion": divergence.scaled(by: 2) + MinimaxGame.solution,
      "wasserstein_1": try pair.wasserstein1(tolerance: Tolerance(absolute: 1e-9, relative: 1e-5)),
    ]
  }
}

extension TrainingConfiguration {
  /// Whether the law of the generator is that of a map of one number: not with more noise than that, nor with dropout.
  var generatorIsAMapOfTheLine: Bool { prior.dimension == 1 && !generator.isRandom }

  /// What the exact columns mean by layers that behave otherwise in training, a phrase each.
  fileprivate var layersAtRest: [String] {
    func normalises(_ network: Architecture) -> Bool {
      network.layers.contains { if case .batchNormalisation = $0 { true } else { false } }
    }
    return [
      discriminator.isRandom ? "of D at rest: dropout by its mean" : nil,
      normalises(generator) ? "of G at rest: batch normalisation by its running statistics" : nil,
      normalises(discriminator) ? "of D at rest: batch normalisation by its running statistics" : nil,
    ].compactMap { $0 }
  }
}
