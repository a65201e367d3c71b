/// Why a divergence could not be evaluated.
public enum DivergenceError: Error, Equatable, Sendable {
  /// A parameter such as an order or a weight is out of range; `allowed` says what is.
  case invalidParameter(name: String, value: Double, allowed: String)
}

extension DivergenceError: CustomStringConvertible {
  /// One sentence that names the parameter, the value and what is allowed.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let value, let allowed): "\(name) is \(value); allowed: \(allowed)"
    }
  }
}

/// Throws unless 0 < value < 1.
func requireOpenUnit(_ value: Double, _ name: String) throws(DivergenceError) {
  guard value > 0, value < 1 else {
    throw .invalidParameter(name: name, value: value, allowed: "a number between 0 and 1, both excluded")
  }
}
