import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// -m log m + ½ p log p + ½ q log q: not homogeneous in itself, and signed; the road to JSD that shares nothing with
/// the non-negative kernel but the densities.
private struct EntropyIntegrand: BatchIntegrand {
  let first: any Law
  let second: any Law

  var componentCount: Int { 3 }
  var acceptsZero: Bool { true }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) {
    let n = offsets.count
    let p = UnsafeMutableBufferPointer(rebasing: values[n..<(2 * n)])
    let q = UnsafeMutableBufferPointer(rebasing: values[(2 * n)..<(3 * n)])
    first.logDensities(anchor: anchor, offsets: offsets, into: p)
    second.logDensities(anchor: anchor, offsets: offsets, into: q)
    for i in 0..<n {
      let greater = max(p[i], q[i])
      let logM = greater == -.infinity ? greater : greater + log1p(exp(min(p[i], q[i]) - greater)) - log(2)
      values[i] = surprise(logM)
      p[i] = surprise(p[i])
      q[i] = surprise(q[i])
    }
  }
}

/// -w log w for a weight or density given by its logarithm; 0 at 0.
private func surprise(_ logarithm: Double) -> Double {
  logarithm == -.infinity ? 0 : -exp(logarithm) * logarithm
}

extension LawPair {
  /// JSD(p, q) = H(m) - H(p)/2 - H(q)/2, each entropy an integral of its own over one mesh, in nats.
  ///
  /// Atoms add -w log w. The error is absolute: that of three entropies, however small their difference.
  ///
  /// - Throws: `QuadratureError/notFinite(value:x:)` when a density is NaN somewhere.
  public func jensenShannonByEntropies(tolerance: Tolerance = .standard) throws -> Estimate {
    var entropies = Array(repeating: Estimate(value: 0, absoluteError: 0), count: 3)
    if let mesh {
      let integrator = try PanelIntegrator(
        tolerance: Tolerance(absolute: tolerance.allowed(for: 0.1), relative: tolerance.relative))
      entropies = try integrator.integrate(EntropyIntegrand(first: first, second: second), mesh: mesh)
        .estimates
    }
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: 3)
    for (_, weights) in atomsByPosition {
      sums[0].add(surprise(log(0.5 * (weights.first + weights.second))))
      sums[1].add(surprise(log(weights.first)))
      sums[2].add(surprise(log(weights.second)))
    }
    for (i, sum) in sums.enumerated() {
      entropies[i].value += sum.value
      entropies[i].absoluteError += sum.roundingError(ulps: 8)
    }
    var result = entropies[0] - (entropies[1] + entropies[2]).scaled(by: 0.5)
    // Each density is right to about (1 + |log p|) ulp.
    result.absoluteError += 2 * .ulpOfOne * entropies.reduce(1) { $0 + $1.value.magnitude }
    result.evaluations = entropies[0].evaluations
    return result
  }
}
