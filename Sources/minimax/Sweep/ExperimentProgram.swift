import ExperimentKit
import Experiments
import Sweeps

/// `run: NAME` of an experiment: its own cells for each setting of its parameters, the rows as its executable writes
/// them with the same `--set` and `--seed`. What it verifies is asked where the plan says so: a sweep goes where its claim need not
/// hold.
struct ExperimentProgram: SweepProgram {
  let experiment: AnyExperiment
  private let size: Size
  private let plans = BoundedCache<String, Plan>(limit: 16)

  init(_ experiment: AnyExperiment, _ part: SweepPartDescription) throws {
    guard part.configuration == nil else {
      throw SweepError.plan(
        path: "parts.\(part.name)", found: "has a config, which an experiment has not",
        allowed: "size, set, grid, pairs, seeds")
    }
    self.experiment = experiment
    size = part.size ?? .standard
  }

  var tables: [Table] { experiment.tables }

  var dependsOnSeed: Bool { experiment.dependsOnSeed }

  private func plan(_ cell: SweepCell) throws -> Plan {
    let key = "\(cell.seed) \(JSONValue.object(cell.settings).text)"
    return try plans.value(for: key) {
      let overrides = cell.settings.sorted { $0.key < $1.key }.compactMap {
        ParameterOverride("\($0.key)=\($0.value.text)")
      }
      return try experiment.plan(size: size, setting: overrides, seed: cell.seed)
    }
  }

  func check(_ cell: SweepCell) throws { _ = try plan(cell) }

  func innerCells(of cell: SweepCell) throws -> [String]? { try plan(cell).identifiers }

  func rows(of cell: SweepCell) throws -> Rows { try plan(cell).rows(ofCellAt: cell.inner) }

  var canVerify: Bool { true }

  func violations(of cell: SweepCell, in results: Results) throws -> [String] {
    do {
      return try plan(cell).verify(results).map(\.description)
    } catch {
      return ["it cannot be verified: \(error)"]
    }
  }
}
