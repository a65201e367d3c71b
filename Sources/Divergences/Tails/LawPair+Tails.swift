import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Integrals over a pair come in two parts: panels over x as far as doubles serve, and beyond their cuts an integral over
/// s = log |x|, or -log of the distance from a point, from the densities' asymptotic forms.
extension LawPair {
  /// The mesh of this pair with further marks, its open runs cut where x or a log-density nears the range of Double;
  /// `nil` when neither law has a density.
  public func cutMesh(including marks: [PanelMesh.Mark] = []) -> PanelMesh? {
    mesh(including: marks).map { cut($0) }
  }

  /// The mesh with its open runs cut; only those towards infinity where the integrand is bounded.
  func cut(_ mesh: PanelMesh, atPoints: Bool = true) -> PanelMesh {
    let structure = extentOfStructure
    var result = mesh
    result.cutRuns { end in
      guard atPoints || end.point.isInfinite, let s = logarithmOfCut(towards: end) else { return nil }
      guard end.point.isInfinite else { return exp(-s) }
      return exp(s) > 4 * structure ? exp(s) : nil
    }
    return result
  }

  /// How far from 0 either density has structure.
  var extentOfStructure: Double {
    (first.landmarks + second.landmarks).map { $0.position.magnitude + $0.scale }.max() ?? 0
  }

  /// log |x|, or -log of the distance from a point, where ``cutMesh(including:)`` ends towards `end`.
  public func logarithmOfCut(towards end: PanelMesh.End) -> Double? {
    let cuts = [first, second].compactMap { law in
      law.asymptotics(approaching: end.point, from: end.isApproachedFromBelow ? .below : .above)?
        .logarithmOfCut
    }
    return (cuts + [tieCuts[end]].compactMap { $0 }).min()
  }

  /// Adds to `estimates`, the integrals over a mesh of ``cutMesh(including:)``, what lies beyond its cuts.
  ///
  /// - Parameters:
  ///   - integrand: what was integrated over the mesh; it says what its errors may be.
  ///   - ends: the ends whose runs were cut while they still mattered, `PanelIntegral/cutEnds`.
  ///   - estimates: the integrals, to which the tails are added.
  ///   - tolerance: how exact; absolute or relative, whichever is wider.
  ///   - terms: the same integrands towards an end, in the same order.
  /// - Returns: the components that exceeded the largest double somewhere, or grow without end.
  public func addTails<Terms: TailTerms>(
    of integrand: some BatchIntegrand, beyond ends: [PanelMesh.End], to estimates: inout [Estimate],
    tolerance: Tolerance, terms: (PanelMesh.End) -> Terms
  ) -> Set<Int> {
    var overflowed: Set<Int> = []
    for end in ends {
      guard let s = logarithmOfCut(towards: end) else { continue }
      let tail = tail(
        of: terms(end), towards: end, beyondLogarithm: s, addedTo: estimates.map(\.value),
        tolerance: tolerance)
      overflowed.formUnion(tail.overflowed)
      for (c, part) in tail.parts.enumerated() {
        if part.absoluteError.isFinite { estimates[c].value += part.value }
        estimates[c].evaluations += part.evaluations
        estimates[c].absoluteError += part.absoluteError
        let allowed = integrand.allowedError(of: c, value: estimates[c].value, standard: tolerance)
        guard estimates[c].verdict == .converged, !(estimates[c].absoluteError <= allowed) else { continue }
        estimates[c].verdict = .unresolved(reason: "the rest \(words(end)) is known to its error only")
      }
    }
    return overflowed
  }

  /// The integral of one kernel over |x| > e^s towards an infinite end, or over distances below e^-s from a point.
  ///
  /// - Parameters:
  ///   - kernel: what is integrated, from the asymptotic forms where x leaves the range of Double.
  ///   - point: `±.infinity` or a number.
  ///   - side: from which side it is approached.
  ///   - s: the logarithm, above 0, of |x| or of the inverse distance.
  ///   - tolerance: how exact; absolute or relative, whichever is wider.
  public func rest(
    of kernel: DivergenceKernel, towards point: Double, from side: Side, beyondLogarithm s: Double,
    tolerance: Tolerance = .standard
  ) -> Estimate {
    let end = PanelMesh.End(point: point, isApproachedFromBelow: side == .below)
    let tail = tail(
      of: KernelTail([kernel], of: self, towards: end), towards: end, beyondLogarithm: s, addedTo: [0],
      tolerance: tolerance)
    var result = tail.parts[0]
    if !tail.overflowed.isEmpty { result.absoluteError = .infinity }
    return result
  }

  /// The integrals of the terms over s and beyond, with their errors, and which of them overflowed.
  func tail<Terms: TailTerms>(
    of terms: Terms, towards end: PanelMesh.End, beyondLogarithm s: Double, addedTo values: [Double],
    tolerance: Tolerance
  ) -> (parts: [Estimate], overflowed: Set<Int>) {
    let components = 0..<terms.componentCount
    guard let integrand = TailIntegrand(terms, of: self, towards: end, addedTo: values) else {
      return (components.map { _ in Estimate(value: 0, absoluteError: 0) }, [])
    }
    let marks = ([s] + structure(towards: end, beyondLogarithm: s)).map {
      PanelMesh.Mark(position: $0, scale: 0.5)
    }
    guard let beyond = try? Interval(s, .infinity),
      let found = try? PanelIntegrator(tolerance: tolerance).integrate(integrand, over: beyond, marks: marks)
    else { return (components.map { _ in Estimate(value: 0, absoluteError: .infinity) }, []) }
    let parts = components.map { c in
      var part = found[c]
      let size = found[terms.componentCount + c].value
      // Where the whole tail is 0, nothing that was extrapolated has a part in it.
      if size > 0 {
        let relative = integrand.relativeError(of: c)
        part.absoluteError += relative.isFinite ? relative * part.value.magnitude : .infinity
      }
      part.absoluteError += 2 * .ulpOfOne * size
      // What diverges may have overflowed on its way.
      if part.absoluteError.isNaN { part.absoluteError = .infinity }
      return part
    }
    return (parts, integrand.overflow.components)
  }

  /// The logarithms beyond s at which either law has structure: all of a law of a tiny scale may lie there.
  private func structure(towards end: PanelMesh.End, beyondLogarithm s: Double) -> [Double] {
    let lengths = (first.landmarks + second.landmarks).flatMap { landmark -> [Double] in
      end.point.isInfinite
        ? [landmark.position.magnitude, landmark.scale]
        : [(landmark.position - end.point).magnitude, landmark.scale]
    }
    return lengths.map { end.point.isInfinite ? log($0) : -log($0) }.filter { $0 > s && $0.isFinite }
  }

  private func words(_ end: PanelMesh.End) -> String {
    end.point.isInfinite
      ? "towards \(end.point > 0 ? "" : "minus ")infinity, beyond the range of doubles,"
      : "within the smallest doubles of \(end.point)"
  }
}
