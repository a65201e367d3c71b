import Dispatch
import Distributions
import Divergences
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Times the JSD of two normal laws: through GSL's QAGI, and by the sweep path on one core and on all.
///
/// Prints `name,microseconds` rows, each the least of several repetitions; `benchmarks/run` pairs them with the peers.
@main
struct SweepBenchmark {
  static func main() throws {
    for relative in [1e-10, 1e-12] {
      try report("swift_qagi_\(relative)", repetitions: 9, games: 2000) {
        try qagi(Tolerance(relative: relative), games: 2000)
      }
    }
    let one = grid(side: 200)
    try report("swift_sweep_1e-12_one_core", repetitions: 9, games: one.count) {
      try jensenShannon(of: one, workers: 1).reduce(0) { $0 + $1.value }
    }
    let million = grid(side: 1000)
    try report("swift_sweep_1e-12_million_one_core", repetitions: 3, games: million.count) {
      try jensenShannon(of: million, workers: 1).reduce(0) { $0 + $1.value }
    }
    try report("swift_sweep_1e-12_million_all_cores", repetitions: 3, games: million.count) {
      try jensenShannon(of: million).reduce(0) { $0 + $1.value }
    }
  }

  /// normal(0, 1) against normal(m, s), m in [0, 3], s in [0.5, 2].
  static func grid(side: Int) -> [NormalGame] {
    (0..<(side * side)).map { index in
      let (i, j) = (Double(index % side) / Double(side), Double(index / side) / Double(side))
      return NormalGame(
        dataMean: 0, dataDeviation: 1, generatorMean: 3 * i, generatorDeviation: 0.5 * pow(4, j))
    }
  }

  /// The integrand of the C and Python peers, ½ [(p + q) log(2 max/(p + q)) - |log p - log q| min], through GSL's QAGI.
  static func qagi(_ tolerance: Tolerance, games: Int) throws -> Double {
    var sum = 0.0
    let cells = grid(side: 50)
    for k in 0..<games {
      let game = cells[k % cells.count]
      let inverse = 1 / game.generatorDeviation
      let logInverse = log(inverse)
      sum += try integrate(over: .line, tolerance: tolerance, rule: .extrapolated) { x in
        let z = x - game.dataMean
        let w = (x - game.generatorMean) * inverse
        let (a, b) = (-0.5 * z * z, -0.5 * w * w)
        let p = exp(a) * 0.398942280401432678
        let q = exp(b) * 0.398942280401432678 * inverse
        let sum = p + q
        guard sum > 1e-300 else { return 0 }
        let (greater, least) = p > q ? (p, q) : (q, p)
        return 0.5 * (sum * log(2 * greater / sum) - (a - b - logInverse).magnitude * least)
      }.value
    }
    return sum
  }

  static func report(_ name: String, repetitions: Int, games: Int, _ body: () throws -> Double) throws {
    var best = Double.infinity
    var result = 0.0
    for _ in 0..<repetitions {
      let start = DispatchTime.now().uptimeNanoseconds
      result = try body()
      best = min(best, Double(DispatchTime.now().uptimeNanoseconds - start))
    }
    print("\(name),\(best / 1000 / Double(games)),\(result)")
  }
}
