#if compiler(>=6.3)
  import Foundation
  import Testing

  @testable import ExperimentKit

  @Suite("A run that is interrupted from the keyboard")
  struct InterruptionTests {
    @Test("ends with exit code 130, no half-written file, and goes on from there")
    func interrupt() async throws {
      let folder = try TemporaryFolder()
      let plan = try Plan(FairCoin(), seed: 9)
      await #expect(processExitsWith: .exitCode(130)) { [path = folder.path as String] in
        let run = try Run(Plan(FairCoin(), seed: 9), RunOptions(folder: path, jobs: 1))
        _ = try Interruption.watched {
          "stopped"
        } during: {
          try run.execute(observe: { progress in
            guard progress.done == 5 else { return }
            kill(getpid(), SIGINT)
            sleep(60)
          })
        }
      }
      #expect(try folder.published().isEmpty)
      let report = try Run(plan, RunOptions(folder: folder.path)).execute()
      #expect(report.kept == 5 && report.computed == 15)
      #expect(try folder.published() == reference(plan))
    }
  }
#endif
