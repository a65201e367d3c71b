import COpenBLAS
import CRowKernels

extension Float: NetworkScalar {
  public static var safetensorsName: String { "F32" }

  public static func multiply(
    _ a: UnsafePointer<Float>, transposed aTransposed: Bool,
    _ b: UnsafePointer<Float>, transposed bTransposed: Bool,
    into c: UnsafeMutablePointer<Float>, rows: Int, columns: Int, inner: Int, alpha: Float, beta: Float
  ) {
    minimax_sgemm(
      Int32(minimax_row_major), operation(aTransposed), operation(bTransposed),
      Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns), Int32(truncatingIfNeeded: inner),
      alpha, a, Int32(truncatingIfNeeded: aTransposed ? rows : inner),
      b, Int32(truncatingIfNeeded: bTransposed ? inner : columns),
      beta, c, Int32(truncatingIfNeeded: columns))
  }

  public static func combine(
    _ matrix: UnsafePointer<Float>, columns: Int, offsets: UnsafePointer<Int32>,
    coefficients: UnsafePointer<Float>, count: Int, into target: UnsafeMutablePointer<Float>, keeping: Bool
  ) {
    minimax_combine_rows_float(
      target, keeping ? 1 : 0, matrix, Int64(columns), offsets, coefficients, Int64(count))
  }

  public static func transpose(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int,
    into target: UnsafeMutablePointer<Float>, stride targetStride: Int, keeping: Float
  ) {
    minimax_transpose_float(
      source, Int64(stride), Int64(rows), Int64(columns), target, Int64(targetStride), keeping)
  }

  @inline(__always)
  public static func root(_ x: Float) -> Float { minimax_root_float(x) }

  @inline(__always)
  public static func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
    minimax_multiply_add_float(a, b, c)
  }

  /// Adding 1.5·2²³ rounds x/log 2 to an integer, which then sits in the low bits; so does the bias of the
  /// exponent, less one. The polynomial is minimax for (e^r - 1 - r)/r² (error 6.5e-8 of a term below r²/2).
  @inline(__always)
  public static func reducedExponential(_ x: Float) -> (minusOne: Float, halfScale: Float) {
    let magic: Float = 12_582_912 + 126
    let rounded = multiplyAdd(x, 1.44269504, magic)
    let n = rounded - magic
    let high = multiplyAdd(n, -0.693359375, x)
    let r = multiplyAdd(n, 2.12194440e-4, high)
    var p: Float = 0.00139261761
    p = multiplyAdd(p, r, 0.00836317307)
    p = multiplyAdd(p, r, 0.0416665547)
    p = multiplyAdd(p, r, 0.166665770)
    p = multiplyAdd(p, r, 0.5)
    return (multiplyAdd(p, r * r, r), Float(bitPattern: rounded.bitPattern &<< 23))
  }

  @inline(__always)
  public static func reducedLogarithm(_ x: Float) -> (exponent: Float, f: Float) {
    let rootHalf: UInt32 = 0x3F35_04F3
    let shifted = x.bitPattern &+ (0x3F80_0000 &- rootHalf)
    let exponent = Int32(truncatingIfNeeded: shifted &>> 23) &- 127
    let mantissa = Float(bitPattern: (shifted & 0x007F_FFFF) &+ rootHalf)
    return (Float(exponent), (mantissa - 1) / (mantissa + 1))
  }

  @inline(__always)
  public static func logarithmTail(_ f: Float) -> Float {
    let y = f * f
    var p: Float = 2 / 11
    p = multiplyAdd(p, y, 2 / 9)
    p = multiplyAdd(p, y, 2 / 7)
    p = multiplyAdd(p, y, 2 / 5)
    p = multiplyAdd(p, y, 2 / 3)
    return p * y
  }

  /// 2 atanh(s) with s = t/(2 + t) <= 1/3.
  @inline(__always)
  public static func logarithmOnePlusUnit(_ t: Float) -> Float {
    let s = t / (2 + t)
    let y = s * s
    var p: Float = 2 / 17
    p = multiplyAdd(p, y, 2 / 15)
    p = multiplyAdd(p, y, 2 / 13)
    p = multiplyAdd(p, y, 2 / 11)
    p = multiplyAdd(p, y, 2 / 9)
    p = multiplyAdd(p, y, 2 / 7)
    p = multiplyAdd(p, y, 2 / 5)
    p = multiplyAdd(p, y, 2 / 3)
    return multiplyAdd(p * y, s, s + s)
  }

  /// The Taylor series through y¹³.
  @inline(__always)
  public static func sinePiReduced(_ y: Float) -> Float {
    let s = y * y
    var p: Float = 4.66302805e-4
    p = multiplyAdd(p, s, -7.37043094e-3)
    p = multiplyAdd(p, s, 8.21458866e-2)
    p = multiplyAdd(p, s, -5.99264529e-1)
    p = multiplyAdd(p, s, 2.55016404)
    p = multiplyAdd(p, s, -5.16771278)
    p = multiplyAdd(p, s, 3.14159265)
    return p * y
  }

  public static var exponentialDomain: (lower: Float, upper: Float) {
    @inline(__always) get { (-87.3, 89) }
  }

  public static var tangentSaturation: Float {
    @inline(__always) get { 9.5 }
  }

  @inline(__always)
  public static func uniform(_ word: UInt64) -> Float {
    Float(Int32(truncatingIfNeeded: word &>> 40)) * 0x1p-24
  }
}
