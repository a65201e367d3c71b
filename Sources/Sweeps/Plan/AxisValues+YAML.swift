import ExperimentKit
import TrainingFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension AxisValues {
  private static let allowed =
    "a list of values, or a range: {from: 1, to: 20}, {from: 0, to: 1, step: 0.1}, {from: 0, to: 3, count: 100} "
    + "or {from: 1e-4, to: 1, count: 9, scale: logarithmic}"

  /// What stands behind a key that is swept.
  ///
  /// - Parameter repeating: whether a value may stand there twice, as in a list of pairs.
  init(reading value: YAMLValue, repeating: Bool = false) throws {
    if value.node.mapping != nil {
      self = try AxisValues(range: value)
      return
    }
    let elements = try value.list(Self.allowed).map { element in
      let json = element.node.json
      if json == .null || json == .string("") { throw element.refused(allowed: "a value that is not empty") }
      return json
    }
    guard !elements.isEmpty else { throw value.refused(allowed: Self.allowed) }
    var seen = Set<String>(minimumCapacity: elements.count)
    for element in repeating ? [] : elements where !seen.insert(element.plainText).inserted {
      throw TrainingFileError(
        path: value.path, found: "has \(element.plainText) twice", allowed: "each value once")
    }
    self = .list(elements)
  }

  /// Seeds: how many, from 1 on, or as any values.
  init(seeds value: YAMLValue) throws {
    if value.node.scalar != nil {
      self = .integers(first: 1, step: 1, count: try value.count())
    } else {
      self = try AxisValues(reading: value)
    }
  }

  private enum Scale { case linear, logarithmic }
  private static let scales = Names<Scale>(["linear": .linear, "logarithmic": .logarithmic])

  private init(range value: YAMLValue) throws {
    self = try value.section(Self.allowed) { section in
      let from = try section.required("from", "a number").number()
      let to = try section.required("to", "a number").number()
      let step = try section["step"]?.number("a number that leads from \(from) to \(to)") {
        (to - from) / $0 >= 0
      }
      let count = try section["count"]?.count()
      let scale = try section["scale"]?.choice(Self.scales) ?? .linear
      func refused(_ found: String, _ allowed: String) -> TrainingFileError {
        TrainingFileError(path: value.path, found: found, allowed: allowed)
      }
      if step != nil, count != nil { throw refused("has a step and a count", "one of them") }
      if let count, count > 1, from == to {
        throw refused("has \(count) values from \(from) to \(to)", "one")
      }
      // Values are rounded to 12 significant digits, and none may come twice.
      let apart = "values that differ in their first 11 digits"
      if let count, scale == .logarithmic {
        guard from > 0, to > 0 else { throw refused("runs from \(from) to \(to) by ratio", "ends above 0") }
        guard count == 1 || abs(log(to / from)) / Double(count - 1) > 1e-11 else {
          throw refused("has \(count) values from \(from) to \(to)", apart)
        }
        return .logarithmic(from: from, to: to, count: count)
      }
      guard scale == .linear else { throw refused("has a scale and no count", "{from, to, count, scale}") }
      if let count {
        guard count < 100_000_000 else { throw refused("has \(count) values", "fewer than 100000000") }
        let width = count > 1 ? abs(to - from) / Double(count - 1) : .infinity
        guard width > 1e-11 * max(abs(from), abs(to)), width.isFinite || count == 1 else {
          throw refused("has \(count) values from \(from) to \(to)", apart)
        }
        return .linear(from: from, to: to, count: count)
      }
      let width = step ?? (to < from ? -1 : 1)
      let steps = ((to - from) / width + 1e-9).rounded(.down)
      guard steps < 100_000_000 else { throw refused("has \(steps) values", "fewer than 100000000") }
      guard abs(width) > 1e-11 * max(abs(from), abs(to)) else {
        throw refused("runs from \(from) to \(to) by \(width)", apart)
      }
      // Up to 2^53 every whole number is one of Double's.
      if let first = Int(exactly: from), let whole = Int(exactly: width), max(abs(from), abs(to)) < 0x1p53 {
        return .integers(first: first, step: whole, count: Int(steps) + 1)
      }
      return .linear(from: from, to: from + steps * width, count: Int(steps) + 1)
    }
  }

  /// Whether every value can be a seed.
  var areSeeds: Bool {
    func isSeed(_ value: JSONValue) -> Bool {
      if case .integer(let seed) = value { seed >= 0 } else { false }
    }
    switch self {
    case .list(let values): return values.allSatisfy(isSeed)
    case .integers(_, _, let count): return isSeed(self[0]) && isSeed(self[count - 1])
    case .linear, .logarithmic: return false
    }
  }
}
