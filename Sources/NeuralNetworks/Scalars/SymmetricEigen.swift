import COpenBLAS

/// Eigenvalues and eigenvectors of a symmetric matrix, by LAPACK's divide and conquer (dsyevd), which OpenBLAS brings along.
public enum SymmetricEigen {
  /// The eigenvalues in ascending order; the rows of `matrix` become the eigenvectors, of length 1.
  ///
  /// - Parameters:
  ///   - matrix: `order` x `order` numbers, symmetric.
  ///   - order: 1 or more.
  /// - Returns: `nil` where the matrix is not finite or the algorithm does not converge.
  public static func decompose(_ matrix: inout [Double], order: Int) -> [Double]? {
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    var values = [Double](repeating: 0, count: order)
    var size = Int32(order)
    var status: Int32 = 0
    var roomSize = Int32(1 + 6 * order + 2 * order * order)
    var indexSize = Int32(3 + 5 * order)
    var room = [Double](repeating: 0, count: Int(roomSize))
    var indices = [Int32](repeating: 0, count: Int(indexSize))
    var leading = size
    // A symmetric matrix is its own transpose, so row-major goes in; the columns that come out are our rows.
    minimax_dsyevd(
      "V", "L", &size, &matrix, &leading, &values, &room, &roomSize, &indices, &indexSize, &status)
    return status == 0 ? values : nil
  }
}
