import AdversarialTraining
import ArgumentParser
import ExperimentKit
import NeuralNetworks
import Pictures
import TrainingFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A training on pictures: its folder, its configuration and its data.
struct PictureRun {
  let folder: TrainingFolder
  let file: TrainingFile
  let split: PictureSplit
  /// Which pictures they are, wherever they lie.
  let identity: String

  /// The run that a text of YAML describes.
  ///
  /// - Parameters:
  ///   - yaml: the configuration; `data` is the folder of the four files, the default if it is not said.
  ///   - name: whose text it is, for errors.
  init(folder: TrainingFolder, yaml: String, settings: [TrainingFile.Setting], name: String) throws {
    self.folder = folder
    var split: PictureSplit?
    var all = settings
    do {
      // Data that the file does not name are Fashion-MNIST.
      if !yaml.split(separator: "\n").contains(where: { $0.hasPrefix("data:") }) {
        all.insert(TrainingFile.Setting("data", PictureSplit.defaultFolder), at: 0)
      }
      file = try TrainingFile(yaml: yaml, setting: all) { path in
        let loaded = try PictureSplit(folder: path)
        split = loaded
        return loaded.training.dimension
      }
    } catch let error as TrainingFileError {
      throw TextError("\(name): \(error)")
    }
    guard let split else { throw TextError("\(name): no data were named") }
    self.split = split
    identity = split.identity
  }

  /// A run that was begun, with other pictures if they are given.
  init(existing path: String, dataDir: String?) throws {
    let folder = TrainingFolder(path: path)
    guard let yaml = try folder.configuration() else {
      throw TextError(
        "\(folder.configurationPath) is not there; --run is a folder that minimax pictures train wrote")
    }
    let settings = dataDir.map { [TrainingFile.Setting("data", yamlText($0))] } ?? []
    try self.init(folder: folder, yaml: yaml, settings: settings, name: folder.configurationPath)
  }

  /// The last part of its folder's path, by which it goes.
  var name: String { PictureRun.name(of: folder.path) }

  /// The last part of a folder's path.
  static func name(of folder: String) -> String {
    folder.split(separator: "/").last.map(String.init) ?? folder
  }

  /// The game with the biases that wait for data set to the logits of the training pictures' marginals.
  var configuration: TrainingConfiguration {
    var result = file.configuration
    result.generator = result.generator.settingMarginals(split.training.marginals.marginalLogits)
    return result
  }

  /// What a checkpoint's configuration does not hold, and a resumed run must not change all the same.
  var checkpointNotes: [String: String] { ["pictures": identity, "every": "\(file.every)"] }

  /// Generator steps in which as many pictures are drawn as there are to train on.
  var stepsPerEpoch: Double {
    Double(split.training.count)
      / Double(
        file.configuration.minibatch * file.configuration.packing * file.configuration.discriminatorSteps)
  }

  var evolutionPath: String { "\(folder.path)/evolution.csv" }
  var timesPath: String { "\(folder.path)/times.csv" }

  /// The file of the samples after so many steps.
  func samplesPath(_ step: Int) -> String {
    let digits = "\(step)"
    return "\(folder.path)/samples/\(String(repeating: "0", count: max(0, 7 - digits.count)))\(digits).png"
  }

  /// Sheets of these pictures.
  var sheet: PictureSheet { PictureSheet(rows: split.training.rows, columns: split.training.columns) }
}

/// The options that name several runs.
struct TrainedRuns: ParsableArguments {
  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "A folder that minimax pictures train wrote; may be given again. All on the same pictures.",
      valueName: "folder"))
  var runs: [String]

  @Option(help: ArgumentHelp("The folder of the four files of pictures.", valueName: "folder"))
  var dataDir: String?

  /// Refuses folders that end alike: rows and files go by that name.
  func validate() throws {
    guard Set(runs.map(PictureRun.name)).count == runs.count else {
      throw ValidationError(
        "--run is given folders of one name; allowed: different last names, which rows go by")
    }
  }

  /// The runs of these folders, which must have been on the same pictures.
  func load() throws -> [PictureRun] {
    let runs = try runs.map { try PictureRun(existing: $0, dataDir: dataDir) }
    if let first = runs.first, let other = runs.first(where: { $0.identity != first.identity }) {
      throw TextError("\(other.folder.path) is a run on other pictures than \(first.folder.path)")
    }
    return runs
  }
}

/// The players as files.
extension PictureRun {
  /// Saves a player, with what it was trained on.
  func save(_ network: NetworkSnapshot<Float>, as role: PlayerName, step: Int) throws {
    let metadata = ["step": "\(step)", "pictures": identity]
    try network.save(to: path(of: role), metadata: metadata.merging(SavedNetworks.metadata(role)) { $1 })
  }

  /// A player as it has been trained so far.
  ///
  /// - Throws: an error where the file is damaged, has the other player or one of another game, or was trained on other
  ///   pictures than the run now has.
  func network(_ role: PlayerName) throws -> Network<Float> {
    let path = path(of: role)
    let (snapshot, metadata) = try SavedNetworks.load(role, as: Float.self, from: path)
    let configuration = file.configuration
    let (wanted, found) = (
      role == .generator ? configuration.generator : configuration.discriminator, snapshot.architecture
    )
    guard found.inputs == wanted.inputs, found.outputs == wanted.outputs else {
      throw TextError(
        "\(path) maps \(found.inputs) numbers to \(found.outputs); \(folder.configurationPath) asks for "
          + "\(wanted.inputs) to \(wanted.outputs)")
    }
    if let pictures = metadata["pictures"], pictures != identity {
      throw TextError(
        "\(path) was trained on other pictures (\(pictures)) than \(file.data) has (\(identity)); allowed: the same"
      )
    }
    return try Network(snapshot)
  }

  private func path(of role: PlayerName) -> String { "\(folder.path)/\(role.rawValue).safetensors" }
}
