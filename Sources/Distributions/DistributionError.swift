/// Why a distribution could not be made or used.
public enum DistributionError: Error, Equatable, Sendable {
  /// A parameter is out of range; `allowed` says what is.
  case invalidParameter(distribution: String, name: String, value: Double, allowed: String)
  /// Weights of a mixture are not positive or do not sum to 1 within 1e-9.
  case invalidWeights(sum: Double)
  /// A text is not a distribution; `column` counts characters from 1.
  case syntax(text: String, column: Int, message: String)
  /// A file could not be read or holds no usable numbers; `line` counts from 1 where one is at fault.
  case unusableFile(path: String, line: Int?, message: String)
  /// The law cannot give what was asked, such as the entropy of a law with atoms.
  case unsupported(distribution: String, message: String)
}

extension DistributionError: CustomStringConvertible {
  /// One sentence that names the argument, the value and what is allowed.
  public var description: String {
    switch self {
    case .invalidParameter(let distribution, let name, let value, let allowed):
      return "\(distribution): \(name) is \(value); allowed: \(allowed)"
    case .invalidWeights(let sum):
      return "mixture: the weights sum to \(sum); allowed: positive weights that sum to 1 within 1e-9"
    case .syntax(let text, let column, let message):
      let shown =
        text.count > 120 ? "" : "\n  \(text)\n  \(String(repeating: " ", count: max(0, column - 1)))^"
      return "distribution, character \(column): \(message)\(shown)"
    case .unusableFile(let path, let line, let message):
      return "\(path)\(line.map { ", line \($0)" } ?? ""): \(message)"
    case .unsupported(let distribution, let message):
      return "\(distribution): \(message)"
    }
  }
}

/// Throws unless `value` is a finite number.
func requireFinite(_ value: Double, _ name: String, of distribution: String) throws(DistributionError) {
  guard value.isFinite else {
    throw .invalidParameter(distribution: distribution, name: name, value: value, allowed: "a finite number")
  }
}

/// Throws unless `value` is finite and above 0.
func requirePositive(_ value: Double, _ name: String, of distribution: String) throws(DistributionError) {
  guard value.isFinite, value > 0 else {
    throw .invalidParameter(
      distribution: distribution, name: name, value: value, allowed: "a finite number above 0")
  }
}
