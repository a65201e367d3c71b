import CSQLite
import ExperimentKit

/// The 95 % percentile bootstrap interval of a mean (Efron 1979): from 5,000 samples drawn with replacement, their means
/// between the 2.5th and the 97.5th per cent.
///
/// It depends on the numbers alone: they are sorted first, and the draws come from a fixed seed. With few numbers it is
/// somewhat too short, as is known; of one number it is that number.
struct BootstrapInterval {
  let lower: Double
  let upper: Double

  private static let resamples = 5000

  /// The interval of the mean of these numbers; `nil` without any, or where one is not finite.
  init?(meanOf numbers: [Double]) {
    guard !numbers.isEmpty, numbers.allSatisfy(\.isFinite) else { return nil }
    let sorted = numbers.sorted()
    let count = UInt64(sorted.count)
    var stream = RandomStream(seed: count)
    var means = [Double](repeating: 0, count: Self.resamples)
    for i in means.indices {
      var sum = 0.0
      for _ in 0..<count { sum += sorted[Int(stream.next().multipliedFullWidth(by: count).high)] }
      means[i] = sum / Double(count)
    }
    means.sort()
    let tail = Self.resamples / 40
    (lower, upper) = (means[tail - 1], means[Self.resamples - tail])
  }
}

extension SQLDatabase {
  /// Gives SQL the aggregates `bootstrap_lower(x)` and `bootstrap_upper(x)`: the ends of ``BootstrapInterval``, NULL
  /// where there is none. As with all aggregates, NULLs among the numbers do not count.
  static func addBootstrap(to handle: OpaquePointer) {
    let options = SQLITE_UTF8 | SQLITE_DETERMINISTIC
    sqlite3_create_function_v2(
      handle, "bootstrap_lower", 1, options, nil, nil, { collect($0, $2) },
      { answer($0, take($0)?.lower) }, nil)
    sqlite3_create_function_v2(
      handle, "bootstrap_upper", 1, options, nil, nil, { collect($0, $2) },
      { answer($0, take($0)?.upper) }, nil)
  }
}

/// The numbers of one group, kept while SQLite steps through it.
private final class Collected { var numbers: [Double] = [] }

private typealias Slot = UnsafeMutablePointer<Unmanaged<Collected>?>

private func slot(_ context: OpaquePointer?, size: Int) -> Slot? {
  sqlite3_aggregate_context(context, Int32(size))?.assumingMemoryBound(to: Unmanaged<Collected>?.self)
}

private func collect(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
  guard let argument = arguments?[0], sqlite3_value_type(argument) != SQLITE_NULL,
    let slot = slot(context, size: MemoryLayout<Unmanaged<Collected>?>.size)
  else { return }
  if slot.pointee == nil { slot.pointee = Unmanaged.passRetained(Collected()) }
  slot.pointee?.takeUnretainedValue().numbers.append(sqlite3_value_double(argument))
}

/// The interval of what was collected, which is let go.
private func take(_ context: OpaquePointer?) -> BootstrapInterval? {
  guard let slot = slot(context, size: 0), let collected = slot.pointee?.takeRetainedValue() else {
    return nil
  }
  slot.pointee = nil
  return BootstrapInterval(meanOf: collected.numbers)
}

private func answer(_ context: OpaquePointer?, _ number: Double?) {
  if let number { sqlite3_result_double(context, number) } else { sqlite3_result_null(context) }
}
