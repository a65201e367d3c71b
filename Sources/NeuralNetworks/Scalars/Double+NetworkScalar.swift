import COpenBLAS
import CRowKernels

extension Double: NetworkScalar {
  public static var safetensorsName: String { "F64" }

  public static func multiply(
    _ a: UnsafePointer<Double>, transposed aTransposed: Bool,
    _ b: UnsafePointer<Double>, transposed bTransposed: Bool,
    into c: UnsafeMutablePointer<Double>, rows: Int, columns: Int, inner: Int, alpha: Double, beta: Double
  ) {
    minimax_dgemm(
      Int32(minimax_row_major), operation(aTransposed), operation(bTransposed),
      Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns), Int32(truncatingIfNeeded: inner),
      alpha, a, Int32(truncatingIfNeeded: aTransposed ? rows : inner),
      b, Int32(truncatingIfNeeded: bTransposed ? inner : columns),
      beta, c, Int32(truncatingIfNeeded: columns))
  }

  public static func combine(
    _ matrix: UnsafePointer<Double>, columns: Int, offsets: UnsafePointer<Int32>,
    coefficients: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>, keeping: Bool
  ) {
    minimax_combine_rows_double(
      target, keeping ? 1 : 0, matrix, Int64(columns), offsets, coefficients, Int64(count))
  }

  public static func transpose(
    _ source: UnsafePointer<Double>, stride: Int, rows: Int, columns: Int,
    into target: UnsafeMutablePointer<Double>, stride targetStride: Int, keeping: Double
  ) {
    minimax_transpose_double(
      source, Int64(stride), Int64(rows), Int64(columns), target, Int64(targetStride), keeping)
  }

  @inline(__always)
  public static func root(_ x: Double) -> Double { minimax_root_double(x) }

  @inline(__always)
  public static func multiplyAdd(_ a: Double, _ b: Double, _ c: Double) -> Double {
    minimax_multiply_add_double(a, b, c)
  }

  /// As in Float, with 1.5·2⁵² and the Taylor series through r¹³/13! (truncated at 4e-18).
  @inline(__always)
  public static func reducedExponential(_ x: Double) -> (minusOne: Double, halfScale: Double) {
    let magic: Double = 6_755_399_441_055_744 + 1022
    let rounded = multiplyAdd(x, 1.4426950408889634, magic)
    let n = rounded - magic
    let high = multiplyAdd(n, -0x1.62e42fee00000p-1, x)
    let r = multiplyAdd(n, -1.90821492927058770002e-10, high)
    var p: Double = 1 / 6_227_020_800
    p = multiplyAdd(p, r, 1 / 479_001_600)
    p = multiplyAdd(p, r, 1 / 39_916_800)
    p = multiplyAdd(p, r, 1 / 3_628_800)
    p = multiplyAdd(p, r, 1 / 362_880)
    p = multiplyAdd(p, r, 1 / 40320)
    p = multiplyAdd(p, r, 1 / 5040)
    p = multiplyAdd(p, r, 1 / 720)
    p = multiplyAdd(p, r, 1 / 120)
    p = multiplyAdd(p, r, 1 / 24)
    p = multiplyAdd(p, r, 1 / 6)
    p = multiplyAdd(p, r, 1 / 2)
    return (multiplyAdd(p, r * r, r), Double(bitPattern: rounded.bitPattern &<< 52))
  }

  @inline(__always)
  public static func reducedLogarithm(_ x: Double) -> (exponent: Double, f: Double) {
    let rootHalf: UInt64 = 0x3FE6_A09E_667F_3BCD
    let shifted = x.bitPattern &+ (0x3FF0_0000_0000_0000 &- rootHalf)
    let exponent = Int32(truncatingIfNeeded: shifted &>> 52) &- 1023
    let mantissa = Double(bitPattern: (shifted & 0x000F_FFFF_FFFF_FFFF) &+ rootHalf)
    return (Double(exponent), (mantissa - 1) / (mantissa + 1))
  }

  @inline(__always)
  public static func logarithmTail(_ f: Double) -> Double {
    let y = f * f
    var p: Double = 2 / 21
    p = multiplyAdd(p, y, 2 / 19)
    p = multiplyAdd(p, y, 2 / 17)
    p = multiplyAdd(p, y, 2 / 15)
    p = multiplyAdd(p, y, 2 / 13)
    p = multiplyAdd(p, y, 2 / 11)
    p = multiplyAdd(p, y, 2 / 9)
    p = multiplyAdd(p, y, 2 / 7)
    p = multiplyAdd(p, y, 2 / 5)
    p = multiplyAdd(p, y, 2 / 3)
    return p * y
  }

  /// 2 atanh(s) with s = t/(2 + t) <= 1/3, through s³³.
  @inline(__always)
  public static func logarithmOnePlusUnit(_ t: Double) -> Double {
    let s = t / (2 + t)
    let y = s * s
    var p: Double = 2 / 33
    p = multiplyAdd(p, y, 2 / 31)
    p = multiplyAdd(p, y, 2 / 29)
    p = multiplyAdd(p, y, 2 / 27)
    p = multiplyAdd(p, y, 2 / 25)
    p = multiplyAdd(p, y, 2 / 23)
    p = multiplyAdd(p, y, 2 / 21)
    p = multiplyAdd(p, y, 2 / 19)
    p = multiplyAdd(p, y, 2 / 17)
    p = multiplyAdd(p, y, 2 / 15)
    p = multiplyAdd(p, y, 2 / 13)
    p = multiplyAdd(p, y, 2 / 11)
    p = multiplyAdd(p, y, 2 / 9)
    p = multiplyAdd(p, y, 2 / 7)
    p = multiplyAdd(p, y, 2 / 5)
    p = multiplyAdd(p, y, 2 / 3)
    return multiplyAdd(p * y, s, s + s)
  }

  /// The Taylor series through y²¹.
  @inline(__always)
  public static func sinePiReduced(_ y: Double) -> Double {
    let s = y * y
    var p: Double = 5.392664662608125e-10
    p = multiplyAdd(p, s, -2.2948428997269856e-8)
    p = multiplyAdd(p, s, 7.952054001475508e-7)
    p = multiplyAdd(p, s, -2.1915353447830204e-5)
    p = multiplyAdd(p, s, 4.6630280576761234e-4)
    p = multiplyAdd(p, s, -7.370430945714348e-3)
    p = multiplyAdd(p, s, 8.214588661112819e-2)
    p = multiplyAdd(p, s, -0.5992645293207919)
    p = multiplyAdd(p, s, 2.550164039877345)
    p = multiplyAdd(p, s, -5.167712780049969)
    p = multiplyAdd(p, s, 3.141592653589793)
    return p * y
  }

  public static var exponentialDomain: (lower: Double, upper: Double) {
    @inline(__always) get { (-708.3, 710) }
  }

  public static var tangentSaturation: Double {
    @inline(__always) get { 20 }
  }

  @inline(__always)
  public static func uniform(_ word: UInt64) -> Double {
    Double(Int64(truncatingIfNeeded: word &>> 11)) * 0x1p-53
  }
}
