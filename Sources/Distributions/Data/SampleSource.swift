import CGSL

/// Where a sample comes from: a file or a list, with the bandwidth that was given beside it.
struct SampleSource: Sendable, Equatable, CustomStringConvertible {
  private enum Origin: Equatable {
    case file(String)
    case list([Double])
  }

  private let origin: Origin
  private var bandwidth: Double?

  static func file(_ path: String) -> SampleSource { SampleSource(origin: .file(path)) }
  static func list(_ values: [Double]) -> SampleSource { SampleSource(origin: .list(values)) }

  private init(origin: Origin) { self.origin = origin }

  /// The source named by an argument of the text form.
  init(_ value: Family.Value, of distribution: String) throws(DistributionError) {
    switch value {
    case .file(let path): self = .file(path)
    case .list(let values): self = .list(values)
    default: throw .unsupported(distribution: distribution, message: "needs a file or a list of numbers")
    }
  }

  func remembering(bandwidth: Double?) -> SampleSource {
    var copy = self
    copy.bandwidth = bandwidth
    return copy
  }

  /// The file's path, or `sample` for a list: how errors name it.
  var name: String {
    if case .file(let path) = origin { path } else { "sample" }
  }

  /// The finite numbers, in their order.
  func values(minimumCount: Int) throws(DistributionError) -> [Double] {
    switch origin {
    case .file(let path):
      return try firstNumericColumn(ofFile: path, minimumCount: minimumCount)
    case .list(let values):
      guard values.count >= minimumCount else {
        throw .unusableFile(
          path: name, line: nil, message: "it is empty; allowed: at least \(minimumCount) number")
      }
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw .unusableFile(
          path: name, line: nil, message: "value \(index + 1) is \(values[index]); allowed: finite numbers")
      }
      return values
    }
  }

  /// As it stands between the parentheses of the text form.
  var description: String {
    let first: String
    switch origin {
    case .file(let path): first = Self.quoted(path)
    case .list(let values): first = "[" + values.map { "\($0)" }.joined(separator: ", ") + "]"
    }
    return first + (bandwidth.map { ", \($0)" } ?? "")
  }

  /// The path, in quotes where the grammar needs them; `"` and `\` are escaped by `\`.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "._-/".unicodeScalars.contains($0)
    }
    if isPlain, !path.isEmpty { return path }
    let escaped = path.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }
}
