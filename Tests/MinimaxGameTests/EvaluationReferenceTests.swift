import Distributions
import Foundation
import MinimaxGame
import Quadrature
import Testing

/// The exact divergences beside DivergencesTests, of which every row of the table is a multiple or a sum.
private struct ReferenceCase: Decodable {
  let p: String
  let q: String
  let values: [String: String]

  static func all(source: String = #filePath) throws -> [ReferenceCase] {
    let tests = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appendingPathComponent("DivergencesTests/Reference/references.json")
    return try JSONDecoder().decode([ReferenceCase].self, from: Data(contentsOf: file))
  }

  /// What each row must be; nothing for what is infinite or beyond the doubles.
  var exact: [Quantity: Double] {
    let names: [String: Quantity] = [
      "kl_pq": .kullbackLeiblerOfDataToGenerator, "kl_qp": .kullbackLeiblerOfGeneratorToData,
      "jsd": .jensenShannon, "jsd_deficit": .jensenShannonDeficit, "tv": .totalVariation,
      "tv_deficit": .totalVariationDeficit, "squared_hellinger": .squaredHellinger,
      "chi_squared": .chiSquared, "wasserstein_1": .wasserstein1,
    ]
    var result: [Quantity: Double] = [:]
    for (name, text) in values {
      guard let quantity = names[name], let value = Double(text), value.isFinite, value > 0 else { continue }
      result[quantity] = value
    }
    if let deficit = result[.jensenShannonDeficit] { result[.optimalValue] = -2 * deficit }
    if let jsd = result[.jensenShannon] {
      result[.criterionByKullbackLeibler] = 2 * jsd - log(4)
      result[.criterionByJensenShannon] = 2 * jsd - log(4)
    }
    return result
  }
}

@Suite("The whole table against exact values from mpmath")
struct EvaluationReferenceTests {
  @Test("every error holds, and what is converged is right to 1e-10 relative or to rounding")
  func rows() throws {
    // The largest estimates have tests of their own.
    let cases = try ReferenceCase.all().filter { $0.p.count + $0.q.count < 400 }
    #expect(cases.count > 100)
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: cases.count) { i in
      do { failures.add(try Self.failures(of: cases[i])) } catch { failures.add(["\(cases[i].p): \(error)"]) }
    }
    #expect(failures.all == [])
  }

  private static func failures(of item: ReferenceCase) throws -> [String] {
    let game = MinimaxGame(data: try Distribution(item.p), generator: try Distribution(item.q))
    let table = try game.evaluation()
    var failures = table.failedMasses.map { "\($0.quantity.rawValue) is \($0.estimate)" }
    for (quantity, exact) in item.exact {
      guard let found = table[quantity], found.value.isFinite else { continue }
      let difference = (found.value - exact).magnitude
      // A sum with log 4 is known here to an ulp of that.
      let isSum = quantity == .criterionByKullbackLeibler || quantity == .criterionByJensenShannon
      let holds = found.agrees(with: exact) || (isSum && difference <= found.absoluteError + 4 * .ulpOfOne)
      let isGood = difference <= 1e-10 * exact.magnitude || difference <= 16 * .ulpOfOne
      if !holds || !(isGood || found.verdict != .converged) {
        failures.append("\(quantity.rawValue): \(found), exact \(exact)")
      }
    }
    return failures.map { "\(item.p) against \(item.q): \($0)" }
  }
}

/// What several threads found wrong.
private final class Failures: @unchecked Sendable {
  private var found: [String] = []
  private let lock = NSLock()

  var all: [String] { lock.withLock { found.sorted() } }

  func add(_ failures: [String]) { lock.withLock { found += failures } }
}
