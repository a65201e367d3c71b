import COpenBLAS

/// The library that makes the matrix products.
public enum OpenBLAS {
  /// How many threads one product may use; one unless set. For networks of a few hundred units that is best, with
  /// seeds or shares of a minibatch in parallel above it; for layers of a thousand, all cores. It holds for the whole
  /// process.
  public static var threads: Int {
    get {
      _ = beginsWithOneThread
      return Int(openblas_get_num_threads())
    }
    set {
      _ = beginsWithOneThread
      openblas_set_num_threads(Int32(newValue))
    }
  }

  /// Takes from OpenBLAS the threads that it starts of its own, once: beside cells that run in parallel they only
  /// wait for each other.
  static let beginsWithOneThread: Void = openblas_set_num_threads(1)

  /// The file that answers `cblas_sgemm` in this process, which should be OpenBLAS's: `libgslcblas`, which GSL
  /// brings along, defines the same names and is ten times slower.
  public static var library: String {
    minimax_library_of_sgemm().map { String(cString: $0) } ?? "unknown"
  }

  /// The processor whose kernels are in use, such as `Haswell`: other kernels give other last bits.
  public static var kernels: String { String(cString: openblas_get_corename()) }

  /// How the library was built.
  public static var build: String { String(cString: openblas_get_config()) }
}
