import Distributions
import Divergences
import Foundation
import Quadrature

/// One pair of laws with its exact divergences, from `Reference/make_references.py`.
struct ReferenceCase: Sendable, Decodable {
  let group: String
  let p: String
  let q: String
  /// Decimal numbers of 25 digits; `inf`, or `overflow` beyond the range of Double.
  let values: [String: String]

  /// All cases of `Reference/references.json`.
  static func all() throws -> [ReferenceCase] {
    try JSONDecoder().decode([ReferenceCase].self, from: Data(contentsOf: referenceFile("references.json")))
  }
}

/// A file that a script beside the tests has written.
func referenceFile(_ name: String, source: String = #filePath) -> URL {
  URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Reference/\(name)")
}

/// What the package says of one quantity of a case, beside the exact value.
struct ReferenceOutcome: Sendable {
  let group: String
  let quantity: String
  let pair: String
  let estimate: Estimate
  /// `inf`, `overflow` or the digits.
  let text: String

  var exact: Double { text == "inf" ? .infinity : Double(text) ?? .nan }
  var difference: Double { (estimate.value - exact).magnitude }

  /// Within the reported error and 4 ulp.
  var errorHolds: Bool { estimate.agrees(with: exact) }

  /// Right to 1e-10 relative or within the reported error; infinite or too large where the exact value is.
  var isRight: Bool {
    switch text {
    case "inf": estimate.value == .infinity && estimate.verdict.name == "infinite"
    case "overflow": estimate.verdict.name == "unresolved"
    default: difference <= max(1e-10 * exact.magnitude, estimate.absoluteError)
    }
  }

  var description: String {
    "\(quantity) of \(pair): \(estimate.value) ± \(estimate.absoluteError), exact \(text), "
      + "off by \(difference)"
  }

  /// Every quantity of every case, evaluated on all cores.
  static let all: Result<[ReferenceOutcome], any Error> = Result {
    let cases = try ReferenceCase.all()
    let results = Results(count: cases.count)
    DispatchQueue.concurrentPerform(iterations: cases.count) { i in
      results[i] = Result { try outcomes(of: cases[i]) }
    }
    return try results.all.flatMap { try $0.get() }
  }

  private static let kernels: [(String, DivergenceKernel)] = [
    ("kl_pq", .kullbackLeibler), ("kl_qp", .reverseKullbackLeibler), ("jsd", .jensenShannon),
    ("jsd_deficit", .jensenShannonDeficit), ("tv", .totalVariation), ("tv_deficit", .overlap),
    ("squared_hellinger", .squaredHellinger), ("chi_squared", .chiSquared),
  ]

  private static func outcomes(of item: ReferenceCase) throws -> [ReferenceOutcome] {
    let (p, q) = (try Distribution(item.p), try Distribution(item.q))
    let wanted = kernels.filter { item.values[$0.0] != nil }
    var estimates = try LawPair(p, q).integrals(of: wanted.map(\.1)).estimates
    var names = wanted.map(\.0)
    if item.values["wasserstein_1"] != nil {
      estimates.append(try wasserstein1(p, q))
      names.append("wasserstein_1")
    }
    let pair = "\(item.p.prefix(60)) against \(item.q.prefix(60))"
    return zip(names, estimates).map { name, estimate in
      ReferenceOutcome(
        group: item.group, quantity: name, pair: pair, estimate: estimate, text: item.values[name] ?? "")
    }
  }
}

/// Slots that several threads fill, each its own.
private final class Results: @unchecked Sendable {
  private var slots: [Result<[ReferenceOutcome], any Error>]
  private let lock = NSLock()

  init(count: Int) { slots = Array(repeating: .success([]), count: count) }

  var all: [Result<[ReferenceOutcome], any Error>] { lock.withLock { slots } }

  subscript(index: Int) -> Result<[ReferenceOutcome], any Error> {
    get { lock.withLock { slots[index] } }
    set { lock.withLock { slots[index] = newValue } }
  }
}
