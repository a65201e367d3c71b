import Distributions
import Divergences
import ExperimentKit
import Quadrature
import QuadratureCases

/// How often does a quadrature rule lie? Claimed against true error on integrals whose value is known.
///
/// Random members of Lyness and Kaganove's families and of others on infinite ranges, and 97 published
/// integrals, black box, by each of our rules, by GSL's routines without our checks, and by SciPy's `quad`. A
/// silent failure is a status of success with a true error above ten times the larger of claim and tolerance.
/// Then the narrow densities again as the product integrates them: as laws whose structure is known, and, to
/// see the mass check at work, as laws that withhold it.
public struct QuadratureAccuracyExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// How many members of each family.
    public var members: Int
    /// How many of them have a row each, whatever became of them; silent failures always have one.
    public var listed: Int
    /// The relative tolerance.
    public var tolerance: Double
  }

  /// What one cell integrates.
  public enum Work: Sendable {
    /// A family, or the published cases (nil), by one rule.
    case blackBox(IntegrandFamily?, Contender, seed: UInt64)
    /// A family of densities as laws, which say where their structure is, or do not.
    case laws(IntegrandFamily, landmarks: Bool, seed: UInt64)
    /// What SciPy made of the same members.
    case peer(seed: UInt64)
  }

  public let name = "quadrature-accuracy"
  public let title = "Quadrature that knows when it lies"
  public let claim = Claim(
    "The default rule never fails silently where its samples feel the integrand, nor do integrals over laws.",
    reference: "Lyness and Kaganove 1976; Gonnet 2010")

  static let memberSeedOffset: UInt64 = 1_000_000_000

  private static let members = """
    members are drawn from seed 1,000,000,000 + the experiment's, with which no rule was tuned
    """

  static let summary = Table(
    "quadrature-accuracy-summary", "One rule on one family of integrals, black box; \(members).",
    [
      .text("family", "family of the integrals, or published"), .text("rule", "the rule"),
      .text("software", "whose code it is, with its version if it is not ours"),
    ] + tallyColumns, keys: ["family", "rule"])
  static let details = Table(
    "quadrature-accuracy-details",
    "One integral by one rule: the first members of each family, all published ones, every silent failure.",
    [
      .text("family", "family of the integral, or published"), .text("rule", "the rule"),
      .text("integrand", "name of the integral"),
      .estimate("integral", unit: "1", "the value found, with the error it claims", optional: true),
      .number("exact", unit: "1", "the value"),
      .number("true_error", unit: "1", "their distance", optional: true),
      .integer("evaluations", "evaluations of the integrand"), .text("status", "the status, in words"),
      .boolean("silent_failure", "success, and an error above ten times the larger of claim and tolerance"),
    ], keys: ["family", "rule", "integrand"])
  static let laws = Table(
    "quadrature-accuracy-laws",
    "A family's densities integrated as laws, whose structure the product knows; \(members).",
    [
      .text("family", "family of the densities"),
      .boolean("landmarks", "whether the laws say where their densities have structure, as ours do"),
    ] + tallyColumns, keys: ["family", "landmarks"])
  public let tables = [summary, details, laws]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    switch size {
    case .quick: Parameters(members: 100, listed: 10, tolerance: 1e-9)
    case .standard: Parameters(members: 1_000, listed: 20, tolerance: 1e-9)
    case .full: Parameters(members: 2_000, listed: 50, tolerance: 1e-9)
    }
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Work>] {
    guard parameters.members >= 1 else {
      throw ExperimentError.invalidParameter(
        name: "members", value: "\(parameters.members)", allowed: "1 or more")
    }
    let seed = seed &+ Self.memberSeedOffset
    let families: [IntegrandFamily?] = IntegrandFamily.allCases + [nil]
    let blackBox = families.flatMap { family in
      Contender.allCases.map { rule in
        Cell("\(family.label),\(rule.name)", Work.blackBox(family, rule, seed: seed))
      }
    }
    let laws = Self.lawFamilies.flatMap { family in
      [true, false].map { landmarks in
        let name = Self.lawRule(landmarks)
        return Cell("\(family.rawValue),\(name)", Work.laws(family, landmarks: landmarks, seed: seed))
      }
    }
    return blackBox + laws + [Cell("scipy_quad", .peer(seed: seed), cost: 0.01)]
  }

  public func rows(for cell: Cell<Work>, _ parameters: Parameters, random: inout RandomStream) throws -> Rows
  {
    let tolerance = try Tolerance(relative: parameters.tolerance)
    var rows = Rows()
    switch cell.payload {
    case .blackBox(let family, let rule, let seed):
      var tally = Tally()
      for (index, integral) in integrals(family, parameters, seed).enumerated() {
        let judged = JudgedAttempt(
          integral: integral, attempt: try rule.attempt(integral, tolerance), tolerance: tolerance)
        tally.add(judged)
        if family == nil || index < parameters.listed || judged.isSilentFailure {
          rows.append(detail(judged, family.label, rule.name), to: Self.details)
        }
      }
      let labels: Row = ["family": family.label, "rule": rule.name, "software": rule.software]
      rows.append(labels.merging(tally.row), to: Self.summary)
    case .laws(let family, let landmarks, let seed):
      var tally = Tally()
      for index in 0..<parameters.members {
        let judged = JudgedAttempt(
          integral: family.member(index, seed: seed),
          attempt: try attemptAsLaw(family, index, seed: seed, landmarks: landmarks, tolerance),
          tolerance: tolerance)
        tally.add(judged)
        if index < parameters.listed || judged.isSilentFailure {
          rows.append(detail(judged, family.rawValue, Self.lawRule(landmarks)), to: Self.details)
        }
      }
      rows.append(
        (["family": family.rawValue, "landmarks": landmarks] as Row).merging(tally.row), to: Self.laws)
    case .peer(let seed):
      for record in try SciPyRecord.all() where record.tolerance == parameters.tolerance {
        let family = IntegrandFamily(rawValue: record.family)
        guard family == nil || (record.seed, record.tally.members) == (seed, parameters.members) else {
          continue
        }
        try record.checkSameIntegrals(integrals(family, parameters, seed))
        let labels: Row = [
          "family": record.family, "rule": "scipy_quad", "software": "SciPy \(record.version)",
        ]
        rows.append(labels.merging(record.tally.row), to: Self.summary)
      }
    }
    return rows
  }

  /// How the details call integrals over laws.
  private static func lawRule(_ landmarks: Bool) -> String {
    landmarks ? "laws" : "laws_without_landmarks"
  }

  private func integrals(
    _ family: IntegrandFamily?, _ parameters: Parameters, _ seed: UInt64
  ) -> [ReferenceIntegral] {
    guard let family else { return ReferenceIntegral.published }
    return (0..<parameters.members).map { family.member($0, seed: seed) }
  }

  private func detail(_ judged: JudgedAttempt, _ family: String, _ rule: String) -> Row {
    let attempt = judged.attempt
    let found = attempt.value.isNaN ? nil : Measured(attempt.value, error: attempt.claim)
    return [
      "family": family, "rule": rule, "integrand": judged.integral.name, "integral": found,
      "exact": judged.integral.value, "true_error": found == nil ? nil : judged.trueError,
      "evaluations": attempt.evaluations, "status": attempt.status, "silent_failure": judged.isSilentFailure,
    ]
  }
}

extension IntegrandFamily? {
  /// The family's name in the tables.
  var label: String { self?.rawValue ?? "published" }
}
