import CGSL

/// The arithmetic mean, by corrected two-pass summation.
func sampleMean(_ values: [Double]) -> Double {
  let count = Double(values.count)
  let first = values.reduce(0) { $0 + $1 / count }
  return first + values.reduce(0) { $0 + ($1 - first) } / count
}

/// The mean squared deviation from the mean, with divisor n.
func sampleVariance(_ values: [Double]) -> Double {
  let mean = sampleMean(values)
  return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
}

/// 0.9 min(sd, IQR / 1.34) n^(-1/5) of an ascending sample: Silverman's rule of thumb.
///
/// The standard deviation has divisor n - 1 and the quartiles are interpolated linearly (type 7), as in R's
/// `bw.nrd0`. Where the interquartile range is 0, the standard deviation alone decides; where that is 0
/// too, the bandwidth is 0 and the caller refuses it.
func ruleOfThumbBandwidth(_ sorted: [Double]) -> Double {
  guard sorted.count > 1, sorted[0] < sorted[sorted.count - 1] else { return 0 }
  let count = Double(sorted.count)
  let deviation = (sampleVariance(sorted) * count / (count - 1)).squareRoot()
  let range = (interpolatedQuantile(sorted, 0.75) - interpolatedQuantile(sorted, 0.25)) / 1.34
  return 0.9 * (range > 0 ? min(deviation, range) : deviation) * pow(count, -0.2)
}

private func interpolatedQuantile(_ sorted: [Double], _ probability: Double) -> Double {
  let position = probability * Double(sorted.count - 1)
  let index = min(Int(position), sorted.count - 2)
  return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
}
