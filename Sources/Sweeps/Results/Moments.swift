import Distributions

/// Mean and spread of numbers one by one (Welford 1962); what is no number is counted.
struct Moments {
  private(set) var count = 0
  private(set) var notFinite = 0
  private(set) var unresolved = 0
  private(set) var mean = 0.0
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private var squares = 0.0

  /// Adds a value; `nil` is one that its own program does not stand by.
  mutating func add(_ value: Double?) {
    guard let value else {
      unresolved += 1
      return
    }
    guard value.isFinite else {
      notFinite += 1
      return
    }
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  /// Adds what several repetitions came to as one value: one that is not a number makes all of it none.
  mutating func add(repetitions other: Moments) {
    if other.unresolved > 0 {
      unresolved += 1
    } else if other.notFinite > 0 {
      notFinite += 1
    } else if other.count > 0 {
      add(other.mean)
    }
  }

  /// Whether nothing was added.
  var isEmpty: Bool { count + notFinite + unresolved == 0 }

  /// Of a single value, √(Σ (x - mean)² / (n - 1)); `nil` of fewer than two.
  var standardDeviation: Double? { count > 1 ? (squares / Double(count - 1)).squareRoot() : nil }
}

/// Quantiles of Student's t, each found once.
struct StudentQuantiles {
  let confidence: Double
  private var known: [Int: Double] = [:]

  init(confidence: Double) { self.confidence = confidence }

  /// Half the width of the confidence interval of a mean, t s/√n.
  mutating func halfWidth(deviation: Double, count: Int) throws -> Double {
    let t: Double
    if let quantile = known[count] {
      t = quantile
    } else {
      let law = try Student(degreesOfFreedom: Double(count - 1), location: 0, scale: 1)
      t = law.quantile((1 + confidence) / 2)
      known[count] = t
    }
    return t * deviation / Double(count).squareRoot()
  }
}
