/// Reads the text form of a distribution by recursive descent.
///
///     sum    = term { "+" term }
///     term   = [ number "*" ] ( name "(" arguments ")" | "(" sum ")" )
///     number = [ "-" | "+" ] decimal [ "/" decimal ]
///
/// Spaces do not matter. Every error carries the column, in characters from 1.
struct DistributionParser {
  var scanner: TextScanner
  private var depth = 0

  /// How deep parentheses may nest; the parser and the laws themselves recurse this deep.
  static let depthLimit = 100

  init(_ text: String) { scanner = TextScanner(text) }

  /// The law of the whole text.
  mutating func parse() throws(DistributionError) -> any Law {
    if scanner.isAtEnd { throw scanner.error("a distribution is expected; known: \(Self.names)") }
    let law = try parseSum()
    if let next = scanner.peek() {
      throw scanner.error("\"\(next)\" is not expected here; a mixture is a sum of weight*distribution")
    }
    return law
  }

  mutating func parseSum() throws(DistributionError) -> any Law {
    let start = scanner.column
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthLimit {
      throw scanner.error("the text is nested more than \(Self.depthLimit) deep")
    }
    var terms: [(weight: Double?, column: Int, law: any Law)] = []
    repeat { terms.append(try parseTerm()) } while scanner.skip("+")
    if terms.count == 1, terms[0].weight == nil { return terms[0].law }
    var components: [(weight: Double, law: any Law)] = []
    for term in terms {
      guard let weight = term.weight else {
        throw scanner.error("a weight is missing, as in 0.5*normal(0, 1) + 0.5*normal(2, 1)", at: term.column)
      }
      guard weight > 0 else {
        throw scanner.error("the weight is \(weight); allowed: a number above 0", at: term.column)
      }
      components.append((weight, term.law))
    }
    do {
      let mixture = try Mixture(components)
      return components.count == 1 ? components[0].law : mixture
    } catch {
      throw scanner.error("\(error)", at: start)
    }
  }

  private mutating func parseTerm() throws(DistributionError) -> (weight: Double?, column: Int, law: any Law)
  {
    let column = scanner.column
    var weight: Double?
    if scanner.startsNumber {
      weight = try parseNumber()
      if !scanner.skip("*") { throw scanner.error("* is expected between a weight and its distribution") }
    }
    if scanner.skip("(") {
      let law = try parseSum()
      if !scanner.skip(")") { throw scanner.error("a closing ) is missing") }
      return (weight, column, law)
    }
    return (weight, column, try parseCall())
  }

  private mutating func parseCall() throws(DistributionError) -> any Law {
    let column = scanner.column
    let name = scanner.word()
    guard let family = Distribution.catalogue.first(where: { $0.name == name }) else {
      if name.isEmpty {
        let found = scanner.peek().map { "\"\($0)\"" } ?? "the end of the text"
        throw scanner.error("a distribution is expected, found \(found); known: \(Self.names)", at: column)
      }
      let hint = closestSpelling(to: name, among: Distribution.catalogue.map(\.name))
      throw scanner.error(
        "\"\(name)\" is not known\(hint.map { "; did you mean \($0)?" } ?? ";") known: \(Self.names)",
        at: column)
    }
    guard scanner.skip("(") else { throw scanner.error("( is expected: \(family.signature)") }
    let arguments = try parseArguments(of: family)
    do {
      return try family.make(arguments.map(\.value))
    } catch let error as DistributionError {
      throw located(error, in: family, arguments: arguments, column: column)
    } catch {
      throw scanner.error("\(error)", at: column)
    }
  }

  /// The same error, pointing at the argument it names; errors of files keep their own place.
  private func located(
    _ error: DistributionError, in family: Family, arguments: [ParsedArgument], column: Int
  ) -> DistributionError {
    guard case .invalidParameter(_, let name, _, _) = error else { return error }
    let index = family.arguments.firstIndex { $0.name == name }
    return scanner.error(
      "\(error)", at: index.map { arguments[min($0, arguments.count - 1)].column } ?? column)
  }

  static var names: String { Distribution.catalogue.map(\.name).joined(separator: ", ") }
}
