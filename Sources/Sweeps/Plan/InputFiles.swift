import ExperimentKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files that a part's texts name, such as `kde(heights.csv)` or saved weights, by their contents: rows depend on
/// these as they do on the plan.
///
/// Whatever in a text is the name of a file that is there counts as one. That may be a file too many, at no harm.
struct InputFiles {
  private var contents: [String: String] = [:]
  private var asked: Set<String> = []
  private let axes: [String: AxisValues]
  private let path: String

  /// So many names are not asked for by accident.
  private static let most = 100_000

  /// - Parameters:
  ///   - path: of the part, for errors.
  init(axes: [Axis], path: String) {
    self.axes = Dictionary(axes.map { ($0.key, $0.values) }) { first, _ in first }
    self.path = path
  }

  /// What tells the files from others, and from themselves as they were.
  var fingerprint: String {
    contents.isEmpty
      ? "" : contents.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
  }

  /// Adds the files that the texts of a value name, for every value of the axes that stand in braces in a name.
  mutating func add(_ value: JSONValue) throws {
    switch value {
    case .string(let text): for piece in Self.pieces(of: text, at: "(),") { try addEvery(piece) }
    case .array(let elements): for element in elements { try add(element) }
    case .object(let members): for member in members.values { try add(member) }
    default: break
    }
  }

  /// Adds the files that a YAML file names.
  mutating func add(yaml: String) throws {
    for line in yaml.split(separator: "\n") {
      for piece in Self.pieces(of: String(line), at: "(),:[]{}#") { try addFile(piece) }
    }
  }

  /// The text and its pieces between some characters, without quotes and white space around them.
  private static func pieces(of text: String, at separators: String) -> [String] {
    let inner = text.split { separators.contains($0) }.map(String.init)
    return ([text] + (inner.count > 1 ? inner : [])).map {
      var piece = $0.trimmed
      if let quote = piece.first, quote == "\"" || quote == "'", piece.last == quote, piece.count > 1 {
        piece = String(piece.dropFirst().dropLast())
      }
      return piece
    }
  }

  private mutating func addEvery(_ piece: String) throws {
    let names = Set(Placeholders.names(in: .string(piece))).sorted()
    // The values of a name that stands alone are texts of their own.
    guard !names.isEmpty, piece != "{\(names[0])}" else { return try addFile(piece) }
    var fillings: [[String: JSONValue]] = [[:]]
    for name in names {
      guard let values = axes[name] else { continue }
      guard fillings.count * values.count <= Self.most else {
        // Numbers in a law are no names of files; only one that is there shows that the piece is.
        let first = fillings[0].merging([name: values[0]]) { own, _ in own }
        guard
          FileManager.default.fileExists(atPath: Placeholders.filled(.string(piece), with: first).plainText)
        else { return }
        throw SweepError.plan(
          path: path, found: "names more than \(Self.most) files as \(piece)", allowed: "fewer")
      }
      fillings = fillings.flatMap { filling in
        (0..<values.count).map { index in filling.merging([name: values[index]]) { own, _ in own } }
      }
    }
    for filling in fillings { try addFile(Placeholders.filled(.string(piece), with: filling).plainText) }
  }

  private mutating func addFile(_ name: String) throws {
    guard !name.isEmpty, Double(name) == nil, asked.insert(name).inserted else { return }
    var isFolder = false
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), !isFolder else { return }
    contents[name] = try StableHash.ofFile(name)
  }
}
