import CGSL

/// A Swift closure on its way through C: what GSL's context pointer points at while it integrates.
///
/// One is made for each integral, lives on the caller's stack, and is never shared. It counts evaluations,
/// keeps what went wrong, and once something did answers without calling the integrand, so that GSL soon
/// stops.
struct IntegrandCall {
  /// What ended the evaluation early.
  enum Interruption {
    case threw(any Error)
    case notFinite(value: Double, x: Double)
    case exhausted
  }

  let integrand: (Double) throws -> Double
  /// Sorted points where a value that is not finite is dropped: the ends and the break points.
  var knots: [Double]
  /// What stands for a dropped value: NaN for CQUAD, which takes such nodes out of its rule, else 0.
  var dropped = 0.0
  /// The finite end of a half-infinite interval, for the routines that need the map made here.
  var anchor = 0.0
  /// Whether infinite values are answers too, while a singular point is looked for.
  var toleratesInfinities = false
  /// The answer after an interruption, such that the routine ends.
  var afterwards = 0.0
  /// How many evaluations may be made, for the routine that has no limit of its own.
  var budget = Int.max
  var evaluations = 0
  var sawNonzero = false
  var interruption: Interruption?

  init(knots: [Double], _ integrand: @escaping (Double) throws -> Double) {
    self.integrand = integrand
    self.knots = knots
  }

  /// The integrand at `x`, counted and checked.
  @inline(__always)
  mutating func value(at x: Double) -> Double {
    evaluations &+= 1
    if evaluations > budget { return beyondBudget() }
    do {
      let y = try integrand(x)
      if y != 0 { sawNonzero = true }
      return y.isFinite ? y : replacement(for: y, at: x)
    } catch {
      return interrupt(.threw(error))
    }
  }

  @inline(never)
  private mutating func replacement(for y: Double, at x: Double) -> Double {
    if toleratesInfinities, !y.isNaN { return y }
    if knots.contains(x) { return dropped }
    return interrupt(.notFinite(value: y, x: x))
  }

  /// Ends the evaluation: from now on nothing is within the budget, the one thing that each evaluation looks at.
  @inline(never)
  private mutating func interrupt(_ reason: Interruption) -> Double {
    interruption = reason
    budget = .min
    return afterwards
  }

  @inline(never)
  private mutating func beyondBudget() -> Double {
    evaluations -= 1
    return interruption == nil ? interrupt(.exhausted) : afterwards
  }

  /// The integrand at `x` times the weight `1 / t²` of the maps of infinite intervals.
  @inline(__always)
  mutating func value(at x: Double, over t: Double) -> Double {
    let y = value(at: x)
    return budget == .min ? y : y / t / t
  }
}

/// How the variable that GSL integrates over becomes the x of the integrand.
enum VariableMap {
  /// `x = t`.
  case identity
  /// `x = anchor + (1 - t) / t` on `[anchor, ∞)`, weight `1 / t²`.
  case upperTail
  /// `x = anchor - (1 - t) / t` on `(-∞, anchor]`, weight `1 / t²`.
  case lowerTail
  /// Both `±(1 - t) / t`, on the whole line.
  case folded
}

extension IntegrandCall {
  typealias Trampoline = @convention(c) (Double, UnsafeMutableRawPointer?) -> Double

  /// The C function that evaluates the `IntegrandCall` behind its context pointer through `map`.
  static func trampoline(_ map: VariableMap) -> Trampoline {
    switch map {
    case .identity:
      { t, context in
        context.unsafelyUnwrapped.assumingMemoryBound(to: IntegrandCall.self).pointee.value(at: t)
      }
    case .upperTail:
      { t, context in
        let call = context.unsafelyUnwrapped.assumingMemoryBound(to: IntegrandCall.self)
        if t == 0 { return call.pointee.dropped }
        return call.pointee.value(at: call.pointee.anchor + (1 - t) / t, over: t)
      }
    case .lowerTail:
      { t, context in
        let call = context.unsafelyUnwrapped.assumingMemoryBound(to: IntegrandCall.self)
        if t == 0 { return call.pointee.dropped }
        return call.pointee.value(at: call.pointee.anchor - (1 - t) / t, over: t)
      }
    case .folded:
      { t, context in
        let call = context.unsafelyUnwrapped.assumingMemoryBound(to: IntegrandCall.self)
        if t == 0 { return call.pointee.dropped }
        let x = (1 - t) / t
        return call.pointee.value(at: x, over: t) + call.pointee.value(at: -x, over: t)
      }
    }
  }

  /// Runs `body` with a `gsl_function` that calls this integrand, valid only inside `body`.
  @inline(__always)
  mutating func withFunction<Result>(
    _ map: VariableMap = .identity, _ body: (UnsafeMutablePointer<gsl_function>) -> Result
  ) -> Result {
    withUnsafeMutablePointer(to: &self) { call in
      var function = gsl_function(function: Self.trampoline(map), params: UnsafeMutableRawPointer(call))
      return body(&function)
    }
  }
}
