/// log(1 + x) for 0 <= x <= 1, to 2 ulp, in a form that the compiler vectorises inside a loop.
///
/// With s = √2 as the border, 1 + x = 2^k (1 + f) where 1 + f lies in [1/√2, √2]; log(1 + f) = 2 artanh(z) with
/// z = f/(2 + f), |z| <= 0.1716, summed to z^23, whose next term is 2e-20. f is formed without rounding 1 + x away.
/// Outside [0, 1] the result is unspecified.
@inlinable
@inline(__always)
public func vectorLogarithmOfOnePlus(_ x: Double) -> Double {
  let isHigh = x > 0.414_213_562_373_095_05
  // (1 + x)/2 - 1 = (x - 1)/2, exactly.
  let f = isHigh ? 0.5 * (x - 1) : x
  let z = f / (2 + f)
  let w = z * z
  var q = 1.0 / 23
  q = q * w + 1.0 / 21
  q = q * w + 1.0 / 19
  q = q * w + 1.0 / 17
  q = q * w + 1.0 / 15
  q = q * w + 1.0 / 13
  q = q * w + 1.0 / 11
  q = q * w + 1.0 / 9
  q = q * w + 1.0 / 7
  q = q * w + 1.0 / 5
  q = q * w + 1.0 / 3
  let series = 2 * z + 2 * z * w * q
  return isHigh ? series + 0.693_147_180_559_945_3 : series
}
