/// Several integrands over the same line, evaluated together on arrays of nodes.
///
/// The quantities of a game share the two log-densities, which cost most; a network costs least per node in
/// batches. So the integrators of this package ask for many nodes, and many values a node, at once.
public protocol BatchIntegrand {
  /// How many integrands there are, at least 1.
  var componentCount: Int { get }

  /// Writes the value of component c at `anchor + offsets[i]` to `values[c * offsets.count + i]`.
  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) throws

  /// Where to split a panel that does not converge: the offset of a kink inside it, such as a zero of a
  /// function whose absolute value is integrated. `nil` means: in halves.
  func splitPoint(of panel: Panel) throws -> Double?

  /// Whether ``splitPoint(of:)`` is asked of every panel before it is evaluated, and not only where a panel does not
  /// converge: two rules that both straddle a kink may agree by symmetry.
  var splitsBeforehand: Bool { get }

  /// What the error of one component may be when its integral has this value; `standard` is the integrator's.
  ///
  /// An integrand that knows the rounding of its own values says so here: below it, splitting panels is vain.
  func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double

  /// Whether a component may be zero everywhere. If not, "every sample was zero" is no success.
  var acceptsZero: Bool { get }
}

extension BatchIntegrand {
  /// Every component is held to the integrator's tolerance.
  public func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double {
    standard.allowed(for: value)
  }

  /// No: kinks are looked for where panels do not converge.
  public var splitsBeforehand: Bool { false }

  /// Zero samples are a warning.
  public var acceptsZero: Bool { false }

  /// No kink is known: panels are halved.
  public func splitPoint(of panel: Panel) -> Double? { nil }
}

/// A batched integrand made of a closure: one function of x on arrays of nodes.
public struct BatchFunction: BatchIntegrand {
  private let body: (UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) throws -> Void

  /// An integrand from a closure that receives the abscissas x and writes f(x).
  public init(
    _ body: @escaping (UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) throws -> Void
  ) {
    self.body = body
  }

  /// One.
  public var componentCount: Int { 1 }

  /// The closure's values at the rounded points.
  public func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) throws {
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: offsets.count) { abscissas in
      for i in 0..<offsets.count { abscissas[i] = abscissa(anchor: anchor, offset: offsets[i]) }
      try body(UnsafeBufferPointer(abscissas), values)
    }
  }
}
