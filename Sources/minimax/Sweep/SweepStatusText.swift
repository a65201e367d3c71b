import Sweeps

/// What `minimax sweep --status` prints.
enum SweepStatusText {
  static func text(of status: SweepStatus, plan: SweepPlan) -> String {
    func line(_ word: String, _ cells: Int, _ tasks: Int?) -> String {
      let count = "\(cells)"
      let padding = String(repeating: " ", count: max(1, 12 - count.count))
      return word.padding(to: 8) + padding + count + (tasks.map { $0 > 0 ? "  in \($0) tasks" : "" } ?? "")
    }
    var lines = ["\(plan.name): \(status.total) cells" + (status.isPublished ? ", gathered" : "")]
    lines.append(line("done", status.done, nil))
    lines.append(line("running", status.running.cells, status.running.tasks))
    lines.append(line("waiting", status.pending.cells, status.pending.tasks))
    lines.append(line("failed", status.failed.cells, status.failed.tasks))
    lines.append(line("missing", status.missing.cells, nil))
    lines += status.failures.prefix(10).map { "  \($0)" }
    if status.failures.count > 10 { lines.append("  and \(status.failures.count - 10) more") }
    let isOpen = status.running.cells + status.pending.cells > 0
    if status.failed.cells + status.missing.cells > 0 {
      lines.append("--resume submits what failed and what is missing")
    } else if !isOpen, !status.isPublished {
      lines.append("--merge gathers the results")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
