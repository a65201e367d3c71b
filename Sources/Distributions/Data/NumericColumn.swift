import SwiftCSV

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The first numeric column of a CSV file: comma, semicolon or tab between fields, a point as the decimal
/// mark.
///
/// A first line without a number is a header and is skipped, blank lines too. From then on each line must
/// hold a finite number in that column.
///
/// - Throws: ``DistributionError/unusableFile(path:line:message:)``, with the line where one is at fault.
func firstNumericColumn(ofFile path: String, minimumCount: Int) throws(DistributionError) -> [Double] {
  let (rows, columns) = try numericRecords(ofFile: path)
  let values = try numbers(in: rows, columns: columns.prefix(1), path: path)
  guard values.count >= minimumCount else {
    throw .unusableFile(
      path: path, line: nil, message: "it holds \(values.count) numbers, \(minimumCount) are needed")
  }
  return values
}

/// All numeric columns of a CSV file, row after row: those that hold a number in the first line that has one.
///
/// The file is as for ``KernelDensityEstimate``: comma, semicolon or tab between fields, a point as the decimal mark, a
/// first line without a number skipped; from then on each line must hold a finite number in each of these columns.
///
/// - Throws: ``DistributionError/unusableFile(path:line:message:)``, with the line where one is at fault.
public func numericColumns(ofFile path: String) throws(DistributionError) -> (values: [Double], columns: Int)
{
  let (rows, columns) = try numericRecords(ofFile: path)
  return (try numbers(in: rows, columns: columns[...], path: path), columns.count)
}

/// The records of a file after its header, each with as many fields as the first, and the columns that hold a number.
private func numericRecords(ofFile path: String) throws(DistributionError) -> (ArraySlice<Record>, [Int]) {
  let text = try contents(ofFile: path)
  let rows = try records(in: text, path: path)
  guard let first = rows.first else {
    throw .unusableFile(path: path, line: nil, message: "the file is empty; allowed: one number per line")
  }
  let hasHeader = !first.fields.contains { number($0) != nil }
  let data = hasHeader ? rows.dropFirst() : rows[...]
  guard let start = data.first else {
    throw .unusableFile(
      path: path, line: first.line, message: "there is only a header, no number; allowed: one number per line"
    )
  }
  let columns = start.fields.indices.filter { number(start.fields[$0]) != nil }
  guard !columns.isEmpty else {
    throw .unusableFile(
      path: path, line: start.line,
      message:
        "no column holds a number (found \(shown(start.fields))); allowed: numbers, . as decimal mark"
    )
  }
  for row in data where row.fields.count != first.fields.count {
    throw .unusableFile(
      path: path, line: row.line,
      message:
        "the line has \(row.fields.count) fields, the first has \(first.fields.count); allowed: as many, "
        + "with . as decimal mark")
  }
  return (data, columns)
}

private func numbers(
  in rows: ArraySlice<Record>, columns: ArraySlice<Int>, path: String
) throws(DistributionError) -> [Double] {
  var values: [Double] = []
  values.reserveCapacity(rows.count * columns.count)
  for row in rows {
    for column in columns {
      guard let value = number(row.fields[column]), value.isFinite else {
        throw .unusableFile(
          path: path, line: row.line,
          message:
            "column \(column + 1) holds \"\(row.fields[column])\"; allowed: a finite number, . as decimal mark"
        )
      }
      values.append(value)
    }
  }
  return values
}

/// A line's fields, with the number of the line.
private struct Record {
  var line: Int
  var fields: [String]
}

private func records(in text: String, path: String) throws(DistributionError) -> [Record] {
  guard let head = text.split(whereSeparator: \.isNewline).first else { return [] }
  let delimiter: CSVDelimiter = head.contains("\t") ? .tab : (head.contains(";") ? .semicolon : .comma)
  let parsed: CSV<Enumerated>
  do {
    // SwiftCSV takes the first line for a header; an empty one in front makes all lines data.
    parsed = try CSV<Enumerated>(string: "-\n" + text, delimiter: delimiter, loadColumns: false)
  } catch {
    throw .unusableFile(path: path, line: nil, message: "it is not CSV: \(error)")
  }
  var (line, result) = (1, [Record]())
  for row in parsed.rows {
    if row.contains(where: { !$0.isEmpty }) { result.append(Record(line: line, fields: row)) }
    line += 1 + row.reduce(0) { $0 + $1.count { $0.isNewline } }
  }
  return result
}

/// The number that a field holds, spaces around it ignored.
private func number(_ field: String) -> Double? {
  var trimmed = Substring(field)
  while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
  while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
  return Double(trimmed)
}

private func shown(_ fields: [String]) -> String {
  let text = fields.filter { !$0.isEmpty }.map { "\"\($0)\"" }.joined(separator: ", ")
  return text.count > 80 ? text.prefix(80) + "..." : text
}

/// The text of a file, read whole.
private func contents(ofFile path: String) throws(DistributionError) -> String {
  guard let file = fopen(path, "rb") else {
    throw .unusableFile(
      path: path, line: nil, message: "it cannot be read: \(String(cString: strerror(errno)))")
  }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    bytes.append(contentsOf: buffer[0..<count])
    if count < buffer.count { break }
  }
  guard ferror(file) == 0 else {
    throw .unusableFile(
      path: path, line: nil, message: "it cannot be read: \(String(cString: strerror(errno)))")
  }
  // A byte order mark is no part of the first field.
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw .unusableFile(path: path, line: nil, message: "it is not a text in UTF-8; allowed: a CSV file")
  }
  return text
}
