#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `value` with so many significant digits, as C's %g spells it.
func formatted(_ value: Double, significantDigits: Int) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
    let written = withVaList([Int32(significantDigits), value]) {
      vsnprintf(buffer.baseAddress, buffer.count, "%.*g", $0)
    }
    return written > 0
      ? String(decoding: buffer.prefix(Int(written)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      : "\(value)"
  }
}

/// The order of magnitude of a number that is not zero.
func log10Magnitude(_ value: Double) -> Double { log10(value.magnitude) }
