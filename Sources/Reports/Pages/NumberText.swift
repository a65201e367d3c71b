#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How reports spell numbers: never more digits than an error leaves, a true minus sign, powers of ten as such.
package enum NumberText {
  /// A number to the last digit that its error leaves certain to about one unit, two digits of the error being kept.
  ///
  /// - Parameter most: no more significant digits than these.
  package static func rounded(_ value: Double, error: Double, most: Int = 15) -> String {
    guard value.isFinite, error.isFinite else { return text(value) }
    guard value != 0 else { return "0" }
    // Digits beyond the fifteenth are noise of the Double itself.
    let floor = max(abs(error), abs(value) * 1e-15)
    let digits = Int(log10(abs(value)).rounded(.down) - log10(floor).rounded(.down)) + 2
    return digits < 1 ? "0" : significant(value, digits: min(digits, most, 15))
  }

  /// A number to so many significant digits.
  package static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite, value != 0 else { return text(value) }
    let scientific = printed("%.\(digits - 1)e", value).split(separator: "e")
    let exponent = Int(scientific[1]) ?? 0
    if exponent < -4 || exponent >= max(digits, 6) {
      return text("\(scientific[0]) × 10") + superscript(exponent)
    }
    // Through the rounded value: whole numbers, too, end in zeros where digits are not known.
    let kept = Double(printed("%.\(digits - 1)e", value)) ?? value
    return text(printed("%.\(max(0, digits - 1 - exponent))f", kept))
  }

  /// Two numbers to two significant digits, or to as many as it takes to tell them apart.
  static func apart(_ first: Double, _ second: Double) -> (String, String) {
    for digits in 2...15 {
      let texts = (significant(first, digits: digits), significant(second, digits: digits))
      if texts.0 != texts.1 || first == second { return texts }
    }
    return (text(first), text(second))
  }

  /// A number as it is, where it needs no rounding: a setting, a count.
  package static func text(_ value: Double) -> String {
    if value.isNaN { return "undefined" }
    if value.isInfinite { return value < 0 ? "−∞" : "∞" }
    if value == value.rounded(), abs(value) < 1e15 { return text("\(Int(value))") }
    return text("\(value)")
  }

  /// A count, its thousands apart.
  static func count(_ value: Int) -> String {
    var digits = Array("\(value.magnitude)")
    for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
    return (value < 0 ? "−" : "") + String(digits)
  }

  /// A text with its numbers spelled as all others: `1.3e-01` by a power of ten, or without one where it is small, and
  /// whole numbers with their thousands apart.
  static func spelled(_ text: String) -> String {
    let withPowers = text.replacing(/([0-9](?:\.[0-9]+)?)e([-−+])([0-9]+)/) { match in
      let number = Double("\(match.output.1)e\(match.output.2 == "+" ? "" : "-")\(match.output.3)") ?? .nan
      return significant(number, digits: match.output.1.filter(\.isNumber).count)
    }
    return withPowers.replacing(/[0-9]+(\.[0-9]+)?/) { match in
      Int(match.output.0).map { $0 < 1000 ? String(match.output.0) : count($0) } ?? String(match.output.0)
    }
  }

  /// The number of six significant digits next to a number.
  package static func sixDigits(_ value: Double) -> Double {
    value.isFinite ? Double(printed("%.6g", value)) ?? value : value
  }

  private static func text(_ plain: String) -> String { plain.replacing("-", with: "−") }

  private static func superscript(_ exponent: Int) -> String {
    let signs: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
      "9": "⁹",
    ]
    return String("\(exponent)".map { signs[$0] ?? $0 })
  }

  private static func printed(_ format: String, _ value: Double) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let count = withVaList([value]) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
      return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}
