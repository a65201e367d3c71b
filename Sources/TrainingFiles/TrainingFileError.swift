/// What is wrong in the file of a training: where, what was found, and what is allowed there.
public struct TrainingFileError: Error, Equatable, Sendable {
  /// The keys that lead to it, with points between them and counts in brackets: `generator.layers[1].dense.units`.
  /// Empty for the file as a whole.
  public let path: String
  /// What stands there.
  public let found: String
  /// What may stand there.
  public let allowed: String

  /// An error at these keys.
  package init(path: String, found: String, allowed: String) {
    self.path = path
    self.found = found
    self.allowed = allowed
  }
}

extension TrainingFileError: CustomStringConvertible {
  /// One sentence for the user.
  public var description: String {
    "\(path.isEmpty ? "the file" : path) \(found); allowed: \(allowed)"
  }
}
