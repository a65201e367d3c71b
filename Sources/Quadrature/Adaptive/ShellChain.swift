/// The bisections towards one end: what they left, and the shells they cut off.
struct ShellChain {
  /// What the smallest rule made of what was left after each bisection.
  var ends: [Double] = []
  /// Whether a shell was lost to a chain within it.
  var isBroken = false

  /// The extrapolated integral over what is left after the shells, with its error.
  ///
  /// The error is twice what the last two shells changed, and what the shells' own errors make. There is no
  /// answer unless the shells fall steadily, the extrapolation is near what their ratio alone gives, and what
  /// is left looks like a copy of what was left before.
  func rest(after shells: [Double], error: Double) -> (value: Double, error: Double)? {
    let count = shells.count
    guard count >= 5 else { return nil }
    let fall = shells[count - 1] / shells[count - 2]
    let fallBefore = shells[count - 2] / shells[count - 3]
    guard fall > 0, fall < 0.985, (fall - fallBefore).magnitude < 0.1 else { return nil }
    var sums: [Double] = []
    for shell in shells.suffix(14) { sums.append((sums.last ?? 0) + shell) }
    let limits = (0..<3).map { wynnLimit(sums.dropLast($0)) }
    let rest = limits[0] - sums[sums.count - 1]
    let plain = shells[count - 1] * fall / (1 - fall)
    guard (rest - plain).magnitude <= 0.5 * plain.magnitude else { return nil }
    let change = (limits[0] - limits[1]).magnitude + (limits[1] - limits[2]).magnitude
    let total = 2 * change + error / (1 - fall)
    return isSelfSimilar(rest, shells, fall: fall, within: total / 2) ? (rest, total) : nil
  }

  /// Whether what is left is a scaled copy of what was left before, and not the hiding place of a jump or a
  /// peak, which would make the rule's error on it constant or erratic instead of falling as the shells do.
  private func isSelfSimilar(_ rest: Double, _ shells: [Double], fall: Double, within error: Double) -> Bool {
    let count = shells.count
    let last = ends[count - 1] - rest
    let before = ends[count - 2] - (rest + shells[count - 1])
    let first = ends[count - 3] - (rest + shells[count - 1] + shells[count - 2])
    if max(last.magnitude, before.magnitude) <= error { return true }
    let allowance = min(0.15, (1 - fall) / 2)
    return [last / before, before / first].allSatisfy { ($0 - fall).magnitude <= allowance }
  }

  /// Whether 50 shells in a row hardly fell, or 300 did not end it: the sum diverges, or as good as.
  func isDivergent(_ shells: [Double]) -> Bool {
    if shells.count >= 300 { return true }
    guard shells.count >= 60 else { return false }
    let recent = shells.suffix(50)
    return zip(recent, recent.dropFirst()).allSatisfy { $1 != 0 && $1.magnitude >= 0.985 * $0.magnitude }
  }
}

/// The limit of a sequence by Wynn's epsilon algorithm: the entry of the highest even column.
func wynnLimit(_ terms: ArraySlice<Double>) -> Double {
  var columns = (older: [Double](repeating: 0, count: terms.count + 1), newer: Array(terms))
  var limit = columns.newer[columns.newer.count - 1]
  var column = 0
  while columns.newer.count > 1 {
    var next: [Double] = []
    for index in 1..<columns.newer.count {
      let difference = columns.newer[index] - columns.newer[index - 1]
      guard difference != 0 else { return limit }
      next.append(columns.older[index] + 1 / difference)
    }
    columns = (columns.newer, next)
    column += 1
    if column.isMultiple(of: 2) { limit = next[next.count - 1] }
  }
  return limit
}
