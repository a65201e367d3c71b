#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `datapackage.json`: what each CSV of a folder holds, as a Frictionless Data Package.
///
/// Its bytes depend on what was computed alone, not on when, where or in which order.
package struct DataPackage {
  /// The resources, by name.
  private(set) var resources: [String: JSONValue]

  package static let fileName = "datapackage.json"

  /// The package of a folder; an empty one if it has none yet.
  package static func read(from folder: String) throws -> DataPackage {
    let path = "\(folder)/\(fileName)"
    guard let data = FileManager.default.contents(atPath: path) else { return DataPackage(resources: [:]) }
    guard let json = try? JSONValue(text: String(decoding: data, as: UTF8.self)), json["resources"] != nil
    else {
      throw ExperimentError.file(
        path: path, line: nil, message: "is no data package; move it away and run again")
    }
    let named = json["resources"]?.elements.compactMap { resource in
      resource["name"]?.stringValue.map { ($0, resource) }
    }
    return DataPackage(resources: Dictionary(named ?? []) { _, last in last })
  }

  /// Replaces the resources of an experiment, with those of all other experiments kept.
  package mutating func replace(resourcesOf experiment: String, by new: [JSONValue]) throws {
    resources = resources.filter { $0.value["experiment"]?.stringValue != experiment }
    for resource in new {
      guard let name = resource["name"]?.stringValue else { continue }
      if let other = resources[name]?["experiment"]?.stringValue {
        throw ExperimentError.invalidDefinition(
          experiment: experiment, message: "its table \(name) is one of experiment \(other) already")
      }
      resources[name] = resource
    }
  }

  /// By the name of each table of a folder: the experiment or sweep that it is of.
  package static func owners(in folder: String) throws -> [String: String] {
    try read(from: folder).resources.compactMapValues { $0["experiment"]?.stringValue }
  }

  /// The names of the tables of an experiment or a sweep.
  func names(of owner: String) -> Set<String> {
    Set(resources.filter { $0.value["experiment"]?.stringValue == owner }.keys)
  }

  /// The text of the file.
  package var text: String {
    let sorted = resources.sorted { $0.key < $1.key }.map(\.value)
    return JSONValue.object([
      "name": "minimax-results",
      "title": "Generative adversarial networks' theory, verified numerically",
      "resources": .array(sorted),
    ]).indentedText
  }

  /// The tables that the package lists, by name.
  var tables: [Table] {
    resources.sorted { $0.key < $1.key }.compactMap { Table(resource: $0.value) }
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
}
