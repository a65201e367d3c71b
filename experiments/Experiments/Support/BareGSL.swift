import CGSL
import ExperimentKit

/// GSL's integrators as C code calls them, with no check of ours: no test for samples that are all zero, no
/// test that the error met the tolerance, no watch for values that are not finite.
///
/// On infinite intervals `qags` is `qagi`, `qagiu` or `qagil`; the other two, which GSL has for finite ones
/// alone, are given `x = a ± (1 - t)/t` with the weight `1/t²`, on the whole line `f(x) + f(-x)`, as `qagi`
/// does it.
enum BareGSL: String, CaseIterable {
  case qags
  case qag61
  case cquad

  /// How many sub-intervals it may make, as ours may by default.
  static let limit = 1_000
  /// CQUAD has no limit: after so many evaluations we feed it what makes it stop.
  static let budget = 1_000_000

  /// GSL's words for the routine and the version that the headers are of.
  static let software = "GSL \(GSL_VERSION)"

  private static let errorHandlerIsOff: Void = { _ = gsl_set_error_handler_off() }()

  /// What GSL answers.
  func integrate(
    from lower: Double, to upper: Double, relative: Double, _ integrand: @escaping (Double) -> Double
  ) throws -> IntegrationAttempt {
    Self.errorHandlerIsOff
    let call = BareCall(lower, upper, hasRoutineForInfinity: self == .qags, integrand)
    var (value, error) = (0.0, 0.0)
    let status = try withExtendedLifetime(call) {
      var function = gsl_function(
        function: { t, context in
          guard let context else { return .nan }
          return Unmanaged<BareCall>.fromOpaque(context).takeUnretainedValue().value(at: t)
        }, params: Unmanaged.passUnretained(call).toOpaque())
      return try run(&function, lower, upper, call.range, relative, &value, &error)
    }
    let stopped = call.evaluations > Self.budget
    let words = stopped ? "stopped after \(Self.budget) evaluations" : String(cString: gsl_strerror(status))
    return IntegrationAttempt(
      value: value, claim: error, evaluations: call.evaluations, status: words,
      succeeded: !stopped && status == Int32(GSL_SUCCESS), sawNothing: false)
  }

  private func run(
    _ f: UnsafeMutablePointer<gsl_function>, _ lower: Double, _ upper: Double, _ range: (Double, Double),
    _ relative: Double, _ value: inout Double, _ error: inout Double
  ) throws -> Int32 {
    if self == .cquad {
      guard let list = gsl_integration_cquad_workspace_alloc(Self.limit) else { throw Self.outOfMemory }
      defer { gsl_integration_cquad_workspace_free(list) }
      return gsl_integration_cquad(f, range.0, range.1, 0, relative, list, &value, &error, nil)
    }
    guard let list = gsl_integration_workspace_alloc(Self.limit) else { throw Self.outOfMemory }
    defer { gsl_integration_workspace_free(list) }
    if self == .qag61 {
      let key = Int32(GSL_INTEG_GAUSS61)
      return gsl_integration_qag(f, range.0, range.1, 0, relative, Self.limit, key, list, &value, &error)
    }
    return switch (lower.isInfinite, upper.isInfinite) {
    case (true, true): gsl_integration_qagi(f, 0, relative, Self.limit, list, &value, &error)
    case (false, true): gsl_integration_qagiu(f, lower, 0, relative, Self.limit, list, &value, &error)
    case (true, false): gsl_integration_qagil(f, upper, 0, relative, Self.limit, list, &value, &error)
    case (false, false): gsl_integration_qags(f, lower, upper, 0, relative, Self.limit, list, &value, &error)
    }
  }

  private static let outOfMemory = ExperimentError.invalidDefinition(
    experiment: "quadrature-accuracy", message: "GSL is out of memory")
}

/// An integrand behind a GSL function: maps GSL's variable to x and counts.
private final class BareCall {
  let integrand: (Double) -> Double
  let lower: Double
  let upper: Double
  let isMapped: Bool
  var evaluations = 0

  init(
    _ lower: Double, _ upper: Double, hasRoutineForInfinity: Bool, _ integrand: @escaping (Double) -> Double
  ) {
    self.integrand = integrand
    self.lower = lower
    self.upper = upper
    isMapped = !hasRoutineForInfinity && (lower.isInfinite || upper.isInfinite)
  }

  /// Where GSL's variable runs.
  var range: (Double, Double) { isMapped ? (0, 1) : (lower, upper) }

  func value(at t: Double) -> Double {
    if evaluations > BareGSL.budget { return .greatestFiniteMagnitude }
    guard isMapped else { return sample(t) }
    let distance = (1 - t) / t
    return switch (lower.isInfinite, upper.isInfinite) {
    case (true, true): (sample(distance) + sample(-distance)) / t / t
    case (false, _): sample(lower + distance) / t / t
    case (true, false): sample(upper - distance) / t / t
    }
  }

  private func sample(_ x: Double) -> Double {
    evaluations += 1
    return integrand(x)
  }
}
