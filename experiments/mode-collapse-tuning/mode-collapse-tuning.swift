import ExperimentKit
import Experiments

@main struct Main: ExperimentExecutable {
  static let experiment = ModeCollapseTuning()
}
