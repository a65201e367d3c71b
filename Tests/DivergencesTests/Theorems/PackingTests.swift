import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

@Suite("Packing: TV and JSD of p^m against q^m")
struct PackingTests {
  /// Random masses of k sets; now and then a set that one of the two lacks.
  private func classes(_ k: Int, using generator: inout SeededGenerator) throws -> RatioClasses {
    func masses() -> [Double] {
      var masses = (0..<k).map { _ in Double.random(in: 0...1, using: &generator) }
      if Bool.random(using: &generator) { masses[Int.random(in: 0..<k, using: &generator)] = 0 }
      let sum = masses.reduce(0, +)
      return masses.map { $0 / sum }
    }
    return try RatioClasses(first: masses(), second: masses())
  }

  @Test("a generator that lacks a mode of mass τ: TV = 1 - (1 - τ)^m, and JSD is that of missing as much")
  func missing() throws {
    for tau in [0.01, 0.2, 0.9] {
      let classes = try RatioClasses(first: [1 - tau, tau], second: [1, 0])
      for m in 1...8 {
        let pack = try classes.packed(m)
        let missing = 1 - pow(1 - tau, Double(m))
        #expect(pack.totalVariation.agrees(with: missing))
        #expect(pack.jensenShannon.agrees(with: jensenShannonOfMissing(missing), factor: 2))
      }
    }
  }

  @Test("the multinomial sum is the sum over all m-tuples")
  func tuples() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20 {
      let classes = try classes(3, using: &generator)
      var tuples = [(1.0, 1.0)]
      for m in 1...5 {
        tuples = tuples.flatMap { t in (0..<3).map { (t.0 * classes.first[$0], t.1 * classes.second[$0]) } }
        let variation = tuples.reduce(0) { $0 + 0.5 * abs($1.0 - $1.1) }
        let divergence = tuples.reduce(0) { sum, t in
          let mean = 0.5 * (t.0 + t.1)
          return sum + 0.5 * (t.0 > 0 ? t.0 * log(t.0 / mean) : 0) + 0.5
            * (t.1 > 0 ? t.1 * log(t.1 / mean) : 0)
        }
        let pack = try classes.packed(m)
        #expect(abs(pack.totalVariation.value - variation) <= pack.totalVariation.absoluteError + 1e-14)
        #expect(abs(pack.jensenShannon.value - divergence) <= pack.jensenShannon.absoluteError + 1e-14)
      }
    }
  }

  @Test("the region of Lin et al.: least <= TV(p^m, q^m) <= 1 - (1 - τ)^m, for random pairs")
  func region() throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<30 {
      let classes = try classes(4, using: &generator)
      let tau = try classes.packed(1).totalVariation.value
      let lacking = zip(classes.first, classes.second).reduce(0) { $0 + ($1.1 == 0 ? $1.0 : 0) }
      for m in [2, 3, 6] {
        let bounds = try PackingBounds(totalVariation: tau, packing: m)
        let variation = try classes.packed(m).totalVariation.value
        #expect(try bounds.least() <= variation + 1e-12)
        #expect(try bounds.least(missing: min(lacking, tau)) <= variation + 1e-12)
        #expect(variation <= bounds.greatest + 1e-12)
      }
    }
  }

  /// f(ε): the greatest p-mass over sets of q-mass ε, the last of which may be cut.
  private func curve(_ epsilon: Double, _ p: [Double], _ q: [Double]) -> Double {
    var (room, reached) = (epsilon, 0.0)
    for (p, q) in zip(p, q).filter({ $0 + $1 > 0 }).sorted(by: { $0.0 * $1.1 > $1.0 * $0.1 }) {
      let share = q <= room ? 1 : room / q
      reached += share * p
      room -= share * q
      if share < 1 { break }
    }
    return reached
  }

  @Test("a pair without (ε, δ)-mode collapse in either direction keeps below a bound of its own")
  func wholeRegion() throws {
    var (generator, count) = (SeededGenerator(seed: 3), 0)
    while count < 4 {
      let classes = try classes(4, using: &generator)
      let tau = try classes.packed(1).totalVariation.value
      let (epsilon, delta) = (0.1 * tau, 0.6 * tau)
      guard curve(epsilon, classes.first, classes.second) <= delta,
        curve(epsilon, classes.second, classes.first) <= delta
      else { continue }
      count += 1
      let bound = try PackingBounds(totalVariation: tau, packing: 3).greatest(withoutCollapse: epsilon, delta)
      let variation = try classes.packed(3).totalVariation.value
      // The bound is the greatest of a search, and as such right to about the square of its grid's last step.
      #expect(variation <= bound + 1e-6 && bound < 1 - pow(1 - tau, 3))
    }
  }

  @Test("the bounds are attained: by a missing mode, and by two coins")
  func attained() throws {
    for m in [1, 2, 5] {
      let bounds = try PackingBounds(totalVariation: 0.2, packing: m)
      let missing = try RatioClasses(first: [0.8, 0.2], second: [1, 0]).packed(m)
      #expect(missing.totalVariation.agrees(with: bounds.greatest))
      #expect(abs(try bounds.least(missing: 0.2) - bounds.greatest) < 1e-13)
      let coins = try stride(from: 0, through: 0.8, by: 0.01).map { a in
        try RatioClasses(first: [a + 0.2, 0.8 - a], second: [a, 1 - a]).packed(m).totalVariation.value
      }
      // The worst of a hundred coins is no better than the least, and within a step of it.
      let worst = try #require(coins.min())
      #expect(try worst >= bounds.least() - 1e-12 && worst <= bounds.least() + 0.01)
    }
  }

  @Test("a lattice of log-ratios encloses the exact value, and its gap closes like δ²")
  func lattice() throws {
    let pair = LawPair(
      try Distribution("uniform(0, 1)"), try Distribution("0.3*uniform(0, 0.5) + 0.7*uniform(0.5, 1)"))
    let exact = try RatioClasses(first: [0.5, 0.5], second: [0.3, 0.7])
    for pack in try RatioLattice(pair, spacing: 0.05, pieces: 4).packed(upTo: 8) {
      let truth = try exact.packed(pack.packing)
      #expect(pack.totalVariation.agrees(with: truth.totalVariation))
      #expect(pack.jensenShannon.agrees(with: truth.jensenShannon))
    }
    let normals = LawPair(try Distribution("normal(0, 1)"), try Distribution("normal(0.5, 1)"))
    let gaps = try [0.1, 0.05, 0.025].map { spacing in
      try RatioLattice(normals, spacing: spacing, pieces: 256).packed(upTo: 4)[3].jensenShannon.absoluteError
    }
    #expect(gaps[1] < 0.4 * gaps[0] && gaps[2] < 0.4 * gaps[1])
  }

  @Test(
    "the lattice's masses are 1 at every m, also where pieces are so fine that masses are the least numbers there are",
    arguments: [0.02, 0.01])
  func mass(spacing: Double) throws {
    let pair = LawPair(
      try Distribution("0.8*normal(-3, 1) + 0.2*normal(3, 1)"), try Distribution("normal(-3, 1)"))
    let variation = try totalVariation(pair.first as! Distribution, pair.second as! Distribution)
    let lattice = try RatioLattice(pair, spacing: spacing, pieces: 256)
    #expect(lattice.massDefect < 1e-12)
    // A convolution rounds by half an ulp for each of its at most 80/δ + 1 terms.
    let rounding = (40 / spacing + 10) * Double.ulpOfOne
    for pack in try lattice.packed(upTo: 4) {
      #expect(pack.massDefect <= Double(pack.packing) * (lattice.massDefect + 2 * rounding))
      // Between what a mode dropped as a whole would give and the greatest there is.
      let bounds = try PackingBounds(totalVariation: variation.value, packing: pack.packing)
      let slack = pack.totalVariation.absoluteError + 1e-9
      #expect(pack.totalVariation.value <= bounds.greatest + slack)
      #expect(try pack.totalVariation.value >= bounds.least() - slack)
      if pack.packing == 1 { #expect(pack.totalVariation.agrees(with: variation)) }
    }
  }

  @Test("mass that no piece has is in the error of every m")
  func lostMass() throws {
    // A tenth of p is an atom, which the lattice leaves out.
    let pair = LawPair(
      try Distribution("0.9*normal(0, 1) + 0.1*empirical([3])"), try Distribution("normal(0, 1)"))
    for pack in try RatioLattice(pair, spacing: 0.1, pieces: 4).packed(upTo: 4) {
      let missing = 1 - pow(0.9, Double(pack.packing))
      #expect(pack.massDefect >= missing - 1e-9)
      #expect(pack.totalVariation.agrees(with: missing))
      #expect(pack.jensenShannon.agrees(with: jensenShannonOfMissing(missing)))
    }
  }

  @Test("step densities agree with the multinomial sum to rounding, however many pieces a class has")
  func steps() throws {
    let pair = LawPair(
      try Distribution("0.25*uniform(0, 1) + 0.25*uniform(2, 3) + 0.25*uniform(4, 5) + 0.25*uniform(6, 7)"),
      try Distribution("1/3*uniform(0, 1) + 1/3*uniform(2, 3) + 1/3*uniform(4, 5)"))
    let exact = try RatioClasses(first: [0.75, 0.25], second: [1, 0])
    for pack in try RatioLattice(pair, spacing: 0.02, pieces: 256).packed(upTo: 8) {
      let truth = try exact.packed(pack.packing)
      #expect(pack.totalVariation.agrees(with: truth.totalVariation))
      #expect(pack.massDefect < 1e-12)
    }
  }

  @Test("m normals with one variance are one normal at √m times the distance: an oracle for every m")
  func normals() throws {
    let pair = LawPair(try Distribution("normal(0, 1)"), try Distribution("normal(0.5, 1)"))
    for pack in try RatioLattice(pair, spacing: 0.02, pieces: 32).packed(upTo: 8) {
      let other = try Distribution("normal(\(0.5 * Double(pack.packing).squareRoot()), 1)")
      #expect(pack.totalVariation.agrees(with: try totalVariation(pair.first as! Distribution, other)))
      #expect(pack.jensenShannon.agrees(with: try jensenShannon(pair.first as! Distribution, other)))
      #expect(pack.totalVariation.absoluteError < 1e-3)
    }
  }

  @Test("quadrature over the square agrees at m = 2, also where p or q vanishes")
  func square() throws {
    for (data, generator) in [
      ("normal(0, 1)", "normal(0.5, 1.2)"), ("0.8*normal(-3, 1) + 0.2*normal(3, 1)", "normal(-3, 1)"),
      ("uniform(0, 1)", "uniform(0.2, 1)"),
    ] {
      let pair = LawPair(try Distribution(data), try Distribution(generator))
      let square = try pair.packsOfTwo(pieces: 1)
      let lattice = try RatioLattice(pair, spacing: 0.05, pieces: 32).packed(upTo: 2)[1]
      #expect(square.jensenShannon.agrees(with: lattice.jensenShannon), "\(data), \(generator)")
      #expect(square.totalVariation.agrees(with: lattice.totalVariation), "\(data), \(generator)")
      #expect(square.jensenShannon.absoluteError < 1e-6)
    }
  }

  @Test("what is out of range is refused by name")
  func refused() throws {
    #expect(throws: DivergenceError.self) { try RatioClasses(first: [0.5, 0.4], second: [1, 0]) }
    #expect(throws: DivergenceError.self) { try RatioClasses(first: [1], second: [1, 0]) }
    #expect(throws: DivergenceError.self) { try RatioClasses(first: [1], second: [1]).packed(0) }
    let pair = LawPair(try Distribution("normal(0, 1)"), try Distribution("normal(1, 1)"))
    #expect(throws: DivergenceError.self) { try RatioLattice(pair, spacing: 1e-300, pieces: 1) }
    #expect(throws: DivergenceError.self) { try PackingBounds(totalVariation: 1.5, packing: 1) }
  }
}
