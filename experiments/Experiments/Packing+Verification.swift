import Divergences
import ExperimentKit

extension PackingExperiment {
  /// One product by one method.
  private struct Pack {
    let game: String
    let missesMode: Bool
    let packing: Int
    let method: String
    let variation: Measured
    let jsd: Measured
    let row: Row

    init(_ row: Row) throws {
      self.row = row
      (game, missesMode, packing) = try (row.text("game"), row.boolean("misses_mode"), row.integer("packing"))
      method = try row.text("method") + (row.has("spacing") ? " \(row.number("spacing"))" : "")
      (variation, jsd) = try (row.estimate("total_variation"), row.estimate("jsd"))
    }

    var label: String {
      "\(game), \(missesMode ? "missing a mode" : "not missing one"), m = \(packing), \(method)"
    }
  }

  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    let packs = try results.rows(of: Self.rows).map(Pack.init)
    return try countViolations(results, parameters) + packs.flatMap(boundViolations)
      + methodViolations(packs) + pairViolations(packs)
  }

  /// Every method has its packs of every generator.
  private func countViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var expected: [String: Int] = [:]
    for cell in try cells(parameters, seed: 0) {
      let game = Self.games[cell.payload.game]
      let count = cell.payload.method == .square ? 1 : parameters.most
      expected["\(game.name), \(game.missesMode), \(cell.payload.method.name)", default: 0] += count
    }
    return try results.miscounts(in: Self.rows, expected: expected) {
      try "\($0.text("game")), \($0.boolean("misses_mode")), \($0.text("method"))"
    }
  }

  /// TV lies between all bounds that hold of the generator, and JSD above what its TV allows.
  private func boundViolations(_ pack: Pack) throws -> [Violation] {
    let (row, variation) = (pack.row, pack.variation)
    // The bounds take TV(p, q) from quadrature, 1e-10 at worst, and grow at most m times as fast.
    let slack = variation.absoluteError + 1e-9
    let whole = try row.estimate("greatest_whole")
    // The generators that miss no mode collapse nowhere; the others need not obey that bound.
    let greatest = try pack.missesMode ? row.number("greatest") : whole.value + whole.absoluteError
    let least = try max(row.number("least"), row.number("least_missing"))
    var violations: [Violation] = []
    if variation.value < least - slack || variation.value > greatest + slack {
      violations.append("\(pack.label): TV = \(variation.value) is outside [\(least), \(greatest)]")
    }
    let lower = jensenShannonLowerBound(totalVariation: variation.value - variation.absoluteError)
    if pack.jsd.value + pack.jsd.absoluteError < lower {
      violations.append("\(pack.label): JSD = \(pack.jsd.value) is below what its TV allows, \(lower)")
    }
    let single = try row.number("single_variation")
    if pack.packing == 1, (variation.value - single).magnitude > slack {
      violations.append("\(pack.label): TV = \(variation.value), not \(single) as by quadrature")
    }
    return violations
  }

  /// All methods agree within their errors.
  private func methodViolations(_ packs: [Pack]) -> [Violation] {
    let groups = Dictionary(grouping: packs) { "\($0.game), \($0.missesMode), \($0.packing)" }
    return groups.sorted { $0.key < $1.key }.flatMap { _, group in
      group.indices.flatMap { i in
        group[..<i].flatMap { other -> [Violation] in
          let pack = group[i]
          return [("TV", pack.variation, other.variation), ("JSD", pack.jsd, other.jsd)].compactMap {
            name, a, b in
            (a.value - b.value).magnitude > a.absoluteError + b.absoluteError
              ? "\(pack.label): \(name) is \(a.value), and \(b.value) by \(other.method)" : nil
          }
        }
      }
    }
  }

  /// The two generators of a pair have the same TV at m = 1, to the shift's last bit; from two samples on, missing a mode
  /// costs more, by the most exact method that there is.
  private func pairViolations(_ packs: [Pack]) throws -> [Violation] {
    let lost = Dictionary(grouping: packs.filter(\.missesMode)) { "\($0.game), \($0.packing)" }
    return try packs.filter { !$0.missesMode }.compactMap { pack -> Violation? in
      let partners = lost["\(pack.game), \(pack.packing)"] ?? []
      guard let same = partners.first(where: { $0.method == pack.method }),
        let best = partners.min(by: { $0.variation.absoluteError < $1.variation.absoluteError })
      else { return "\(pack.label): there is no pack of the generator that misses a mode" }
      if pack.packing == 1 {
        let (own, others) = try (pack.row.number("single_variation"), same.row.number("single_variation"))
        return (own - others).magnitude > 1e-9 ? "\(pack.label): TV is \(own) at m = 1, not \(others)" : nil
      }
      // A coarse lattice may be too wide to tell them apart: what it must not do is to contradict.
      let isBest = !packs.contains {
        $0.game == pack.game && !$0.missesMode && $0.packing == pack.packing
          && $0.variation.absoluteError < pack.variation.absoluteError
      }
      let own =
        isBest
        ? pack.variation.value + pack.variation.absoluteError
        : pack.variation.value - pack.variation.absoluteError
      return best.variation.value - best.variation.absoluteError <= own
        ? "\(pack.label): TV = \(pack.variation.value), not below \(best.variation.value)" : nil
    }
  }
}
