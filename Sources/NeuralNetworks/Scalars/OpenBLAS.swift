import COpenBLAS
import Dispatch

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

  /// Does `work` in `most` parts at once, or in as many as OpenBLAS may use threads: what lies between products of large
  /// layers. The parts must not depend on each other, nor the result on their number.
  @inline(__always)
  static func inParts(_ most: Int, _ work: (_ part: Int, _ parts: Int) -> Void) {
    let parts = min(most, threads)
    if parts <= 1 { return work(0, 1) }
    withoutActuallyEscaping(work) { work in
      let shared = PartsOfWork(perform: work)
      DispatchQueue.concurrentPerform(iterations: parts) { shared.perform($0, parts) }
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

/// Work whose parts write different memory, which the compiler cannot see.
private struct PartsOfWork: @unchecked Sendable {
  let perform: (_ part: Int, _ parts: Int) -> Void
}
