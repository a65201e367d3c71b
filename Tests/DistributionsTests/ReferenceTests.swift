import Distributions
import Foundation
import Testing

/// A row of Reference/references.csv, which make_references.py writes with mpmath.
struct Reference: Sendable, CustomTestStringConvertible {
  var distribution: String
  var quantity: String
  var argument: Double
  /// `nil` where mpmath says that the quantity is not defined.
  var value: Double?

  var testDescription: String { "\(quantity) of \(distribution) at \(argument)" }

  /// All rows, by distribution, in the order of the file.
  static let byDistribution: [(distribution: String, rows: [Reference])] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Reference/references.csv")
    guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
    var result: [(distribution: String, rows: [Reference])] = []
    for line in text.split(separator: "\n").dropFirst() {
      guard let close = line.lastIndex(of: ")") else { continue }
      let form = String(line[...close].drop { $0 == "\"" })
      let rest = line[close...].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let row = Reference(
        distribution: form, quantity: rest[1], argument: Double(rest[2]) ?? 0,
        value: rest[3] == "none" ? nil : Double(rest[3].replacingOccurrences(of: "+inf", with: "inf")))
      if result.last?.distribution == form {
        result[result.count - 1].rows.append(row)
      } else {
        result.append((form, [row]))
      }
    }
    return result
  }()
}

@Suite("Every family and combinator agrees with mpmath")
struct ReferenceTests {
  static let distributions = Reference.byDistribution.map(\.distribution)

  private func rows(_ distribution: String, _ quantities: Set<String>) -> [Reference] {
    Reference.byDistribution.first { $0.distribution == distribution }?.rows
      .filter { quantities.contains($0.quantity) } ?? []
  }

  @Test("the reference file is there") func present() { #expect(Self.distributions.count > 40) }

  @Test("log p, in the bulk and where p is 1e-300", arguments: distributions)
  func logDensity(_ distribution: String) throws {
    let law = try Distribution(distribution)
    for row in rows(distribution, ["log_density"]) {
      expectClose(law.logDensity(row.argument), row, sensitivity: law, tolerance: 4e-15)
    }
  }

  @Test("log F and log(1 - F), in both tails", arguments: distributions)
  func logProbabilities(_ distribution: String) throws {
    let law = try Distribution(distribution)
    for row in rows(distribution, ["log_cumulative"]) {
      expectClose(law.logCumulative(row.argument), row, sensitivity: law, tolerance: 1e-14)
    }
    for row in rows(distribution, ["log_complementary"]) {
      expectClose(law.logComplementaryCumulative(row.argument), row, sensitivity: law, tolerance: 1e-14)
    }
  }

  @Test("quantiles from 1e-300 to 1 - 1e-300", arguments: distributions)
  func quantiles(_ distribution: String) throws {
    let law = try Distribution(distribution)
    for row in rows(distribution, ["quantile"]) {
      expectClosePoint(law.quantile(row.argument), row, of: law)
    }
    for row in rows(distribution, ["complementary_quantile"]) {
      expectClosePoint(law.complementaryQuantile(row.argument), row, of: law)
    }
  }

  @Test("mean, variance and entropy", arguments: distributions)
  func moments(_ distribution: String) throws {
    let law = try Distribution(distribution)
    for row in rows(distribution, ["mean", "variance", "entropy"]) {
      let found =
        try row.quantity == "mean"
        ? law.mean : row.quantity == "variance" ? law.variance : law.entropy().value
      guard let expected = row.value else {
        #expect(found == nil, "\(row.testDescription)")
        continue
      }
      let scale = row.quantity == "entropy" ? max(1, abs(expected)) : abs(expected)
      let error = found == expected ? 0 : abs((found ?? .nan) - expected) / scale
      // Closed forms are exact to rounding; the others are integrals. Positions are rounded: a width of 1e-10
      // next to 1 keeps 6 digits.
      let isClosed = !["truncated", "kde", "+"].contains { distribution.contains($0) }
      let allowed = isClosed ? 8e-15 : 1e-12
      let rounding = isClosed ? 0 : 4e-16 * abs(law.mean ?? 0) / (law.variance ?? 1).squareRoot()
      #expect(error <= allowed + rounding, "\(row.testDescription): \(found ?? .nan), not \(expected)")
    }
  }

  /// Within `tolerance` of the value, or of what a change of x in its last place makes of it.
  private func expectClose(
    _ found: Double, _ row: Reference, sensitivity law: Distribution, tolerance: Double
  ) {
    let (x, expected) = (row.argument, row.value ?? .nan)
    let slope = row.quantity == "log_density" ? logSlope(law, x) : exp(law.logDensity(x) - expected)
    // Far in a tail a truncation is the difference of two large logarithms.
    let parent = law.law as? Truncated
    let rounding = parent.map { 4e-16 * abs($0.logMass) } ?? 0
    let allowed = tolerance * max(1, abs(expected)) + 4 * x.ulp * slope + rounding
    #expect(abs(found - expected) <= allowed, "\(row.testDescription): \(found), not \(expected)")
  }

  private func logSlope(_ law: Distribution, _ x: Double) -> Double {
    let step = max(abs(x), 1e-300) * 1e-4
    let slope = abs(law.logDensity(x + step) - law.logDensity(x - step)) / (2 * step)
    return slope.isFinite ? slope : 0
  }

  /// Within 2e-14 of the point relative to it, or within what the rounding of log p moves it by.
  private func expectClosePoint(_ found: Double, _ row: Reference, of law: Distribution) {
    let expected = row.value ?? .nan
    let tail = min(row.argument, 1 - row.argument)
    let length = exp(log(tail) - law.logDensity(expected))
    // Near a singular end the upper side is 1 minus the lower: its error is a rounding of 1.
    let rounding = law.description.hasPrefix("beta(0.001") ? 1e-15 * exp(-law.logDensity(expected)) : 0
    let allowed =
      2e-15 * abs(expected) + 1e-15 * length * max(1, -log(tail)) + 1e-15 * locationScale(law) + rounding
    #expect(abs(found - expected) <= allowed, "\(row.testDescription): \(found), not \(expected)")
  }

  private func locationScale(_ law: Distribution) -> Double {
    law.support.lower.isFinite ? 0 : abs(law.quantile(0.5))
  }
}
