/// A real 2 x 2 matrix, rows (a, b) and (c, d): the linear part of a field or of an update in the plane.
public struct PlaneMatrix: Sendable, Equatable {
  /// First row, first column.
  public var a: Double
  /// First row, second column.
  public var b: Double
  /// Second row, first column.
  public var c: Double
  /// Second row, second column.
  public var d: Double

  /// The matrix with rows (a, b) and (c, d).
  public init(_ a: Double, _ b: Double, _ c: Double, _ d: Double) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// The identity.
  public static let identity = PlaneMatrix(1, 0, 0, 1)

  /// The matrix product.
  public static func * (left: PlaneMatrix, right: PlaneMatrix) -> PlaneMatrix {
    PlaneMatrix(
      left.a * right.a + left.b * right.c, left.a * right.b + left.b * right.d,
      left.c * right.a + left.d * right.c, left.c * right.b + left.d * right.d)
  }

  /// (trace/2)² - determinant, in the form ((a - d)/2)² + bc: negative when the eigenvalues are complex.
  public var discriminant: Double { 0.25 * (a - d) * (a - d) + b * c }

  /// Both eigenvalues: conjugates, the first above the real axis, or real ones, the larger first.
  public var eigenvalues: (Eigenvalue, Eigenvalue) {
    let (half, root) = (0.5 * (a + d), discriminant.magnitude.squareRoot())
    return discriminant < 0
      ? (Eigenvalue(real: half, imaginary: root), Eigenvalue(real: half, imaginary: -root))
      : (Eigenvalue(real: half + root, imaginary: 0), Eigenvalue(real: half - root, imaginary: 0))
  }

  /// The largest modulus of an eigenvalue: below 1 an update contracts towards its fixed point.
  public var spectralRadius: Double { max(eigenvalues.0.modulus, eigenvalues.1.modulus) }
}

/// A complex number, as an eigenvalue.
public struct Eigenvalue: Sendable, Equatable {
  /// The real part.
  public var real: Double
  /// The imaginary part.
  public var imaginary: Double

  /// |λ|.
  public var modulus: Double { (real * real + imaginary * imaginary).squareRoot() }
}
