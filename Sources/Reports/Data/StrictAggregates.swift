import CSQLite

/// `sum`, `avg`, `least` and `greatest` for SQL, which refuse a missing value instead of skipping it.
///
/// SQLite's own aggregates pass over NULL, so that a failed row would count as one that agrees. Where a value may be
/// missing, the query says which rows it means: `avg(x) FILTER (WHERE x IS NOT NULL)`. `min` and `max` of one argument
/// stay SQLite's, as they also choose the row that other columns come from. Sums are compensated (Neumaier 1974), and so
/// do not depend on SQLite's version.
extension SQLDatabase {
  static func addStrictAggregates(to handle: OpaquePointer) {
    let options = SQLITE_UTF8 | SQLITE_DETERMINISTIC
    sqlite3_create_function_v2(
      handle, "sum", 1, options, nil, nil, { step($0, $2) }, { Tally.take($0)?.answerSum(to: $0) }, nil)
    sqlite3_create_function_v2(
      handle, "avg", 1, options, nil, nil, { step($0, $2) }, { Tally.take($0)?.answerMean(to: $0) }, nil)
    sqlite3_create_function_v2(
      handle, "least", 1, options, nil, nil, { step($0, $2) },
      { context in Tally.take(context).map { sqlite3_result_double(context, $0.least) } }, nil)
    sqlite3_create_function_v2(
      handle, "greatest", 1, options, nil, nil, { step($0, $2) },
      { context in Tally.take(context).map { sqlite3_result_double(context, $0.greatest) } }, nil)
  }
}

/// What the numbers of one group come to, in the memory that SQLite keeps for it, zeroed at first.
private struct Tally {
  var count: Int64
  var total: Double
  var compensation: Double
  /// The sum as a whole number, as long as all of them are.
  var whole: Int64
  var isFractional: Bool
  var smallest: Double
  var largest: Double

  var least: Double { smallest }
  var greatest: Double { largest }

  mutating func add(_ number: Double) {
    (smallest, largest) = count == 0 ? (number, number) : (min(smallest, number), max(largest, number))
    count += 1
    let sum = total + number
    compensation += total.magnitude >= number.magnitude ? (total - sum) + number : (number - sum) + total
    total = sum
  }

  private var sum: Double { total.isFinite ? total + compensation : total }

  func answerSum(to context: OpaquePointer?) {
    isFractional ? sqlite3_result_double(context, sum) : sqlite3_result_int64(context, whole)
  }

  func answerMean(to context: OpaquePointer?) { sqlite3_result_double(context, sum / Double(count)) }

  /// The tally of a group that had rows.
  static func take(_ context: OpaquePointer?) -> Tally? {
    sqlite3_aggregate_context(context, 0)?.assumingMemoryBound(to: Tally.self).pointee
  }
}

private func step(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
  let size = Int32(MemoryLayout<Tally>.size)
  guard let argument = arguments?[0],
    let tally = sqlite3_aggregate_context(context, size)?.assumingMemoryBound(to: Tally.self)
  else { return }
  switch sqlite3_value_type(argument) {
  case SQLITE_INTEGER:
    let (whole, overflows) = tally.pointee.whole.addingReportingOverflow(sqlite3_value_int64(argument))
    tally.pointee.whole = whole
    if overflows { tally.pointee.isFractional = true }
  case SQLITE_FLOAT: tally.pointee.isFractional = true
  case SQLITE_NULL:
    let message = "an aggregate met a missing value; FILTER (WHERE x IS NOT NULL) says where that is meant"
    return sqlite3_result_error(context, message, -1)
  default:
    return sqlite3_result_error(context, "an aggregate met a value that is no number", -1)
  }
  tally.pointee.add(sqlite3_value_double(argument))
}
