import Testing

@testable import Reports

@Suite("Numbers in reports")
struct NumberTextTests {
  @Test(
    "A number has the digits that its error leaves",
    arguments: [
      (1.23456789, 0.01, "1.235"), (1.23456789, 0.0012, "1.2346"), (-0.5, 1e-20, "−0.500000000000000"),
      (123456.7, 100.0, "123460"), (3e-9, 1e-11, "3.000 × 10⁻⁹"), (0, 0.1, "0"), (.infinity, 0, "∞"),
      (1e-3, 1, "0"),
    ])
  func rounding(value: Double, error: Double, expected: String) {
    #expect(NumberText.rounded(value, error: error) == expected)
  }
}
