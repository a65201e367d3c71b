import ExperimentKit
import Foundation
import Testing

@testable import Experiments

@Suite("Mode collapse: controls, settings, and what verification notices")
struct ModeCollapseControlsTests {
  private let study = ModeCollapseExperiment()
  private let controls = ModeCollapseControls()

  @Test("Every run at equal cost has a plain control of as many steps, from the same seed")
  func pairs() throws {
    let runs = try study.cells(study.parameters(for: .full), seed: 1).map(\.payload).filter {
      !$0.isEvolution && $0.bases == ["equal cost"]
    }
    let cells = try controls.cells(controls.parameters(for: .full), seed: 1)
    let plain = cells.compactMap { cell in
      if case .run(let run) = cell.payload { run } else { nil as ModeCollapseExperiment.Run? }
    }
    #expect(plain.allSatisfy { $0.remedy == "plain" && $0.bases == ["control"] })
    func key(_ run: ModeCollapseExperiment.Run) -> String { "\(run.data) \(run.steps) \(run.trainingSeed)" }
    #expect(Set(runs.map(key)) == Set(plain.map(key)) && plain.count == Set(plain.map(key)).count)
  }

  @Test(
    "A circle through the centres captures all of the ring, at 7.5 % of high quality; the data all of both")
  func samplers() throws {
    let ring = try CollapseData("ring")
    let circle = try CollapseSampler.circle.measured(on: ring, seed: 1)
    // A point at radius 1 + r is near a centre on an arc of 4 arcsin(...): for r normal of deviation 0.005 that is
    // 8 · 2 · E[(0.03² - r²)^½] / 2π = 0.0753 of the circle.
    let near = try circle.estimate("near_modes")
    #expect(try circle.integer("captured") == 8 && circle.integer("covered") == 0)
    #expect(abs(near.value - 0.0753) < 5 * near.absoluteError)
    for name in ["ring", "grid"] {
      let data = try CollapseSampler.data.measured(on: CollapseData(name), seed: 1)
      #expect(try data.integer("covered") == data.integer("modes"))
      let share = try data.estimate("near_modes")
      #expect(abs(share.value - 0.98889) < 5 * share.absoluteError)
    }
  }

  @Test(
    "On two modes the box [-3, 3] has 0.6 of its mass near modes, and W1 is that of the two quantile functions"
  )
  func box() throws {
    let row = try CollapseSampler.box.measured(on: CollapseData("two"), seed: 0)
    // (2 · 1.8) / 6, as a mode is ± 0.9 wide and the box 6.
    #expect(try abs(row.number("near_modes") - 0.6) < 1e-12)
    #expect(try (0...0.6931471806).contains(row.number("jsd")))
  }

  @Test("Both run at their shortest, and verify")
  func shortest() throws {
    for experiment in [AnyExperiment(controls), AnyExperiment(ModeCollapseTuning())] {
      try QuickRun.of(experiment) { #expect($0.found.isEmpty, "\($0.found)") }
    }
  }

  @Test("A reverse KL that the modes captured do not allow, a missing seed and a dear run are noticed")
  func noticed() throws {
    let setting = ["data=[\"two\",\"ring\"]", "remedies=[\"plain\",\"r1\"]", "evolution=[]"]
    try QuickRun.of(AnyExperiment(study), setting: setting) { run in
      #expect(run.found.isEmpty)
      let kl = try run.violations(table: "mode-collapse-plane") {
        run.set("reverse_kl_masses", to: "9", inLine: 1, of: &$0)
      }
      #expect(kl.contains { $0.description.contains("reverse KL") })
      let twice = try run.violations(table: "mode-collapse") { lines in
        // A run of another seed at equal steps: that remedy then has one seed more than the others.
        lines.append(lines[lines.count - 1])
        run.set("seed", to: "77", inLine: lines.count - 1, of: &lines)
      }
      #expect(twice.contains { $0.description.contains("2 seeds, not 1") })
      let missing = try run.violations(table: "mode-collapse") { $0.removeLast() }
      #expect(missing.contains { $0.description.contains("0 seeds, not 1") })
      let dear = try run.violations(table: "mode-collapse") { lines in
        let last = lines.count - 1
        run.set("operations", to: "1e99", inLine: last, of: &lines)
      }
      #expect(dear.contains { $0.description.contains("more than the plain game's") })
    }
  }

  @Test(
    "Numbers that make no sense are refused by name",
    arguments: [
      ("lineSeeds", "-1"), ("planeSeeds", "-2"), ("lineWidth", "0"), ("minibatch", "0"), ("lineRate", "-1"),
      ("planeSeeds", "1e20"), ("settings.noise", "-1"), ("settings.r1", "-1"),
      ("settings.unrollingRate", "0"),
    ])
  func refused(name: String, value: String) throws {
    let override = try #require(ParameterOverride("\(name)=\(value)"))
    for experiment in [AnyExperiment(study), AnyExperiment(controls)] {
      do {
        _ = try experiment.plan(size: .quick, setting: [override], seed: 1)
        Issue.record("\(name) = \(value) is accepted")
      } catch let error as ExperimentError {
        #expect("\(error)".contains("parameter \(name) is"), "\(error)")
      }
    }
    let seeds = try #require(ParameterOverride("seeds=-1"))
    #expect(throws: ExperimentError.self) {
      _ = try AnyExperiment(PacGANRingExperiment()).plan(size: .quick, setting: [seeds], seed: 1)
    }
  }
}
