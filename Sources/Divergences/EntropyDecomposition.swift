import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// -m log m + ½ p log p + ½ q log q: not homogeneous in itself, and signed; the road to JSD that shares nothing with
/// the non-negative kernel but the densities. The last two components are the masses.
private struct EntropyIntegrand: BatchIntegrand {
  let first: any Law
  let second: any Law

  var componentCount: Int { 5 }
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
      values[i] = surprise(logarithmOfMixture(p[i], q[i]))
      values[3 * n + i] = exp(p[i])
      values[4 * n + i] = exp(q[i])
      p[i] = surprise(p[i])
      q[i] = surprise(q[i])
    }
  }
}

/// The same integrands towards an end.
private struct EntropyTail: TailTerms {
  var componentCount: Int { 5 }

  func evaluate(_ point: TailPoint, into values: UnsafeMutableBufferPointer<Double>) {
    let logs = [logarithmOfMixture(point.logP, point.logQ), point.logP, point.logQ]
    for (c, logDensity) in logs.enumerated() {
      let mass = exp(logDensity + point.logJacobian)
      values[c] = mass == 0 ? 0 : -mass * logDensity
      if c > 0 { values[2 + c] = mass }
    }
  }
}

/// log m of m = (p + q)/2.
private func logarithmOfMixture(_ p: Double, _ q: Double) -> Double {
  let greater = max(p, q)
  return greater == -.infinity ? greater : greater + log1p(exp(min(p, q) - greater)) - log(2)
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
    var entropies = Array(repeating: Estimate(value: 0, absoluteError: 0), count: 5)
    // log m bends where the densities cross, on the length of their log-ratio.
    let bends = crossings.map { PanelMesh.Mark(position: $0.position, scale: $0.scale) }
    if let mesh = cutMesh(including: bends) {
      // 2 JSD is a difference of four times an entropy, which may be large: none of them is known to less than the tolerance
      // asks of a JSD of 0.1.
      let absolute = try Tolerance(absolute: tolerance.allowed(for: 0.1) / 4, relative: 0)
      let integrand = EntropyIntegrand(first: first, second: second)
      let integral = try PanelIntegrator(tolerance: absolute).integrate(integrand, mesh: mesh)
      entropies = integral.estimates
      let overflowed = addTails(of: integrand, beyond: integral.cutEnds, to: &entropies, tolerance: absolute)
      {
        _ in EntropyTail()
      }
      for c in overflowed {
        entropies[c].absoluteError = .infinity
        entropies[c].verdict = .unresolved(reason: "an entropy exceeds the largest double")
      }
    }
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: 5)
    for (_, weights) in atomsByPosition {
      sums[0].add(surprise(log(0.5 * (weights.first + weights.second))))
      sums[1].add(surprise(log(weights.first)))
      sums[2].add(surprise(log(weights.second)))
      sums[3].add(weights.first)
      sums[4].add(weights.second)
    }
    for (i, sum) in sums.enumerated() {
      entropies[i].value += sum.value
      entropies[i].absoluteError += sum.roundingError(ulps: 8)
    }
    var result = entropies[0] - (entropies[1] + entropies[2]).scaled(by: 0.5)
    // Each density is right to about (1 + |log p|) ulp.
    result.absoluteError += 2 * .ulpOfOne * entropies.prefix(3).reduce(1) { $0 + $1.value.magnitude }
    result.evaluations = entropies[0].evaluations
    for mass in entropies.suffix(2) where (mass.value - 1).magnitude > mass.absoluteError + 1e-9 {
      result.absoluteError = .infinity
      result.verdict = .unresolved(
        reason: "the mass check failed: a density integrates to \(mass.value) on these panels")
    }
    return result
  }
}
