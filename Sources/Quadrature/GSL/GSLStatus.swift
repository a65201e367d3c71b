import CGSL

/// Switches off GSL's default error handler, which would end the process; done once, before the first call.
let gslErrorHandlerIsOff: Void = { _ = gsl_set_error_handler_off() }()

/// What GSL left behind: its status, its value, its error estimate.
struct GSLOutcome {
  var status = Int32(GSL_SUCCESS)
  var value = 0.0
  var error = 0.0
}

extension QuadratureError {
  /// The typed error of a GSL status, `nil` for success.
  ///
  /// - Parameter best: what GSL had when it gave up.
  init?(status: Int32, best: Estimate, limit: Int, tolerance: Tolerance) {
    switch status {
    case Int32(GSL_SUCCESS): return nil
    case Int32(GSL_EMAXITER): self = .tooManySubintervals(limit: limit, best: best)
    case Int32(GSL_EROUND): self = .roundingErrors(best: best)
    case Int32(GSL_ESING): self = .singular(best: best)
    case Int32(GSL_EDIVERGE): self = .divergent(best: best)
    case Int32(GSL_EFAILED): self = .failed(best: best)
    case Int32(GSL_EBADTOL):
      self = .toleranceTooSmall(absolute: tolerance.absolute, relative: tolerance.relative)
    case Int32(GSL_ENOMEM): self = .outOfMemory
    default: self = .unexpectedStatus(code: status, message: String(cString: gsl_strerror(status)))
    }
  }
}
