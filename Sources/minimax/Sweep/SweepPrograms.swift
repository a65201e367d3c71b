import ExperimentKit
import Experiments
import Sweeps

/// Reading plans: what a part may run, and where its files are.
enum SweepPrograms {
  /// The plan of a file.
  ///
  /// - Parameter base: the folder that file names in it are seen from; its own unless given.
  static func plan(at path: String, base: String?) throws -> SweepPlan {
    let text = try TrainingFolder.text(at: path)
    let folder = base ?? folder(of: path)
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".yaml", ".yml"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    return try SweepPlan(yaml: text, fileName: name) { file in
      try TrainingFolder.text(at: file.hasPrefix("/") ? file : "\(folder)/\(file)")
    } program: { part in
      switch part.run {
      case "evaluate": return try EvaluateProgram(part)
      case "train": return try TrainProgram(part)
      default:
        guard let experiment = AllExperiments.all.first(where: { $0.name == part.run }) else {
          let known = (["evaluate", "train"] + AllExperiments.all.map(\.name)).joined(separator: ", ")
          throw SweepError.plan(path: "parts.\(part.name).run", found: "is \(part.run)", allowed: known)
        }
        return try ExperimentProgram(experiment, part)
      }
    }
  }

  /// The folder that a file lies in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
