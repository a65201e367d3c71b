import Testing

@testable import ExperimentKit

@Suite("JSON is written to the same bytes after it was read")
struct JSONValueTests {
  @Test(
    "each kind of value",
    arguments: [
      .null, .boolean(true), .integer(.max), .number(0.1), .number(1e300), .string("a\"\\\n\u{1}ü∫"),
      .array([]), .object([:]), .array([.integer(1), .object(["b": .number(-0.25), "a": .array([.null])])]),
    ] as [JSONValue])
  func roundTrip(value: JSONValue) throws {
    for text in [value.text, value.indentedText] {
      let back = try JSONValue(text: text)
      #expect(back == value)
      #expect(back.indentedText == value.indentedText)
    }
  }

  @Test("numbers that JSON cannot hold are strings, and read back as numbers")
  func special() throws {
    struct Numbers: Codable, Equatable { var list: [Double] }
    let numbers = Numbers(list: [.infinity, -.infinity, 2, 0.5])
    let json = try JSONValue(encoding: numbers)
    #expect(json.text == #"{"list": ["inf", "-inf", 2, 0.5]}"#)
    #expect(try json.decoded(as: Numbers.self) == numbers)
  }
}
