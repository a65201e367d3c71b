import CGSL
import Synchronization

/// GSL's list of sub-intervals for QAG, QAGS, QAGP, QAGI and QAWS; freed when its owner lets go.
///
/// Noncopyable, since a workspace that two integrals share gives both wrong answers.
struct SubintervalWorkspace: ~Copyable {
  /// The limit of the workspaces that are kept for reuse.
  static let pooledLimit = 1_000

  let pointer: UnsafeMutablePointer<gsl_integration_workspace>
  let limit: Int

  /// A workspace for `limit` sub-intervals: one that an earlier integral returned, or a new one.
  init(limit: Int) throws(QuadratureError) {
    if limit <= Self.pooledLimit, let pooled = idleWorkspaces.withLock({ $0.popLast() }) {
      (pointer, self.limit) = (pooled.pointer, limit)
      return
    }
    guard let new = gsl_integration_workspace_alloc(max(limit, Self.pooledLimit)) else { throw .outOfMemory }
    (pointer, self.limit) = (new, limit)
  }

  deinit {
    let idle = IdleWorkspace(pointer: pointer)
    let kept = pointer.pointee.limit == Self.pooledLimit && idleWorkspaces.withLock { $0.keep(idle) }
    if !kept { gsl_integration_workspace_free(pointer) }
  }
}

/// A workspace that nobody uses: whoever takes it out of the pool is its only owner, hence `@unchecked`.
private struct IdleWorkspace: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<gsl_integration_workspace>
}

private let idleWorkspaces = Mutex<[IdleWorkspace]>([])

extension [IdleWorkspace] {
  /// Adds a workspace unless there are as many already as a large machine has cores.
  fileprivate mutating func keep(_ workspace: IdleWorkspace) -> Bool {
    guard count < 64 else { return false }
    append(workspace)
    return true
  }
}

/// GSL's list of intervals for CQUAD; freed when its owner lets go. Noncopyable for the same reason.
struct DoublyAdaptiveWorkspace: ~Copyable {
  let pointer: UnsafeMutablePointer<gsl_integration_cquad_workspace>

  init(limit: Int) throws(QuadratureError) {
    guard let new = gsl_integration_cquad_workspace_alloc(max(limit, 3)) else { throw .outOfMemory }
    pointer = new
  }

  deinit { gsl_integration_cquad_workspace_free(pointer) }
}

/// GSL's moments for the weight of QAWS; freed when its owner lets go.
struct AlgebraicWeightTable: ~Copyable {
  let pointer: UnsafeMutablePointer<gsl_integration_qaws_table>

  init(_ weight: AlgebraicWeight) throws(QuadratureError) {
    guard
      let new = gsl_integration_qaws_table_alloc(
        weight.lowerExponent, weight.upperExponent, weight.lowerLogarithm ? 1 : 0,
        weight.upperLogarithm ? 1 : 0)
    else { throw .outOfMemory }
    pointer = new
  }

  deinit { gsl_integration_qaws_table_free(pointer) }
}

/// GSL's Gauss-Legendre nodes and weights; freed when its owner lets go.
struct GaussLegendreTable: ~Copyable {
  let pointer: UnsafeMutablePointer<gsl_integration_glfixed_table>

  init(nodes: Int) throws(QuadratureError) {
    guard let new = gsl_integration_glfixed_table_alloc(nodes) else { throw .outOfMemory }
    pointer = new
  }

  deinit { gsl_integration_glfixed_table_free(pointer) }
}
