import CGSL

/// A draw from the uniform law on the open interval (0, 1), a multiple of 2^-53 plus 2^-54.
func openUniform<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
  (Double(generator.next() >> 11) + 0.5) * 0x1p-53
}

/// A draw from the exponential law of mean 1, above 0.
func standardExponential<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
  -log(openUniform(using: &generator))
}

/// A draw from the uniform law on [-1, 1): the bits of `Double.random(in:using:)`, whose generic code costs ten times
/// as much where the generator's type is not known when compiling.
private func signedUniform<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
  2 * (Double(generator.next() >> 11) * 0x1p-53) - 1
}

/// A draw from the standard normal law by Marsaglia's polar method.
func standardNormal<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
  while true {
    let u = signedUniform(using: &generator)
    let v = signedUniform(using: &generator)
    let s = u * u + v * v
    if s > 0, s < 1 { return u * (-2 * log(s) / s).squareRoot() }
  }
}

/// log of a draw from the gamma law of the given shape and scale 1, by Marsaglia and Tsang's method.
///
/// The logarithm, because a draw at shape 1e-3 mostly underflows. Below shape 1 it is G(k + 1) U^(1/k).
func logStandardGamma<Generator: RandomNumberGenerator>(
  shape: Double, using generator: inout Generator
) -> Double {
  if shape < 1 {
    let boost = log(openUniform(using: &generator)) / shape
    return logStandardGamma(shape: shape + 1, using: &generator) + boost
  }
  let d = shape - 1.0 / 3
  let c = 1 / (9 * d).squareRoot()
  while true {
    let normal = standardNormal(using: &generator)
    let root = 1 + c * normal
    if root <= 0 { continue }
    let logCube = 3 * log(root)
    let bound = 0.5 * normal * normal + d * (1 - root * root * root + logCube)
    if log(openUniform(using: &generator)) < bound { return log(d) + logCube }
  }
}
