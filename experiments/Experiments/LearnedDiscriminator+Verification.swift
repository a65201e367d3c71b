import ExperimentKit

extension LearnedDiscriminatorExperiment {
  /// V(G, D) summed over quantiles is below C(G), and C(G) is V and the integrated gap; the best D on nodes has the same
  /// gap under the laws; approximation falls with the width, the gap of the D as trained with the sample and the steps.
  ///
  /// The sum of the parts is the gap by definition, and the gap is the integral of something not negative, so neither
  /// is checked.
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    let rows = try results.rows(of: Self.rows)
    var violations = try rows.flatMap(routeViolations)
    let expected =
      parameters.pairs.count * parameters.widths.count * parameters.depths.count
      * parameters.sampleSizes.count * parameters.trainedSteps.count
    if rows.count != expected { violations.append("\(rows.count) rows, not \(expected)") }
    for (pair, ofPair) in try Dictionary(grouping: rows, by: { try pair($0) }).sorted(by: { $0.key < $1.key })
    {
      violations += try approximationViolations(ofPair, parameters).map { "\(pair): \($0)" }
    }
    return try violations + estimationViolation(rows, parameters) + optimisationViolation(rows, parameters)
  }

  private func pair(_ row: Row) throws -> String { try "\(row.text("data")) | \(row.text("generator"))" }

  /// V(G, D) <= V(G, D*) = V(G, D) + gap, and a gap over nodes that is the integrated one.
  private func routeViolations(_ row: Row) throws -> [Violation] {
    let (value, gap, criterion) = try (
      row.estimate("value"), row.estimate("gap"), row.estimate("criterion")
    )
    let label = try "\(pair(row)), H = \(row.integer("width")), \(row.integer("trained_steps")) steps"
    let error = value.absoluteError + criterion.absoluteError
    var violations: [Violation] = []
    if !(value.value <= criterion.value + error) {
      violations.append("\(label): V = \(value.value) is above C(G) = \(criterion.value)")
    }
    let difference = (value.value + gap.value - criterion.value).magnitude
    let allowed = min(error + gap.absoluteError, 1e-3)
    if !(difference <= 3 * allowed) {
      violations.append("\(label): V + gap is off C(G) by \(difference), more than 3 x \(allowed)")
    }
    let (approximation, overNodes) = try (row.estimate("approximation"), row.number("node_gap"))
    if !((approximation.value - overNodes).magnitude <= 1e-3 + min(approximation.absoluteError, 1e-3)) {
      violations.append(
        "\(label): the best D has the gap \(approximation.value), over its nodes \(overNodes)")
    }
    return violations
  }

  /// The widest D contains the narrowest, so its best gap on exact expectations is no larger, up to what a fit that
  /// counts as settled may still gain.
  private func approximationViolations(_ rows: [Row], _ parameters: Parameters) throws -> [String] {
    guard let least = parameters.widths.min(), let most = parameters.widths.max(), least < most,
      parameters.limit >= 3000
    else { return [] }
    return try parameters.depths.compactMap { depth in
      func best(_ width: Int) throws -> Measured? {
        try rows.first { try $0.integer("width") == width && $0.integer("depth") == depth }?
          .estimate("approximation")
      }
      guard let narrow = try best(least), let wide = try best(most) else {
        return "no rows of depth \(depth)"
      }
      let slack = min(narrow.absoluteError + wide.absoluteError, 1e-3) + 1e-5
      return wide.value <= narrow.value + slack
        ? nil
        : "at depth \(depth) approximation is \(wide.value) at H = \(most), \(narrow.value) at H = \(least)"
    }
  }

  /// After the most steps; the median over all pairs and shapes, each of which has samples of its own. What a D settled
  /// on its sample is worth has no bound and no trend that twelve fits show: one that learned it by heart has a gap as
  /// large as its logits. As trained, it was stopped before that.
  private func estimationViolation(_ rows: [Row], _ parameters: Parameters) throws -> [Violation] {
    guard let least = parameters.sampleSizes.min(), let most = parameters.sampleSizes.max(),
      most >= 10 * least, let steps = parameters.trainedSteps.max(), steps >= 1000
    else { return [] }
    let trained = try rows.filter { try $0.integer("trained_steps") == steps }
    let few = try median(of: "gap", trained, where: "sample_size", is: least)
    let many = try median(of: "gap", trained, where: "sample_size", is: most)
    return many < few
      ? [] : ["after \(steps) steps the median gap is \(few) at n = \(least), and \(many) at n = \(most)"]
  }

  /// On the largest sample; the median over all pairs and shapes: where D* is a line, few steps suffice, and more only
  /// fit the sample.
  private func optimisationViolation(_ rows: [Row], _ parameters: Parameters) throws -> [Violation] {
    guard let least = parameters.trainedSteps.min(), let most = parameters.trainedSteps.max(),
      most >= 10 * least, let largest = parameters.sampleSizes.max(), largest >= 1000
    else { return [] }
    let onLargest = try rows.filter { try $0.integer("sample_size") == largest }
    let few = try median(of: "gap", onLargest, where: "trained_steps", is: least)
    let many = try median(of: "gap", onLargest, where: "trained_steps", is: most)
    return many < few ? [] : ["the median gap is \(few) after \(least) steps, and \(many) after \(most)"]
  }

  private func median(of name: String, _ rows: [Row], where column: String, is value: Int) throws -> Double {
    let found = try values(of: name, rows, where: column, is: value).sorted()
    return found.isEmpty ? .nan : found[found.count / 2]
  }

  private func values(
    of name: String, _ rows: [Row], where column: String, is value: Int
  ) throws -> [Double] {
    try rows.filter { try $0.integer(column) == value }.map { try $0.number(name) }
  }
}
