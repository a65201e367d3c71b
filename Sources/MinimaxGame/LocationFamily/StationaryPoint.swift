import CGSL
import Distributions
import Quadrature

/// A point of a family at which C is stationary, with what proves it.
public struct StationaryPoint: Sendable {
  /// θ.
  public let locations: [Double]
  /// C + log 4, gradient and Hessian at θ.
  public let jet: CriterionJet
  /// The eigenvalues of the Hessian, ascending; each is right to `curvatureError`.
  public let curvatures: [Double]
  /// The Frobenius norm of the Hessian's errors, which no eigenvalue exceeds in error (Weyl).
  public let curvatureError: Double
  /// The length of Newton's next step, -H⁻¹ g: how far, to first order, the true stationary point is.
  public let distance: Double

  /// What the signs of the curvatures say.
  public enum Kind: String, Sendable {
    /// All positive.
    case minimum
    /// All negative.
    case maximum
    /// Some of each.
    case saddle
    /// Some curvature is 0 within its error.
    case undecided
  }

  /// Minimum, maximum or saddle, as far as the errors allow.
  public var kind: Kind {
    if curvatures.contains(where: { $0.magnitude <= curvatureError }) { return .undecided }
    if curvatures.allSatisfy({ $0 > 0 }) { return .minimum }
    return curvatures.allSatisfy { $0 < 0 } ? .maximum : .saddle
  }

  /// Whether the gradient is 0 within what is known of it: its own error, and the rounding of θ.
  public var isStationary: Bool {
    let scale = norm(locations) * .ulpOfOne * (curvatures.map(\.magnitude).max() ?? 0)
    return jet.slope.value <= 4 * jet.slope.absoluteError + 4 * scale
  }
}

extension LocationFamily {
  /// Gradient descent θ <- θ - η ∇C(θ) on the exact C, with the jet at each point that it visits.
  ///
  /// It ends after `count` steps, or where the gradient is 0 within its error.
  ///
  /// - Throws: as ``criterion(at:data:tolerance:)``.
  public func descend(
    from start: [Double], step: Double, count: Int, data: some Law,
    observe: (_ index: Int, _ locations: [Double], _ jet: CriterionJet) throws -> Void = { _, _, _ in }
  ) throws -> [Double] {
    var locations = start
    for index in 0...count {
      let jet = try criterion(at: locations, data: data)
      try observe(index, locations, jet)
      if index == count || jet.slope.value <= jet.slope.absoluteError { break }
      for k in locations.indices { locations[k] -= step * jet.gradient[k].value }
    }
    return locations
  }

  /// The stationary point to which Newton's method leads from `start`, or `nil` where it leads to none in 60 steps.
  ///
  /// Newton's method finds minima, maxima and saddles alike. Steps are cut to the least standard deviation.
  ///
  /// - Throws: as ``criterion(at:data:tolerance:)``.
  public func stationaryPoint(near start: [Double], data: some Law) throws -> StationaryPoint? {
    var locations = start
    let longest = standardDeviations.min() ?? 1
    var best: StationaryPoint?
    for _ in 0..<60 {
      let jet = try criterion(at: locations, data: data)
      let (curvatures, axes) = try eigensystem(of: jet.hessian.map { $0.map(\.value) })
      let along = axes.map { axis in zip(axis, jet.gradient).reduce(0) { $0 + $1.0 * $1.1.value } }
      let move = locations.indices.map { k in
        curvatures.indices.reduce(0) { $0 - along[$1] / curvatures[$1] * axes[$1][k] }
      }
      let length = norm(move)
      guard length.isFinite else { return nil }
      let point = StationaryPoint(
        locations: locations, jet: jet, curvatures: curvatures,
        curvatureError: norm(jet.hessian.flatMap { $0.map(\.absoluteError) }), distance: length)
      if point.isStationary, best.map({ length >= $0.distance }) ?? false { return best }
      if point.isStationary { best = point }
      let share = min(1, longest / length)
      for k in locations.indices { locations[k] += share * move[k] }
    }
    return best
  }

  /// Eigenvalues, ascending, and unit eigenvectors of a symmetric matrix, by GSL.
  private func eigensystem(
    of matrix: [[Double]]
  ) throws(QuadratureError) -> (values: [Double], vectors: [[Double]]) {
    let n = matrix.count
    guard let workspace = gsl_eigen_symmv_alloc(n), let copy = gsl_matrix_alloc(n, n),
      let values = gsl_vector_alloc(n), let vectors = gsl_matrix_alloc(n, n)
    else { throw .outOfMemory }
    defer {
      gsl_eigen_symmv_free(workspace)
      gsl_matrix_free(copy)
      gsl_vector_free(values)
      gsl_matrix_free(vectors)
    }
    for i in 0..<n { for j in 0..<n { gsl_matrix_set(copy, i, j, matrix[i][j]) } }
    gsl_eigen_symmv(copy, values, vectors, workspace)
    gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_ASC)
    return (
      (0..<n).map { gsl_vector_get(values, $0) },
      (0..<n).map { k in (0..<n).map { gsl_matrix_get(vectors, $0, k) } }
    )
  }
}
