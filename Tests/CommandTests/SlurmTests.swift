import Foundation
import Testing

/// Sweeps on a real Slurm of several nodes on this machine: `script/test --slurm` starts one and runs these tests.
@Suite(
  "On a Slurm cluster", .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["MINIMAX_SLURM_TESTS"] != nil, "script/test --slurm runs it"))
struct SlurmTests {
  @Test("an array of games and trainings runs to its end, and merges to the bytes of a local run")
  func wholeArray() throws {
    try withTemporaryFolder { folder in
      let sweep = try SlurmSweep(.mixed, in: folder)
      #expect(try sweep.run("--slurm").output.contains("submitted 84 cells in 21 tasks"))
      try sweep.waitForEnd()
      #expect(try sweep.run("--resume").output.contains("nothing to submit"))
      try sweep.merge()
      #expect(try sweep.published() == SlurmSweep.Plan.mixed.local())
    }
  }

  @Test(
    """
    a task that is requeued, one that is killed, and two at work on the same cells lose nothing and double nothing; \
    --resume submits exactly what is missing
    """)
  func requeuedKilledAndDoubled() throws {
    try withTemporaryFolder { folder in
      let sweep = try SlurmSweep(.trainings, in: folder)
      try sweep.run("--slurm")
      try sweep.wait("tasks 1 and 2 to be at their cells") {
        try [1, 2].allSatisfy { try sweep.attempts(ofChunk: $0) > 0 && !sweep.processes(task: $0).isEmpty }
      }
      // Slurm marks a task that is killed FAILED, and leaves it.
      for process in try sweep.processes(task: 2) { kill(process, SIGKILL) }
      try sweep.scontrol("requeue", "\(sweep.job())_1")
      // It would wait two minutes.
      try sweep.wait("task 1 to be queued again") { try sweep.queue()["1"] == "PENDING" }
      try sweep.scontrol("update", "JobId=\(sweep.job())_1", "StartTime=now")
      // A task that Slurm thinks lost and that goes on: a second one at the same cells.
      let double = try sweep.run("--task", "\(sweep.submission())/0")
      #expect(double.status == 0)
      try sweep.waitForEnd()
      let status = try sweep.status()
      let failed = try #require(status["failed"])
      #expect(failed > 0 && failed < 20)
      #expect(status["done"] == 160 - failed)
      #expect(try sweep.run("--merge").errors.contains("\(failed) of 160 cells are missing"))
      #expect(try sweep.run("--resume").output.contains("submitted \(failed) cells in 1 tasks"))
      try sweep.waitForEnd()
      try sweep.merge()
      #expect(try sweep.published() == SlurmSweep.Plan.trainings.local())
    }
  }

  @Test("a node that dies midway gives its tasks to others, and the bytes are the same")
  func deadNode() throws {
    try withTemporaryFolder { folder in
      let sweep = try SlurmSweep(.trainings, in: folder)
      try sweep.run("--slurm")
      try sweep.wait("node n2 to be at work") { try !sweep.processes(node: "n2").isEmpty }
      try sweep.killNode("n2")
      defer { try? sweep.startNode("n2") }
      try sweep.waitForEnd()
      if try sweep.status()["done"] != 160 {
        // Its task may have been marked failed before the node was.
        try sweep.run("--resume")
        try sweep.waitForEnd()
      }
      try sweep.merge()
      #expect(try sweep.published() == SlurmSweep.Plan.trainings.local())
    }
  }
}
