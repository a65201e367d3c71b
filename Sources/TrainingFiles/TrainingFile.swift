import AdversarialTraining
import NeuralNetworks
import Yams

/// A training as a readable YAML file: the data, the game of `TrainingConfiguration`, and what is kept of the run.
///
///     data: normal(4, 1.25)
///     steps: 30000
///     generator:
///       layers: {hidden: [32, 32], activation: tanh}
///       optimiser: {rule: momentum, rate: {from: 0.02, to: 0}, momentum: 0.5}
///
/// Whatever is not said takes a default, and `yaml` says everything: written beside a result it makes that result
/// again, byte for byte.
public struct TrainingFile: Equatable, Sendable {
  /// p_data, in the words of whoever runs the training: the text of a law, a file of samples.
  public var data: String
  /// Generator steps from one observation to the next.
  public var every: Int
  /// Whether both networks are kept at each observation, or only the last.
  public var snapshots: Bool
  /// Threads of one matrix product. More than 1 pays for layers of a thousand units on an idle machine; their number is
  /// part of what fixes the last bits.
  public var threads: Int
  /// The game.
  public var configuration: TrainingConfiguration

  /// A value to be set over what a file says: `Setting("generator.optimiser.rate", "{from: 0.02, to: 0}")`.
  public struct Setting: Equatable, Sendable {
    /// The keys with points between them.
    public let path: String
    /// The value, in YAML.
    public let value: String

    /// This value behind these keys.
    public init(_ path: String, _ value: String) {
      self.path = path
      self.value = value
    }
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - yaml: its text; an empty one is all defaults but for `data`.
  ///   - settings: what is set over it, in this order.
  ///   - dimension: how many numbers one sample of the data has.
  /// - Throws: ``TrainingFileError``; `TrainingError` where the parts do not fit together; and what `dimension` throws.
  public init(
    yaml: String, setting settings: [Setting] = [], dimension: (_ data: String) throws -> Int
  ) throws {
    var document = try TrainingFile.parsed(yaml, path: "") ?? .empty
    for setting in settings {
      let keys = setting.path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      let value = try TrainingFile.parsed(setting.value, path: setting.path) ?? Node("")
      document = document.setting(keys[...], to: value)
    }
    self = try YAMLValue(node: document, path: "").section("a mapping of keys to values") { section in
      let allowed = "a law such as normal(4, 1.25), or a CSV file of samples"
      let data = try section.required("data", allowed).string(allowed)
      let every = try section["every"]?.count(most: 1_000_000_000_000) ?? 1000
      let snapshots = try section["snapshots"]?.flag() ?? true
      let threads = try section["threads"]?.size(most: 1000) ?? 1
      let size = try dimension(data)
      let configuration = try TrainingConfiguration(reading: &section, dimension: size)
      try configuration.validate(dataDimension: size)
      return TrainingFile(
        data: data, every: every, snapshots: snapshots, threads: threads, configuration: configuration)
    }
  }

  /// This training, nothing left to defaults.
  public init(
    data: String, every: Int, snapshots: Bool, threads: Int = 1, configuration: TrainingConfiguration
  ) {
    self.data = data
    self.threads = threads
    self.every = every
    self.snapshots = snapshots
    self.configuration = configuration
    self.configuration.shares = configuration.resolvedShares
  }

  /// The whole of it as YAML.
  ///
  /// - Throws: an error of Yams, which no value of this type is known to cause.
  public func yaml() throws -> String {
    var head = [
      ("data", Node(data)), ("every", Node(every)), ("snapshots", Node(snapshots ? "true" : "false")),
    ]
    if threads != 1 { head.append(("threads", Node(threads))) }
    return try serialize(node: .block(head + configuration.yaml), indent: 2, width: -1, allowUnicode: true)
  }

  private static func parsed(_ text: String, path: String) throws -> Node? {
    do {
      return try compose(yaml: text)
    } catch {
      let message = "\(error)".split(separator: "\n").first.map(String.init) ?? ""
      throw TrainingFileError(path: path, found: "cannot be read: \(message)", allowed: "YAML")
    }
  }
}
