import AdversarialTraining
import NeuralNetworks
import Yams

/// Remedies against mode collapse and oscillation, a line each:
///
///     remedies:
///       packing: 2
///       instance_noise: {from: 0.5, to: 0}
///       penalties: [{r1: 0.1}, {wasserstein: 10}]
///       unrolling: {steps: 5, rate: 0.1}
///
/// Minibatch discrimination is a layer of D, more discriminator steps are `discriminator_steps`.
extension TrainingConfiguration {
  mutating func readRemedies(_ value: YAMLValue?) throws {
    guard let value else { return }
    let updates = steps * discriminatorSteps
    try value.section("{packing, instance_noise, penalties, unrolling}") { section in
      if let samples = section["packing"] { packing = try samples.size(most: 1000) }
      if let noise = section["instance_noise"] {
        instanceNoise = InstanceNoise(standardDeviation: try Schedule(reading: noise, updates: updates))
      }
      if let unrolled = section["unrolling"] { unrolling = try Unrolling(reading: unrolled) }
      let allowed = "a list of {r1: weight}, {r2: weight} or {wasserstein: weight}"
      penalties = try section["penalties"]?.list(allowed).map { try GradientPenalty(reading: $0) } ?? []
    }
  }

  var remedies: Node {
    var lines = [("packing", Node(packing))]
    if let instanceNoise { lines.append(("instance_noise", instanceNoise.standardDeviation.yaml)) }
    if !penalties.isEmpty { lines.append(("penalties", .line(penalties.map(\.yaml)))) }
    if let unrolling { lines.append(("unrolling", unrolling.yaml)) }
    return .block(lines)
  }
}

extension GradientPenalty {
  private static let allowed = "{r1: weight}, {r2: weight} or {wasserstein: weight}"

  init(reading value: YAMLValue) throws {
    let (name, given) = try value.kind(GradientPenalty.allowed)
    guard let given else { throw value.refused(allowed: GradientPenalty.allowed) }
    let weight = try given.number("0 or more") { $0 >= 0 }
    switch name {
    case "r1": self = .r1(weight: weight)
    case "r2": self = .r2(weight: weight)
    case "wasserstein": self = .wasserstein(weight: weight)
    default: throw value.refused(allowed: GradientPenalty.allowed)
    }
  }

  var yaml: Node {
    switch self {
    case .r1(let weight): return .line([("r1", Node(weight))])
    case .r2(let weight): return .line([("r2", Node(weight))])
    case .wasserstein(let weight): return .line([("wasserstein", Node(weight))])
    }
  }
}

extension Unrolling {
  init(reading value: YAMLValue) throws {
    self = try value.section("{steps, rate}") { section in
      Unrolling(
        steps: try section.required("steps", "a whole number, 1 or more").size(most: 1000),
        rate: try section.required("rate", "a number above 0, at most 1000").number(
          "a number above 0, at most 1000"
        ) { $0 > 0 && $0 <= 1000 })
    }
  }

  var yaml: Node { .line([("steps", Node(steps)), ("rate", Node(rate))]) }
}
