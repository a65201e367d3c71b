import Foundation
import Testing

@testable import ExperimentKit

@Suite("What is written to a CSV reads back as itself")
struct CSVTests {
  static let table = Table(
    "values", "Values that are hard to spell.",
    [
      .number("x", unit: "1", "a number", optional: true), .integer("n", "an integer", optional: true),
      .text("t", "a text", optional: true), .boolean("b", "a truth value", optional: true),
    ])

  private func roundTrip(_ rows: [Row]) throws -> [Row] {
    let folder = try TemporaryFolder()
    var bytes: [UInt8] = []
    CSVFormat.appendHeader(of: Self.table, to: &bytes)
    for (index, row) in rows.enumerated() {
      try CSVFormat.append(row, number: index + 1, of: Self.table, to: &bytes)
    }
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/values.csv"))
    return try Results(folder: folder.path, tables: [Self.table]).rows(of: Self.table)
  }

  @Test("every Double, the special ones among them")
  func doubles() throws {
    var random = RandomStream(seed: 1)
    let special: [Double] = [
      0, -0.0, 0.1, 1 / 3, .pi, 1e16, 1e300, -1e-300, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, .infinity, -.infinity, .nan, -.nan, 123_456_789, 0.1 + 0.2,
    ]
    let bits = (0..<2_000).map { _ in Double(bitPattern: random.next()) }
    let numbers = special + bits
    let read = try roundTrip(numbers.map { ["x": $0, "n": 0, "t": nil, "b": nil] })
    #expect(read.count == numbers.count)
    for (row, number) in zip(read, numbers) {
      let back = try row.number("x")
      #expect(number.isNaN ? back.isNaN : back.bitPattern == number.bitPattern)
    }
  }

  @Test("integers, truth values and texts with commas, quotes and line ends")
  func others() throws {
    let texts = [
      "a", "a,b", "\"", "a\"\"b", "line\nend", "line\r\nend", " space ", "ü ∫", "nan", "1", "'", "\r",
    ]
    for text in texts {
      let row: Row = ["x": nil, "n": Int.min, "t": text, "b": true]
      let read = try roundTrip([row, row])
      #expect(read == [row, row])
    }
  }

  @Test("the file is the one that one expects")
  func bytes() throws {
    let plan = try Plan(FairCoin(), size: .quick, seed: 7)
    let csv = String(decoding: try reference(plan)["fair-coin.csv"] ?? Data(), as: UTF8.self)
    let lines = csv.split(separator: "\n", maxSplits: 3).map(String.init)
    #expect(lines[0] == "tosses,heads,heads_error,odds,note,even")
    #expect(lines[1] == "0,0.5,0.5,nan,\"a, \"\"b\"\"")
    #expect(lines[2] == "c\",true")
  }

  @Test("a file that is damaged is refused by name and line")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/values.csv"
    let results = Results(folder: folder.path, tables: [Self.table])
    for (text, message) in [
      ("", "line 1: the columns are ; allowed: x,n,t,b"),
      ("x,n,t\n", "line 1: the columns are x,n,t; allowed: x,n,t,b"),
      ("x,n,t,b\n1,2,a,true\n1,2,a\n", "line 3: has 3 fields; allowed: 4"),
      ("x,n,t,b\n1,\"\n\n\",a,true\n", "line 2: column n is \n\n; allowed: integer"),
      ("x,n,t,b\n1,2,\"a,true\n", "line 2: a quote is not closed"),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: ExperimentError.self) { try results.rows(of: Self.table) }
      #expect(error?.description == "\(path), \(message)")
    }
    #expect(throws: ExperimentError.self) {
      try Results(folder: folder.path, tables: []).rows(of: Self.table)
    }
  }

  @Test("a file longer than the reader's buffer is read whole, with any line end")
  func long() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<20_000).map { "\($0),\($0),\"text \($0)\",false" }
    let text = "x,n,t,b\r\n" + lines.joined(separator: "\r\n")
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/values.csv"))
    let rows = try Results(folder: folder.path, tables: [Self.table]).rows(of: Self.table)
    #expect(try rows.map { try $0.integer("n") } == Array(0..<20_000))
    #expect(try rows.last?.text("t") == "text 19999")
  }
}
