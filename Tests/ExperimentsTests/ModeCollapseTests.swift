import ExperimentKit
import Foundation
import Testing

@testable import Experiments

@Suite("Mode collapse: what the comparison of remedies rests on")
struct ModeCollapseTests {
  private let experiment = ModeCollapseExperiment()

  private func runs(_ size: Size = .full) throws -> [ModeCollapseExperiment.Run] {
    try experiment.cells(experiment.parameters(for: size), seed: 1).map(\.payload)
  }

  @Test("For one seed all remedies start from one generator, and no two seeds do")
  func pairing() throws {
    let groups = Dictionary(grouping: try runs().filter { !$0.isEvolution }) { "\($0.data) \($0.seed)" }
    for (_, group) in groups { #expect(Set(group.map(\.trainingSeed)).count == 1) }
    #expect(Set(groups.values.map { $0[0].trainingSeed }).count == groups.count)
    #expect(groups.count == 3 * 20 + 2 * 10)
  }

  @Test("Every remedy has an equal-step run, and one of equal cost within a step of its own")
  func bases() throws {
    let parameters = experiment.parameters(for: .full)
    for data in parameters.data {
      let all = try runs().filter { $0.data == data && $0.seed == 0 && !$0.isEvolution }
      func operations(_ run: ModeCollapseExperiment.Run) throws -> (total: Double, step: Double) {
        let step = try CollapseStudy(run, parameters).game.operationsPerStep
        return (Double(run.steps) * step, step)
      }
      let plain = try operations(#require(all.first { $0.remedy == "plain" })).total
      for remedy in CollapseRemedy.allCases {
        let own = all.filter { $0.remedy == remedy.rawValue }
        #expect(own.flatMap(\.bases).count { $0 == "equal steps" } == 1)
        guard remedy != .longer else { continue }
        let equal = try operations(#require(own.first { $0.bases.contains("equal cost") }))
        #expect(equal.total <= plain && plain - equal.total < equal.step * 1.0000001, "\(remedy), \(data)")
      }
    }
  }

  /// What the shortest run publishes with so many workers, and what does not hold in it.
  private func quick(jobs: Int) throws -> (rows: [Row], text: String, violations: [Violation]) {
    let folder = FileManager.default.temporaryDirectory.path + "/mode-collapse-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let plan = try AnyExperiment(experiment).plan(size: .quick, seed: 1)
    let report = try ExperimentKit.Run(plan, RunOptions(folder: folder, jobs: jobs)).execute()
    let results = Results(folder: folder, tables: experiment.tables)
    return (
      try results.rows(of: ModeCollapseExperiment.line),
      try String(contentsOfFile: "\(folder)/mode-collapse.csv", encoding: .utf8), report.violations
    )
  }

  @Test("At its shortest it runs, with the same bytes for any number of workers, and its bounds hold")
  func shortest() throws {
    let (one, two) = (try quick(jobs: 1), try quick(jobs: 2))
    #expect(one.text == two.text)
    #expect(one.violations.isEmpty)
    for row in one.rows {
      // What is D's is there, or the reason why it is not.
      #expect(row.has("duality_gap") != row.has("discriminator_reason"))
      #expect(try row.has("critic_value") == (row.text("remedy") == "wasserstein-gp"))
      #expect(try row.number("jsd_masses") <= row.number("jsd") + row.number("jsd_error"))
    }
  }

  @Test("An unknown remedy or data is named with what is allowed")
  func unknown() throws {
    var parameters = experiment.parameters(for: .quick)
    parameters.remedies = ["prayer"]
    #expect(throws: ExperimentError.self) { try experiment.cells(parameters, seed: 1) }
    parameters.remedies = ["plain"]
    parameters.data = ["seven"]
    #expect(throws: ExperimentError.self) { try experiment.cells(parameters, seed: 1) }
  }
}
