import Expressions
import MinimaxGame
import SwiftCSV

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A discriminator from text: a number, a formula in x, or the path of a two-column CSV file.
enum DiscriminatorText {
  static func parse(_ text: String) throws -> any Discriminator {
    if let value = Double(text) { return try ConstantDiscriminator(value) }
    if text.hasSuffix(".csv") || FileManager.default.fileExists(atPath: text) { return try table(at: text) }
    let expression = try Expression(text)
    guard !expression.isConstant else { return try ConstantDiscriminator(expression(0)) }
    return ExpressionDiscriminator(expression)
  }

  /// x and D(x), one knot a line; a header is skipped.
  private static func table(at path: String) throws -> TableDiscriminator {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) cannot be read; allowed: a CSV file of x and D(x)")
    }
    let csv = try EnumeratedCSV(string: String(decoding: data, as: UTF8.self), loadColumns: false)
    var abscissas: [Double] = []
    var values: [Double] = []
    for (index, record) in ([csv.header] + csv.rows).enumerated() {
      let numbers = record.map { Double($0.filter { $0 != " " }) }
      if record.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { continue }
      guard numbers.count == 2, let x = numbers[0], let value = numbers[1] else {
        // A first line without a number is a header.
        if index == 0, numbers.allSatisfy({ $0 == nil }) { continue }
        throw TextError(
          "\(path), line \(index + 1): \(record.joined(separator: ",")); allowed: two numbers, x and D(x)")
      }
      abscissas.append(x)
      values.append(value)
    }
    return try TableDiscriminator(abscissas: abscissas, values: values)
  }
}

/// A message for the user.
struct TextError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
