/// What is wrong with files of pictures.
public enum PictureError: Error, Equatable, Sendable {
  /// A file is damaged, truncated or of another kind: where, what should stand there, and what does.
  case unusableFile(path: String, offset: Int, expected: String, found: String)
  /// A file cannot be read or written.
  case file(path: String, message: String)
  /// A value is out of its range.
  case invalid(String)
}

extension PictureError: CustomStringConvertible {
  /// One sentence for the user.
  public var description: String {
    switch self {
    case .unusableFile(let path, let offset, let expected, let found):
      return "\(path): at byte \(offset) expected \(expected), found \(found)"
    case .file(let path, let message): return "\(path) \(message)"
    case .invalid(let message): return message
    }
  }
}
