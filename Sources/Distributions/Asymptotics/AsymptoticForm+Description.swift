#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension AsymptoticForm: CustomStringConvertible {
  /// The terms that grow, leading first, in y: `-0.5 y^2 + y - 2 log y`; `constant` when there are none.
  public var description: String {
    var terms: [(coefficient: Double, function: String)] = exponentials.map {
      ($0.sign * exp($0.logMagnitude), "exp(\(rounded($0.rate)) y)")
    }
    terms += powers.sorted { $0.key > $1.key }.map { ($0.value, $0.key == 1 ? "y" : "y^\(rounded($0.key))") }
    terms += [(logSquared, "(log y)^2"), (log, "log y"), (logLog, "log log y")].filter { $0.0 != 0 }
    guard let first = terms.first else { return "constant" }
    func spelled(_ coefficient: Double, _ function: String) -> String {
      coefficient == 1 ? function : "\(rounded(coefficient)) \(function)"
    }
    return terms.dropFirst().reduce(
      (first.coefficient < 0 ? "-" : "") + spelled(first.coefficient.magnitude, first.function)
    ) { text, term in
      text + (term.coefficient < 0 ? " - " : " + ") + spelled(term.coefficient.magnitude, term.function)
    }
  }
}

/// Four significant digits, without a fraction where there is none.
private func rounded(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return "\(value)" }
  let unit = pow(10, floor(log10(value.magnitude)) - 3)
  let short = (value / unit).rounded() * unit
  let text = value.magnitude < 1e15 && short == short.rounded() ? "\(Int(short))" : "\(Float(short))"
  return text
}
