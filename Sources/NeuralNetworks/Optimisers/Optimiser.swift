/// A rule that turns gradients into updates, as a plain value. g is the gradient, η the rate.
public enum Optimiser: Codable, Hashable, Sendable {
  /// v <- μ v ± η g, θ <- θ + v (+ ascends, - descends): stochastic gradient steps with momentum μ, the paper's rule.
  case momentum(rate: Schedule, momentum: Schedule)
  /// Kingma and Ba (2015): θ <- θ ± η m̂ / (√v̂ + epsilon), m and v the running means of g and g² with their
  /// start-up bias removed.
  case adam(rate: Schedule, beta1: Double, beta2: Double, epsilon: Double)
  /// Tieleman and Hinton (2012): s <- decay s + (1 - decay) g², θ <- θ ± η g / (√s + epsilon).
  case rmsProp(rate: Schedule, decay: Double, epsilon: Double)

  /// Adam with the usual constants: beta1 0.9, beta2 0.999, epsilon 1e-8.
  public static func adam(rate: Schedule, beta1: Double = 0.9, beta2: Double = 0.999) -> Optimiser {
    .adam(rate: rate, beta1: beta1, beta2: beta2, epsilon: 1e-8)
  }

  /// η over the updates.
  public var rate: Schedule {
    switch self {
    case .momentum(let rate, _), .adam(let rate, _, _, _), .rmsProp(let rate, _, _): return rate
    }
  }

  /// Numbers of state kept for each parameter.
  var slots: Int {
    switch self {
    case .momentum, .rmsProp: return 1
    case .adam: return 2
    }
  }
}

/// Which way a player moves along its gradient.
public enum Direction: Sendable, Hashable {
  /// Against the gradient: the objective falls.
  case descent
  /// Along the gradient: the objective rises.
  case ascent
}
