import Yams

/// A value of a YAML document with the keys that lead to it, so that whoever reads it can say where it is wrong.
package struct YAMLValue {
  /// What stands there.
  package let node: Node
  /// The keys that lead to it, with points between them.
  package let path: String

  /// A node behind these keys.
  package init(node: Node, path: String) {
    self.node = node
    self.path = path
  }

  /// An error that says what stands here.
  package func refused(allowed: String) -> TrainingFileError {
    TrainingFileError(path: path, found: "is \(text)", allowed: allowed)
  }

  /// A finite number that `accepts`.
  package func number(_ allowed: String = "a number", _ accepts: (Double) -> Bool = { _ in true }) throws
    -> Double
  {
    guard let text = node.scalar?.string, let number = Double(text), number.isFinite, accepts(number) else {
      throw refused(allowed: allowed)
    }
    return number
  }

  /// A whole number from `least` to `most`, by default so many that a product of two stays within Int.
  package func count(_ least: Int = 1, most: Int = 1_000_000_000) throws -> Int {
    let text = node.scalar?.string ?? ""
    let isDigits = !text.isEmpty && text.allSatisfy { ("0"..."9").contains($0) }
    if isDigits, Int(text).map({ $0 > most }) ?? true {
      throw refused(allowed: "a whole number, \(least) to \(most)")
    }
    guard let number = Int(text), number >= least else {
      throw refused(allowed: "a whole number, \(least) or more")
    }
    return number
  }

  /// The size of a layer, a minibatch or a sample: `most` of them still fit a machine.
  func size(most: Int = 1_000_000) throws -> Int { try count(most: most) }

  /// A seed.
  package func seed() throws -> UInt64 {
    guard let text = node.scalar?.string, let number = UInt64(text) else {
      throw refused(allowed: "a whole number from 0 to \(UInt64.max)")
    }
    return number
  }

  /// `true` or `false`.
  package func flag() throws -> Bool {
    switch node.scalar?.string {
    case "true": return true
    case "false": return false
    default: throw refused(allowed: "true, false")
    }
  }

  /// A text that is not empty.
  package func string(_ allowed: String) throws -> String {
    guard let text = node.scalar?.string, !text.isEmpty else { throw refused(allowed: allowed) }
    return text
  }

  /// One of the names.
  package func choice<Value: Equatable & Sendable>(_ names: Names<Value>) throws -> Value {
    guard let text = node.scalar?.string, let value = names.value(text) else {
      throw refused(allowed: names.list)
    }
    return value
  }

  /// The values of a list.
  package func list(_ allowed: String) throws -> [YAMLValue] {
    guard let sequence = node.sequence else { throw refused(allowed: allowed) }
    return sequence.enumerated().map { YAMLValue(node: $1, path: "\(path)[\($0)]") }
  }

  /// A mapping, read key by key by `body`; a key that it did not ask for is refused.
  package func section<Result>(_ allowed: String, _ body: (inout YAMLSection) throws -> Result) throws
    -> Result
  {
    guard var section = YAMLSection(self) else { throw refused(allowed: allowed) }
    let result = try body(&section)
    try section.refuseUnknownKeys()
    return result
  }

  /// One of several kinds, written as `kind` or `kind: fields`: its name, and what stands behind it.
  package func kind(_ allowed: String) throws -> (name: String, fields: YAMLValue?) {
    if let name = node.scalar?.string { return (name, nil) }
    guard let mapping = node.mapping, mapping.count == 1, let entry = mapping.first,
      let name = entry.key.scalar?.string
    else { throw refused(allowed: allowed) }
    return (name, YAMLValue(node: entry.value, path: path.isEmpty ? name : "\(path).\(name)"))
  }

  /// The value on one line, as errors quote it.
  private var text: String {
    if let scalar = node.scalar { return scalar.string.isEmpty ? "empty" : scalar.string }
    let flow = (try? serialize(node: node.flow, width: -1)) ?? "something else"
    return flow.split(separator: "\n").joined(separator: " ")
  }
}

/// A mapping of a YAML document while it is read: it remembers which keys were asked for.
package struct YAMLSection {
  package let path: String
  private let entries: [String: Node]
  private var asked: [String] = []

  fileprivate init?(_ value: YAMLValue) {
    path = value.path
    guard let mapping = value.node.mapping else { return nil }
    entries = Dictionary(mapping.map { ($0.key.scalar?.string ?? "?", $0.value) }) { first, _ in first }
  }

  /// What stands behind a key, if anything.
  package subscript(key: String) -> YAMLValue? {
    mutating get {
      asked.append(key)
      return entries[key].map { YAMLValue(node: $0, path: path.isEmpty ? key : "\(path).\(key)") }
    }
  }

  /// What must stand behind a key.
  package mutating func required(_ key: String, _ allowed: String) throws -> YAMLValue {
    guard let value = self[key] else {
      throw TrainingFileError(
        path: path.isEmpty ? key : "\(path).\(key)", found: "is missing", allowed: allowed)
    }
    return value
  }

  fileprivate func refuseUnknownKeys() throws {
    guard let unknown = entries.keys.filter({ !asked.contains($0) }).min() else { return }
    throw TrainingFileError(
      path: path, found: "has the key \(unknown)", allowed: asked.joined(separator: ", "))
  }
}

/// The names under which the cases of a type stand in a file.
package struct Names<Value: Equatable & Sendable>: Sendable {
  private let pairs: KeyValuePairs<String, Value>

  package init(_ pairs: KeyValuePairs<String, Value>) { self.pairs = pairs }

  func value(_ name: String) -> Value? { pairs.first { $0.key == name }?.value }
  func name(_ value: Value) -> String { pairs.first { $0.value == value }?.key ?? "" }
  var list: String { pairs.map(\.key).joined(separator: ", ") }
}

extension Node {
  /// A number as short as it reads back to itself.
  init(_ number: Double) {
    let isWhole = number.rounded() == number && number.magnitude < 1e15
    self.init(isWhole ? "\(Int(number))" : "\(number)")
  }

  init(_ number: Int) { self.init("\(number)") }

  /// A mapping with no keys.
  static var empty: Node { Node([(Node, Node)]()) }

  /// A mapping on one line.
  static func line(_ pairs: [(String, Node)]) -> Node {
    Node(pairs.map { (Node($0.0), $0.1) }, .implicit, .flow)
  }

  /// A list on one line.
  static func line(_ nodes: [Node]) -> Node { Node(nodes, .implicit, .flow) }

  /// A mapping, a key on each line.
  static func block(_ pairs: [(String, Node)]) -> Node {
    Node(pairs.map { (Node($0.0), $0.1) }, .implicit, .block)
  }

  /// A list, a value on each line.
  static func block(_ nodes: [Node]) -> Node { Node(nodes, .implicit, .block) }

  /// The same with everything on one line.
  fileprivate var flow: Node {
    if let mapping { return Node(mapping.map { ($0.key, $0.value.flow) }, .implicit, .flow) }
    if let sequence { return Node(sequence.map(\.flow), .implicit, .flow) }
    return self
  }

  /// This document with another value at the keys of `path`; mappings on the way are made where there are none.
  func setting(_ path: ArraySlice<String>, to value: Node) -> Node {
    guard let key = path.first else { return value }
    var pairs: [(Node, Node)] = mapping?.map { ($0.key, $0.value) } ?? []
    let old = pairs.firstIndex { $0.0.scalar?.string == key }
    let new = (old.map { pairs[$0].1 } ?? .empty).setting(path.dropFirst(), to: value)
    if let old { pairs[old].1 = new } else { pairs.append((Node(key), new)) }
    return Node(pairs)
  }
}
