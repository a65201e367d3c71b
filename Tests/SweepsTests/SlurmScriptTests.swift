import Testing

@testable import Sweeps

@Suite("What Slurm is handed")
struct SlurmScriptTests {
  @Test("a job script asks for what the plan does: partition, time, memory, throttle, and to be requeued")
  func script() {
    var settings = SlurmSettings()
    settings.partition = "long"
    settings.time = "1-12:00:00"
    settings.memory = "2G"
    settings.tasksAtOnce = 50
    let text = SlurmScript(
      settings: settings, jobName: "minimax-a", submission: "s1", tasks: 100, logs: "o/log",
      command: ["/a b/minimax", "sweep", "--task", "s1"]
    ).text
    for line in [
      "#SBATCH --array=0-99%50", "#SBATCH --requeue", "#SBATCH --partition=long", "#SBATCH --time=1-12:00:00",
      "#SBATCH --mem=2G", "#SBATCH --comment=s1",
      #"exec '/a b/minimax' sweep --task s1/"$SLURM_ARRAY_TASK_ID""#,
    ] {
      #expect(text.split(separator: "\n").contains { $0 == line }, "\(line) is not in \(text)")
    }
  }

  @Test("chunks are dealt to at most as many tasks as an array may have, all of them and once")
  func dealing() {
    let submission = SlurmSubmission(chunks: Array(0..<10_000), chunksPerTask: 10)
    #expect(submission.tasks.count == 1000)
    #expect(submission.tasks.flatMap(\.self) == Array(0..<10_000))
  }
}
