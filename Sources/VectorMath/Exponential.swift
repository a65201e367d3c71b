/// eˣ by a polynomial, to 1 ulp or so, in a form that the compiler vectorises inside a loop.
///
/// x = k log 2 + r with |r| <= ½ log 2; eʳ is its Taylor polynomial of degree 13, whose truncation is
/// 4e-18, and 2ᵏ goes into the exponent's bits. Below -708, where the result would be subnormal, it is 0;
/// above 709 it is e^709; NaN gives an unspecified number. No branch, no call.
@inlinable
@inline(__always)
public func vectorExponential(_ x: Double) -> Double {
  let clamped = x < -708 ? -708 : (x > 709 ? 709 : x)
  // Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
  let shifter = 6_755_399_441_055_744.0
  let shifted = clamped * 1.442_695_040_888_963_4 + shifter
  let k = shifted - shifter
  let r = (clamped - k * 0.693_147_180_369_123_8) - k * 1.908_214_929_270_587_7e-10
  var q = 1.605_904_383_682_161_5e-10
  q = q * r + 2.087_675_698_786_81e-9
  q = q * r + 2.505_210_838_544_172e-8
  q = q * r + 2.755_731_922_398_589e-7
  q = q * r + 2.755_731_922_398_589_3e-6
  q = q * r + 2.480_158_730_158_730_2e-5
  q = q * r + 1.984_126_984_126_984_1e-4
  q = q * r + 1.388_888_888_888_889e-3
  q = q * r + 8.333_333_333_333_333e-3
  q = q * r + 4.166_666_666_666_666_4e-2
  q = q * r + 0.166_666_666_666_666_66
  q = q * r + 0.5
  let power = 1 + (r + r * r * q)
  let bits = (shifted.bitPattern &+ 1023) &<< 52
  let value = power * Double(bitPattern: bits)
  return x < -708 ? 0 : value
}
