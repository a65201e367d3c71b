import AdversarialTraining
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
  }

  /// The game with the biases that wait for data set to the logits of the training pictures' marginals.
  var configuration: TrainingConfiguration {
    var result = file.configuration
    result.generator = result.generator.settingMarginals(split.training.marginals.marginalLogits)
    return result
  }

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
