import ExperimentKit
import TrainingFiles
import Yams

/// Reads the parts of a plan.
struct PartReader {
  let plan: String
  let seed: UInt64
  let over: Set<String>
  let readFile: (String) throws -> String
  let program: (SweepPartDescription) throws -> any SweepProgram
  private var names: Set<String> = []

  init(
    plan: String, seed: UInt64, over: Set<String>, readFile: @escaping (String) throws -> String,
    program: @escaping (SweepPartDescription) throws -> any SweepProgram
  ) {
    (self.plan, self.seed, self.over, self.readFile, self.program) = (plan, seed, over, readFile, program)
  }

  private static let sizes = Names<Size>(["quick": .quick, "standard": .standard, "full": .full])

  mutating func part(named key: Node, _ node: Node) throws -> SweepPart {
    let name = try SweepPlan.kebab(YAMLValue(node: key, path: "parts"))
    guard names.insert(name).inserted else {
      throw SweepError.plan(path: "parts", found: "has two parts named \(name)", allowed: "each name once")
    }
    let value = YAMLValue(node: node, path: "parts.\(name)")
    return try value.section("{run, set, grid, pairs, seeds, verify}") { section in
      let run = try section.required("run", "evaluate, train or an experiment").string("what to run")
      let size = try section["size"]?.choice(Self.sizes)
      let verifying = try section["verify"]?.flag() ?? false
      let configuration = try section["config"].map { try readFile($0.string("the name of a YAML file")) }
      let fixed = try Self.pairs(section["set"]).reduce(into: [:]) { $0[$1.0] = $1.1.node.json }
      var dimensions = try Self.pairs(section["grid"]).map {
        Dimension([Axis($0.0, try AxisValues(reading: $0.1))])
      }
      if let pairs = section["pairs"] {
        let groups = pairs.node.sequence == nil ? [pairs] : try pairs.list("mappings of keys to lists")
        dimensions += try groups.map(Self.paired)
      }
      if let seeds = section["seeds"] {
        dimensions.append(Dimension([Axis("seed", try AxisValues(seeds: seeds))]))
      }
      return try part(
        name, run, size, configuration, fixed, dimensions, verifying: verifying, path: value.path)
    }
  }

  private func part(
    _ name: String, _ run: String, _ size: Size?, _ configuration: String?, _ fixed: [String: JSONValue],
    _ dimensions: [Dimension], verifying: Bool, path: String
  ) throws -> SweepPart {
    let axes = dimensions.flatMap(\.axes)
    let inBraces = try namesInBraces(fixed, axes, path: path)
    var keys: Set<String> = []
    for axis in axes {
      guard keys.insert(axis.key).inserted, fixed[axis.key] == nil else {
        throw SweepError.plan(path: path, found: "gives \(axis.key) twice", allowed: "each key once")
      }
      if axis.key == "seed", !axis.values.areSeeds {
        throw SweepError.plan(
          path: path, found: "has seeds that are none", allowed: "whole numbers, 0 or more")
      }
    }
    if let seed = fixed["seed"], !AxisValues.list([seed]).areSeeds {
      throw SweepError.plan(
        path: "\(path).set.seed", found: "is \(seed.plainText)", allowed: "a whole number, 0 or more")
    }
    let description = SweepPartDescription(
      name: name, run: run, size: size, configuration: configuration, fixed: fixed,
      sweptKeys: keys.subtracting(inBraces), examples: Self.examples(fixed, axes))
    let program = try program(description)
    if let seeds = axes.first(where: { $0.key == "seed" }), seeds.values.count > 1, !program.dependsOnSeed {
      throw SweepError.plan(
        path: path, found: "sweeps the seed, on which no row of \(run) depends",
        allowed: "axes of its parameters")
    }
    guard !verifying || program.canVerify else {
      throw SweepError.plan(
        path: "\(path).verify", found: "is true, and \(run) claims nothing", allowed: "an experiment's part")
    }
    var files = InputFiles(axes: axes, path: path)
    for (_, value) in fixed { try files.add(value) }
    for axis in axes {
      if case .list(let values) = axis.values { for value in values { try files.add(value) } }
    }
    if let configuration { try files.add(yaml: configuration) }
    let part = try SweepPart(
      name: name, run: run, prefix: "\(plan)-\(name)", fixed: fixed,
      dimensions: try ordered(dimensions, path: path), namesInBraces: inBraces, seed: seed,
      otherInputs: [size?.rawValue ?? "", configuration ?? "", files.fingerprint].joined(separator: "\n"),
      verifying: verifying, program: program)
    for cell in part.samples(limit: 100) { try part.program.check(cell) }
    return part
  }

  private static func examples(_ fixed: [String: JSONValue], _ axes: [Axis]) -> [String: [JSONValue]] {
    let first = axes.reduce(into: [:]) { $0[$1.key] = $1.values[0] }
    var examples = fixed.mapValues { [Placeholders.filled($0, with: first)] }
    for axis in axes {
      if case .list(let values) = axis.values {
        examples[axis.key] = values.map { Placeholders.filled($0, with: first) }
      } else {
        examples[axis.key] = [axis.values[0]]
      }
    }
    return examples
  }

  /// The axes whose names stand in braces.
  private func namesInBraces(
    _ fixed: [String: JSONValue], _ axes: [Axis], path: String
  ) throws -> Set<String> {
    var texts = fixed.sorted { $0.key < $1.key }.map(\.value)
    for axis in axes { if case .list(let values) = axis.values { texts += values } }
    let names = Set(texts.flatMap(Placeholders.names))
    let keys = Set(axes.map(\.key))
    if let stranger = names.subtracting(keys).min() {
      throw SweepError.plan(
        path: path, found: "has {\(stranger)} in a text, and no axis of that name",
        allowed: keys.isEmpty ? "texts without names in braces" : keys.sorted().joined(separator: ", "))
    }
    return names
  }

  /// What the summary averages over last, where it varies fastest: then all that is averaged stands together.
  private func ordered(_ dimensions: [Dimension], path: String) throws -> [Dimension] {
    for dimension in dimensions {
      let averaged = dimension.axes.filter { over.contains($0.key) }
      if let axis = averaged.first, averaged.count < dimension.axes.count {
        throw SweepError.plan(
          path: path, found: "pairs \(axis.key), which is averaged over, with axes that are not",
          allowed: "all axes of a pair in average_over, or none")
      }
    }
    func isAveraged(_ dimension: Dimension) -> Bool { over.contains(dimension.axes[0].key) }
    return dimensions.filter { !isAveraged($0) } + dimensions.filter(isAveraged)
  }

  private static func paired(_ value: YAMLValue) throws -> Dimension {
    let axes = try pairs(value).map { Axis($0.0, try AxisValues(reading: $0.1, repeating: true)) }
    guard let first = axes.first else { throw value.refused(allowed: "a mapping of keys to lists") }
    for axis in axes where axis.values.count != first.values.count {
      throw TrainingFileError(
        path: value.path,
        found: "has \(first.values.count) values of \(first.key) and \(axis.values.count) of \(axis.key)",
        allowed: "as many of each")
    }
    var seen: Set<[String]> = []
    for index in 0..<first.values.count {
      let pair = axes.map { $0.values[index].plainText }
      guard seen.insert(pair).inserted else {
        throw TrainingFileError(
          path: value.path, found: "has \(pair.joined(separator: " with ")) twice", allowed: "each pair once")
      }
    }
    return Dimension(axes)
  }

  /// The keys of a mapping in their order, with what stands behind them.
  private static func pairs(_ value: YAMLValue?) throws -> [(String, YAMLValue)] {
    guard let value else { return [] }
    guard let mapping = value.node.mapping else {
      throw value.refused(allowed: "a mapping of keys to values")
    }
    return try mapping.map { key, node in
      let key = try YAMLValue(node: key, path: value.path).string("a key")
      return (key, YAMLValue(node: node, path: "\(value.path).\(key)"))
    }
  }
}
