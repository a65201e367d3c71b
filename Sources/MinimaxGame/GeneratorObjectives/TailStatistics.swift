#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How heavy the tail of a sample is, by Hill's estimator (1975) on its largest magnitudes.
public struct TailIndex: Sendable, Equatable {
  /// α̂ for P(|X| > x) ~ x^-α: 1 for a Cauchy law; it grows without bound with the sample where the tail is thin.
  public let value: Double
  /// α̂/√k, its asymptotic standard error.
  public let standardError: Double

  /// The estimate from the `count` largest magnitudes: 1/α̂ is the mean of log(xᵢ/x₍ₖ₊₁₎).
  ///
  /// `nil` unless 0 < count < the sample's size and the threshold x₍ₖ₊₁₎ is above 0.
  public init?(of sample: [Double], largest count: Int) {
    let magnitudes = sample.map(\.magnitude).sorted(by: >)
    guard count > 0, count < magnitudes.count, magnitudes[count] > 0 else { return nil }
    let sum = magnitudes[..<count].reduce(0) { $0 + logarithm($1 / magnitudes[count]) }
    value = Double(count) / sum
    standardError = value / Double(count).squareRoot()
  }
}

/// A sample held against a continuous law by Kolmogorov and Smirnov's test.
public struct KolmogorovSmirnovTest: Sendable, Equatable {
  /// sup |F_n - F|.
  public let distance: Double
  /// The probability of a larger distance if the sample is of the law, by Kolmogorov's limit: for samples of 100 or more.
  public let probability: Double

  /// The test of a sample, which must not be empty, against a cumulative distribution function.
  public init(_ sample: [Double], against cumulative: (Double) -> Double) {
    let n = Double(sample.count)
    var largest = 0.0
    for (i, x) in sample.sorted().enumerated() {
      let f = cumulative(x)
      largest = max(largest, f - Double(i) / n, Double(i + 1) / n - f)
    }
    distance = largest
    let t = n.squareRoot() * largest
    // 2 Σ (-1)^(k-1) e^(-2k²t²), which below t = 0.2 is 1 to all digits.
    let series = (1...100).reduce(0) { sum, k in
      let k = Double(k)
      return sum + (k.truncatingRemainder(dividingBy: 2) == 1 ? 2 : -2) * exponential(-2 * k * k * t * t)
    }
    probability = t < 0.2 ? 1 : min(max(series, 0), 1)
  }
}
