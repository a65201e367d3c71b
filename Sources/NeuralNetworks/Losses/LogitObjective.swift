/// A function of a discriminator's logit a = logit D, averaged over a minibatch.
///
/// All are computed from the logit, so a saturated D loses nothing.
public enum LogitObjective: Codable, Hashable, Sendable {
  /// log D = log σ(a) = -softplus(-a).
  case logProbability
  /// log(1 - D) = log σ(-a) = -softplus(a).
  case logComplement
  /// -D / (1 - D) = -e^a, the maximum-likelihood cost of Goodfellow (2014).
  case negativeOdds
  /// a itself, for a critic (Arjovsky et al. 2017).
  case logit

  /// The sum and the sum of squares of the objective over `count` logits, and `weight` times its derivative at each.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: NetworkScalar>(
    _ logits: UnsafePointer<Scalar>, count: Int, weight: Scalar, derivative: UnsafeMutablePointer<Scalar>
  ) -> ObjectiveSum {
    let room = derivative
    switch self {
    case .logProbability:
      for i in 0..<count { room[i] = -Scalar.softplus(-logits[i]) }
    case .logComplement:
      for i in 0..<count { room[i] = -Scalar.softplus(logits[i]) }
    case .negativeOdds:
      for i in 0..<count { room[i] = -Scalar.exponential(logits[i]) }
    case .logit:
      for i in 0..<count { room[i] = logits[i] }
    }
    let sums = ObjectiveSum(of: room, count: count)
    switch self {
    case .logProbability:
      for i in 0..<count { room[i] = weight * Scalar.logistic(-logits[i]) }
    case .logComplement:
      for i in 0..<count { room[i] = -weight * Scalar.logistic(logits[i]) }
    case .negativeOdds:
      for i in 0..<count { room[i] = -weight * Scalar.exponential(logits[i]) }
    case .logit:
      for i in 0..<count { room[i] = weight }
    }
    return sums
  }

  /// `weight` times the second derivative at each logit, into `result`; what a tangent pass needs.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func secondDerivative<Scalar: NetworkScalar>(
    _ logits: UnsafePointer<Scalar>, count: Int, weight: Scalar, into result: UnsafeMutablePointer<Scalar>
  ) {
    switch self {
    case .logProbability, .logComplement:
      for i in 0..<count { result[i] = -weight * Scalar.logistic(logits[i]) * Scalar.logistic(-logits[i]) }
    case .negativeOdds:
      for i in 0..<count { result[i] = -weight * Scalar.exponential(logits[i]) }
    case .logit:
      for i in 0..<count { result[i] = 0 }
    }
  }
}

/// The sum of an objective over some logits and of its squares.
public struct ObjectiveSum: Sendable, Hashable, Codable {
  /// Σ value.
  public var sum: Double
  /// Σ value².
  public var squares: Double
  /// How many values.
  public var count: Int

  /// Sums made elsewhere.
  public init(sum: Double = 0, squares: Double = 0, count: Int = 0) {
    self.sum = sum
    self.squares = squares
    self.count = count
  }

  /// The sums over a buffer, as four partial sums in a fixed order.
  @inline(__always)
  init<Scalar: NetworkScalar>(of values: UnsafePointer<Scalar>, count: Int) {
    var sums = (0.0, 0.0, 0.0, 0.0)
    var squares = (0.0, 0.0, 0.0, 0.0)
    var i = 0
    while i + 3 < count {
      let v = (Double(values[i]), Double(values[i + 1]), Double(values[i + 2]), Double(values[i + 3]))
      sums = (sums.0 + v.0, sums.1 + v.1, sums.2 + v.2, sums.3 + v.3)
      squares.0 += v.0 * v.0
      squares.1 += v.1 * v.1
      squares.2 += v.2 * v.2
      squares.3 += v.3 * v.3
      i += 4
    }
    while i < count {
      let v = Double(values[i])
      sums.0 += v
      squares.0 += v * v
      i += 1
    }
    self.init(
      sum: (sums.0 + sums.1) + (sums.2 + sums.3),
      squares: (squares.0 + squares.1) + (squares.2 + squares.3), count: count)
  }

  /// The mean, NaN of nothing.
  public var mean: Double { sum / Double(count) }

  /// The standard error of the mean, √(variance / count); NaN below two values.
  public var standardError: Double {
    let n = Double(count)
    return (max(0, squares - sum * sum / n) / (n * (n - 1))).squareRoot()
  }

  /// Both sums together.
  public static func + (left: ObjectiveSum, right: ObjectiveSum) -> ObjectiveSum {
    ObjectiveSum(
      sum: left.sum + right.sum, squares: left.squares + right.squares, count: left.count + right.count)
  }
}
