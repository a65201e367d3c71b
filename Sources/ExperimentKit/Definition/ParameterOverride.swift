#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A parameter set from outside, as `--set key=value` writes it.
///
/// The key is the parameter's name, with points into nested records: `noise.scale`. The value is JSON
/// (`3`, `[1, 2]`, `true`) or, for a parameter that is a text, just that.
public struct ParameterOverride: Sendable, Equatable {
  /// The name, one element for each record on the way.
  public let path: [String]
  /// The value as it was given.
  public let text: String

  /// An override from `key=value`; `nil` if there is no `=` or nothing before it.
  public init?(_ argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
    path = argument[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    text = String(argument[argument.index(after: equals)...])
  }

  /// The parameters with this one set; throws if they have none of that name.
  public func applied(to parameters: JSONValue) throws -> JSONValue {
    try apply(to: parameters, path: path[...])
  }

  private func apply(to value: JSONValue, path rest: ArraySlice<String>) throws -> JSONValue {
    guard let key = rest.first else { return parsed(inPlaceOf: value) }
    guard case .object(var members) = value, let member = members[key] else {
      let known: String
      if case .object(let members) = value {
        known = members.keys.sorted().joined(separator: ", ")
      } else {
        known = ""
      }
      throw ExperimentError.invalidParameter(
        name: path.joined(separator: "."), value: text,
        allowed: known.isEmpty ? "no such parameter" : "one of the parameters \(known)")
    }
    members[key] = try apply(to: member, path: rest.dropFirst())
    return .object(members)
  }

  private func parsed(inPlaceOf previous: JSONValue) -> JSONValue {
    if case .string = previous, !text.hasPrefix("\"") { return .string(text) }
    return (try? JSONValue(text: text)) ?? .string(text)
  }
}

/// The typed parameters of a record; the error names the one that does not fit, and its default.
func decodeParameters<Base: Experiment>(
  _ json: JSONValue, of experiment: Base, at size: Size
) throws -> Base.Parameters {
  do {
    return try json.decoded()
  } catch let error as DecodingError {
    let defaults = try JSONValue(encoding: experiment.parameters(for: size))
    // A number that no Int can hold comes without its path; what was set says which it is.
    let path = error.path.isEmpty ? json.onlyDifference(from: defaults) : error.path
    let value = path.reduce(Optional(json)) { value, key in value?.member(key) }
    let standard = path.reduce(Optional(defaults)) { $0?.member($1) }
    throw ExperimentError.invalidParameter(
      name: path.joined(separator: "."), value: value?.text ?? "absent",
      allowed: standard.map { "a value like its default, \($0.text)" } ?? "a value of its type")
  }
}

extension DecodingError {
  /// The keys that lead to what could not be decoded.
  fileprivate var path: [String] {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.map(\.stringValue)
    case .keyNotFound(let key, let context):
      (context.codingPath + [key]).map(\.stringValue)
    @unknown default: []
    }
  }
}

extension JSONValue {
  /// What differs from other parameters, in the form of `--set`, quoted for a shell where needed.
  func settings(from standard: JSONValue) -> [String] {
    guard case .object(let members) = self else { return [] }
    return members.sorted { $0.key < $1.key }.filter { standard[$0.key] != $0.value }.map { key, value in
      let text = "\(key)=\(value.stringValue ?? value.text)"
      let plain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_=.,-+/:".contains($0)) }
      return plain
        ? text
        : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
  }

  /// The path to the one value in which two records differ; empty where it is not one.
  fileprivate func onlyDifference(from standard: JSONValue) -> [String] {
    guard case .object(let members) = self else { return [] }
    let names = members.keys.filter { standard[$0] != members[$0] }
    guard names.count == 1, let name = names.first, let mine = members[name], let other = standard[name]
    else { return [] }
    return [name] + mine.onlyDifference(from: other)
  }

  /// A member by name, or by position written as the coding path has it, `Index 3`.
  fileprivate func member(_ key: String) -> JSONValue? {
    if let member = self[key] { return member }
    guard let index = Int(key.drop { !$0.isNumber }), elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}
