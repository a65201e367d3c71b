import NeuralNetworks
import Yams

/// How a player moves: `{rule: momentum, rate: 0.02, momentum: 0.5}`, `{rule: adam, rate, beta1, beta2, epsilon}` or
/// `{rule: rms_prop, rate, decay, epsilon}`.
extension Optimiser {
  private enum Rule { case momentum, adam, rmsProp }
  private static let rules = Names<Rule>(["momentum": .momentum, "adam": .adam, "rms_prop": .rmsProp])

  /// - Parameters:
  ///   - fallback: the rate at which momentum starts where the file gives none; it falls along a line to 0.
  ///   - updates: this player's updates in the whole run.
  init(reading value: YAMLValue?, fallback: Double, updates: Int) throws {
    let falling = Schedule.linear(initial: fallback, final: 0, end: updates)
    guard let value else {
      self = .momentum(rate: falling, momentum: 0.5)
      return
    }
    self = try value.section("{rule, rate, ...}") { section in
      func schedule(_ value: YAMLValue?) throws -> Schedule? {
        try value.map { try Schedule(reading: $0, updates: updates) }
      }
      func share(_ value: YAMLValue?, _ fallback: Double) throws -> Double {
        try value?.number("from 0, below 1") { $0 >= 0 && $0 < 1 } ?? fallback
      }
      func epsilon(_ value: YAMLValue?) throws -> Double {
        try value?.number("above 0") { $0 > 0 } ?? 1e-8
      }
      let rule = try section["rule"]?.choice(Optimiser.rules) ?? .momentum
      let rate = try schedule(section["rate"])
      switch rule {
      case .momentum:
        let given = section["momentum"]
        let momentum = try schedule(given) ?? 0.5
        if let given, !momentum.stays(below: 1) { throw given.refused(allowed: "from 0, below 1") }
        return .momentum(rate: rate ?? falling, momentum: momentum)
      case .adam:
        return .adam(
          rate: rate ?? 0.001, beta1: try share(section["beta1"], 0.9),
          beta2: try share(section["beta2"], 0.999), epsilon: try epsilon(section["epsilon"]))
      case .rmsProp:
        return .rmsProp(
          rate: rate ?? 0.001, decay: try share(section["decay"], 0.9),
          epsilon: try epsilon(section["epsilon"]))
      }
    }
  }

  var yaml: Node {
    switch self {
    case .momentum(let rate, let momentum):
      return .block([("rule", "momentum"), ("rate", rate.yaml), ("momentum", momentum.yaml)])
    case .adam(let rate, let beta1, let beta2, let epsilon):
      return .block([
        ("rule", "adam"), ("rate", rate.yaml), ("beta1", Node(beta1)), ("beta2", Node(beta2)),
        ("epsilon", Node(epsilon)),
      ])
    case .rmsProp(let rate, let decay, let epsilon):
      return .block([
        ("rule", "rms_prop"), ("rate", rate.yaml), ("decay", Node(decay)), ("epsilon", Node(epsilon)),
      ])
    }
  }
}

/// A number over a player's updates: `0.02` (constant), `{from: 0.02, to: 0, start: 0, until: 30000}` (along a line;
/// `until` is the end of the run unless given) or `{from: 0.1, divisor: 1.000004, floor: 1e-6}` (divided at each update).
extension Schedule {
  private static let allowed = "a number, {from, to, start, until} or {from, divisor, floor}"

  init(reading value: YAMLValue, updates: Int) throws {
    func size(_ value: YAMLValue) throws -> Double { try value.number("a number, 0 or more") { $0 >= 0 } }
    if value.node.scalar != nil {
      self = .constant(value: try value.number("0 or more, or \(Schedule.allowed)") { $0 >= 0 })
      return
    }
    self = try value.section(Schedule.allowed) { section in
      let initial = try size(section.required("from", "a number, 0 or more"))
      if let divisor = section["divisor"] {
        return .exponential(
          initial: initial, divisor: try divisor.number("1 or more") { $0 >= 1 },
          floor: try section["floor"].map(size) ?? 0)
      }
      let final = try size(section.required("to", "a number, 0 or more"))
      let start = try section["start"]?.count(0, most: 1_000_000_000_000_000_000) ?? 0
      let end =
        try section["until"]?.count(start + 1, most: 2_000_000_000_000_000_000) ?? max(updates, start + 1)
      return .linear(initial: initial, final: final, start: start, end: end)
    }
  }

  var yaml: Node {
    switch self {
    case .constant(let value): return Node(value)
    case .exponential(let initial, let divisor, let floor):
      return .line([("from", Node(initial)), ("divisor", Node(divisor)), ("floor", Node(floor))])
    case .linear(let initial, let final, let start, let end):
      return .line([
        ("from", Node(initial)), ("to", Node(final)), ("start", Node(start)), ("until", Node(end)),
      ])
    }
  }
}
