import COpenBLAS

/// The number type of a network's weights: `Float` for speed, `Double` for checks.
///
/// A conformance supplies the matrix product (CBLAS) and the few primitives from which the elementary functions
/// of `ElementaryFunctions` are made. All of them are branch-free, so a plain loop over a buffer vectorises.
public protocol NetworkScalar: BinaryFloatingPoint, Codable, Sendable {
  /// The name of the type in a safetensors file: `F32` or `F64`.
  static var safetensorsName: String { get }

  /// C = alpha op(A) op(B) + beta C, row-major; op transposes where asked.
  ///
  /// op(A) is `rows` x `inner`, op(B) is `inner` x `columns`, C is `rows` x `columns`, all packed densely. With
  /// `beta` = 0 C need not be initialised.
  static func multiply(
    _ a: UnsafePointer<Self>, transposed aTransposed: Bool,
    _ b: UnsafePointer<Self>, transposed bTransposed: Bool,
    into c: UnsafeMutablePointer<Self>, rows: Int, columns: Int, inner: Int, alpha: Self, beta: Self)

  /// target = (keeping target) + Σ coefficients[k] · the `columns` numbers of `matrix` from offsets[k] on, k < `count`.
  static func combine(
    _ matrix: UnsafePointer<Self>, columns: Int, offsets: UnsafePointer<Int32>,
    coefficients: UnsafePointer<Self>, count: Int, into target: UnsafeMutablePointer<Self>, keeping: Bool)

  /// target[c, r] = keeping · target[c, r] + source[r, c], for the first `rows` and `columns` of `source`; each `stride`
  /// is the distance of rows. With `keeping` = 0 the target need not be initialised.
  static func transpose(
    _ source: UnsafePointer<Self>, stride: Int, rows: Int, columns: Int,
    into target: UnsafeMutablePointer<Self>, stride targetStride: Int, keeping: Self)

  /// √x for x >= 0, NaN below. (The standard library's `squareRoot` keeps a branch for negative numbers, and its loops
  /// do not vectorise.)
  static func root(_ x: Self) -> Self

  /// a b + c, fused where the hardware fuses.
  static func multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self

  /// (e^r - 1, 2^(n-1)) with x = n log 2 + r and |r| <= log(2)/2, so that e^x = 2 (2^(n-1) + 2^(n-1) (e^r - 1)).
  ///
  /// `x` must lie in ``exponentialDomain``; NaN gives NaN.
  static func reducedExponential(_ x: Self) -> (minusOne: Self, halfScale: Self)

  /// (k, f) with x = 2^k (1 + f)/(1 - f), (1 + f)/(1 - f) in [√½, √2), for a positive normal x.
  static func reducedLogarithm(_ x: Self) -> (exponent: Self, f: Self)

  /// 2 atanh(f) - 2f for f² <= 0.0295, divided by f: the series f²(2/3 + 2f²/5 + ...).
  static func logarithmTail(_ f: Self) -> Self

  /// log(1 + t) for t in [0, 1].
  static func logarithmOnePlusUnit(_ t: Self) -> Self

  /// sin(πy) for |y| <= 1/2.
  static func sinePiReduced(_ y: Self) -> Self

  /// Where `reducedExponential` may be asked: below it e^x counts as 0, above it as infinity.
  static var exponentialDomain: (lower: Self, upper: Self) { get }

  /// From here on tanh(x) rounds to 1.
  static var tangentSaturation: Self { get }

  /// Uniform on [0, 1) from the upper bits of a random word, a multiple of the type's ulp of 1/2.
  static func uniform(_ word: UInt64) -> Self
}

/// The code of CBLAS for op.
@inline(__always)
func operation(_ transposed: Bool) -> Int32 {
  Int32(transposed ? minimax_transposed : minimax_as_it_is)
}
