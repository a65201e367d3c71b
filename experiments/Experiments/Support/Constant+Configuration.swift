import AdversarialTraining
import ExperimentKit
import TrainingFiles

extension Constant {
  /// Everything that defines a training, as `minimax train` writes and reads it: networks, first weights, losses,
  /// optimisers with their schedules, minibatch, noise and remedies.
  init(_ name: String, _ configuration: TrainingConfiguration, data: String, _ description: String) throws {
    let file = TrainingFile(
      data: data, every: max(1, configuration.steps), snapshots: false, configuration: configuration)
    self.init(name, try file.yaml(), description)
  }
}
