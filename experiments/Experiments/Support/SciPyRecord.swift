import ExperimentKit
import QuadratureCases

/// What `scipy.integrate.quad` did on one family, as experiments/Experiments/Reference/scipy_quad.py wrote it down.
struct SciPyRecord {
  let family: String
  let version: String
  /// The seed of the members; published integrals have none that counts.
  let seed: UInt64
  let tolerance: Double
  let tally: Tally
  /// The sum of all integrands at x = 1/3, which shows whether both languages had the same ones.
  private let fingerprint: Double

  /// All that the embedded file has.
  static func all() throws -> [SciPyRecord] {
    let lines = String(decoding: PackageResources.scipy_quad_csv, as: UTF8.self).split(separator: "\n")
    guard let header = lines.first?.split(separator: ",").map(String.init) else { return [] }
    return try lines.dropFirst().enumerated().map { index, line in
      let fields = line.split(separator: ",").map(String.init)
      guard fields.count == header.count,
        let record = SciPyRecord(Dictionary(zip(header, fields), uniquingKeysWith: { first, _ in first }))
      else {
        throw ExperimentError.file(path: "scipy-quad.csv", line: index + 2, message: "is not a record")
      }
      return record
    }
  }

  private init?(_ fields: [String: String]) {
    func number<Number: LosslessStringConvertible>(_ column: String) -> Number? {
      fields[column].flatMap { Number($0) }
    }
    guard let family = fields["family"], let version = fields["scipy_version"],
      let seed: UInt64 = number("seed"), let tolerance: Double = number("relative_tolerance"),
      let members: Int = number("members"), let silent: Int = number("silent_failures"),
      let warned: Int = number("warned"), let claims: Int = number("claims"),
      let bold: Int = number("bold_claims"), let evaluations: Int = number("evaluations"),
      let fingerprint: Double = number("fingerprint")
    else { return nil }
    (self.family, self.version, self.seed, self.tolerance) = (family, version, seed, tolerance)
    self.fingerprint = fingerprint
    tally = Tally(
      members: members, silentFailures: silent, warned: warned, sawNothing: 0, claims: claims, bold: bold,
      evaluations: evaluations)
  }

  /// Throws unless these are the integrals that SciPy had.
  func checkSameIntegrals(_ integrals: [ReferenceIntegral]) throws {
    let sum = integrals.reduce(0) { $0 + $1.fingerprint }
    guard integrals.count == tally.members,
      (sum - fingerprint).magnitude <= 1e-9 * fingerprint.magnitude
    else {
      throw ExperimentError.file(
        path: "scipy-quad.csv", line: nil,
        message: "\(family): is of other integrals (\(fingerprint), not \(sum)); run scipy_quad.py again")
    }
  }
}

extension ReferenceIntegral {
  /// The integrand at 1/3, where it is defined and finite.
  fileprivate var fingerprint: Double {
    let value = integrand(1.0 / 3)
    return value.isFinite ? value : 0
  }
}
