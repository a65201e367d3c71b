import ExperimentKit
import TrainingFiles
import Yams

extension SweepPlan {
  /// Reads a plan.
  ///
  /// - Parameters:
  ///   - yaml: its text.
  ///   - fileName: what it is named after, unless it names itself.
  ///   - readFile: the text of a file that `config` names.
  ///   - program: what a part runs.
  /// - Throws: ``SweepError/plan(path:found:allowed:)``, and what `program` and `readFile` throw.
  public init(
    yaml: String, fileName: String, readFile: @escaping (String) throws -> String,
    program: @escaping (SweepPartDescription) throws -> any SweepProgram
  ) throws {
    do {
      self = try Self.read(yaml, fileName: fileName, readFile: readFile, program: program)
    } catch let error as TrainingFileError {
      throw SweepError.plan(path: error.path, found: error.found, allowed: error.allowed)
    }
  }

  private static func read(
    _ yaml: String, fileName: String, readFile: @escaping (String) throws -> String,
    program: @escaping (SweepPartDescription) throws -> any SweepProgram
  ) throws -> SweepPlan {
    let root: Node
    do {
      root = try compose(yaml: yaml) ?? Node([(Node, Node)]())
    } catch {
      let message = "\(error)".split(separator: "\n").first.map(String.init) ?? ""
      throw SweepError.plan(path: "", found: "cannot be read: \(message)", allowed: "YAML")
    }
    return try YAMLValue(node: root, path: "").section("a mapping of keys to values") { section in
      let name = try section["name"].map { try kebab($0) } ?? kebabCase(fileName)
      let seed = try section["seed"]?.seed() ?? 1
      let confidence = try section["confidence"]?.number("above 0 and below 1") { $0 > 0 && $0 < 1 } ?? 0.95
      let over =
        try section["average_over"]?.list("a list of axes").map { try $0.string("an axis") } ?? ["seed"]
      let slurm = try section["slurm"].map { try SlurmSettings(reading: $0) } ?? SlurmSettings()
      let cellsPerChunk = try section["cells_per_file"]?.count()
      let allowed = "a mapping of names to parts, each {run: evaluate, ...}"
      let parts = try section.required("parts", allowed)
      guard let mapping = parts.node.mapping, !mapping.isEmpty else { throw parts.refused(allowed: allowed) }
      var reader = PartReader(plan: name, seed: seed, over: Set(over), readFile: readFile, program: program)
      let plan = SweepPlan(
        name: name, seed: seed, parts: try mapping.map { try reader.part(named: $0.key, $0.value) },
        confidence: confidence, averagedOver: Set(over), slurm: slurm, cellsPerChunk: cellsPerChunk,
        text: yaml)
      try plan.check()
      return plan
    }
  }

  /// A name that can begin the name of a file.
  static func kebab(_ value: YAMLValue) throws -> String {
    let allowed = "small letters, digits and single hyphens, a letter first"
    let text = try value.string(allowed)
    guard text == kebabCase(text) else { throw value.refused(allowed: allowed) }
    return text
  }

  private static func kebabCase(_ text: String) -> String {
    var result = ""
    for character in text.lowercased() {
      if character.isASCII, character.isLetter || character.isNumber {
        result.append(character)
      } else if let last = result.last, last != "-" {
        result.append("-")
      }
    }
    while result.last == "-" { result.removeLast() }
    if result.isEmpty || result.first?.isNumber == true { result = "sweep-\(result)" }
    return result
  }
}
