/// Why a network could not be made, saved or loaded.
public enum NetworkError: Error, Equatable, Sendable {
  /// A layer's numbers are out of range; layers count from 0.
  case invalidArchitecture(layer: Int, message: String)
  /// A file could not be read or written.
  case unreadableFile(path: String, message: String)
  /// A file is not what it should be: damaged, truncated, or of another network.
  case unusableFile(path: String, expected: String, found: String)
  /// What was asked is not defined for this network.
  case unsupported(message: String)
}

extension NetworkError: CustomStringConvertible {
  /// One sentence that names what was wrong and what was expected.
  public var description: String {
    switch self {
    case .invalidArchitecture(let layer, let message):
      return "layer \(layer): \(message)"
    case .unreadableFile(let path, let message):
      return "\(path): \(message)"
    case .unusableFile(let path, let expected, let found):
      return "\(path): expected \(expected), found \(found)"
    case .unsupported(let message):
      return message
    }
  }
}
