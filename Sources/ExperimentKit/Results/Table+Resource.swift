/// A table as a resource of a Frictionless Data Package, and back.
extension Table {
  /// The resource of this table as a plan filled it.
  ///
  /// The dialect says all that readers would guess otherwise, and guess wrongly in short or odd files.
  func resource(of plan: Plan, bytes: Int, violations: [Violation]) -> JSONValue {
    resource(
      bytes: bytes,
      about: [
        "title": .string(plan.title), "experiment": .string(plan.name),
        "claim": .string(plan.claim.statement), "reference": .string(plan.claim.reference),
        "seed": JSONValue(seed: plan.seed), "size": .string(plan.size.rawValue),
        "arguments": .string(plan.arguments), "parameters": plan.parameters,
        "constants": .array(plan.constants.map(\.json)),
        "violations": .array(violations.map { .string($0.description) }),
      ])
  }

  /// The resource of this table.
  ///
  /// - Parameter members: how it came about: `title`, `experiment` and others.
  package func resource(bytes: Int, about members: [String: JSONValue]) -> JSONValue {
    let file: [String: JSONValue] = [
      "name": .string(name),
      "path": .string(fileName),
      "type": "table",
      "format": "csv",
      "mediatype": "text/csv",
      "encoding": "utf-8",
      "bytes": .integer(bytes),
      "description": .string(description),
      "dialect": .object([
        "delimiter": ",", "quoteChar": "\"", "doubleQuote": .boolean(true), "lineTerminator": "\n",
        "skipInitialSpace": .boolean(false), "header": .boolean(true),
      ]),
      "schema": .object(schema),
    ]
    return .object(file.merging(members) { ours, _ in ours })
  }

  /// The Table Schema. A primary key has no absent values there: keys of which one may be absent are unique ones.
  private var schema: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "fields": .array(columns.map(\.field)), "missingValues": .array([""]),
    ]
    guard !keys.isEmpty, !repeated else { return members }
    let names = JSONValue.array(keys.map(JSONValue.string))
    if columns.contains(where: { $0.optional && keys.contains($0.name) }) {
      members["uniqueKeys"] = .array([names])
    } else {
      members["primaryKey"] = names
    }
    return members
  }

  /// The table of a resource; `nil` if it is not one of ours.
  init?(resource: JSONValue) {
    guard let name = resource["name"]?.stringValue, let schema = resource["schema"],
      case .array(let fields)? = schema["fields"]
    else { return nil }
    let columns = fields.compactMap(Column.init(field:))
    guard columns.count == fields.count else { return nil }
    let keys = schema["primaryKey"] ?? schema["uniqueKeys"]?.elements.first
    self.init(
      name: name, description: resource["description"]?.stringValue ?? "", allColumns: columns,
      keys: keys?.elements.compactMap(\.stringValue) ?? [])
  }
}

extension Column {
  /// The column as a field of a Frictionless schema.
  public var field: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "type": .string(kind.rawValue), "description": .string(description),
    ]
    if let unit { members["unit"] = .string(unit) }
    if let errorName { members["errorField"] = .string(errorName) }
    if !optional { members["constraints"] = .object(["required": .boolean(true)]) }
    return .object(members)
  }

  /// The column of a field; `nil` if it is not one of ours.
  init?(field: JSONValue) {
    guard let name = field["name"]?.stringValue,
      let kind = field["type"]?.stringValue.flatMap(Kind.init(rawValue:))
    else { return nil }
    self.init(
      name: name, kind: kind, unit: field["unit"]?.stringValue,
      description: field["description"]?.stringValue ?? "",
      optional: field["constraints"]?["required"] != .boolean(true),
      errorName: field["errorField"]?.stringValue)
  }
}

extension JSONValue {
  /// A seed; one that JSON readers would round is written as text.
  package init(seed: UInt64) {
    self = seed < 1 << 53 ? .integer(Int(seed)) : .string(seed.description)
  }
}
