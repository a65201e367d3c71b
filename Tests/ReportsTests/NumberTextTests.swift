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

  @Test(
    "A text that a query printed has its numbers spelled like all others",
    arguments: [
      ("off by at most 1.1e−16 in 1910 steps", "off by at most 1.1 × 10⁻¹⁶ in 1,910 steps"),
      ("mass 1.3e-01, 6e-08", "mass 0.13, 6 × 10⁻⁸"), ("2.04e+04 times", "20,400 times"),
      ("3 of 10 at h = 0.2345", "3 of 10 at h = 0.2345"),
    ])
  func spelling(printed: String, expected: String) { #expect(NumberText.spelled(printed) == expected) }
}
