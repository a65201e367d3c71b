import ExperimentKit
import QuadratureCases

extension QuadratureAccuracyExperiment {
  /// On the six bounded families the default rule has no silent failure and takes fewer evaluations than
  /// CQUAD; there and on the published integrals 99 % of its claims hold; integrals over laws never lie.
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var violations: [Violation] = []
    var evaluations: [String: Double] = [:]
    var (claims, bold) = (["published": 0, "bounded": 0], ["published": 0, "bounded": 0])
    let bounded = Set(IntegrandFamily.bounded.map(\.rawValue))
    try results.forEach(in: Self.summary) { row in
      let (family, rule) = try (row.text("family"), row.text("rule"))
      guard bounded.contains(family) || family == "published" else { return }
      if family != "published" {
        let mean = try row.number("mean_evaluations")
        evaluations[rule, default: 0] += mean / Double(bounded.count)
      }
      guard rule == Contender.adaptive.name else { return }
      let group = family == "published" ? family : "bounded"
      claims[group, default: 0] += try row.integer("claims")
      bold[group, default: 0] += try row.integer("bold_claims")
      let failures = try row.integer("silent_failures")
      if failures > 0, family != "published" {
        violations.append("\(family): the default rule failed silently \(failures) times")
      }
    }
    for (group, count) in claims.sorted(by: { $0.key < $1.key }) {
      let exceeded = bold[group, default: 0]
      // At least 99 % hold: at most one in a hundred does not.
      if count == 0 || 100 * exceeded > count {
        violations.append(
          "\(group): \(exceeded) of \(count) claims of the default rule are below the true error")
      }
    }
    let (ours, cquad) = (evaluations["adaptive"] ?? .nan, evaluations["doubly_adaptive"] ?? .nan)
    if !(ours < cquad) {
      violations.append("the default rule takes \(ours) evaluations on average, CQUAD \(cquad)")
    }
    return try violations
      + results.violations(in: Self.laws) { row in
        let failures = try row.integer("silent_failures")
        let label = try "\(row.text("family")), landmarks \(row.boolean("landmarks"))"
        return failures == 0 ? nil : "\(label): \(failures) integrals over laws failed silently"
      }
  }
}
