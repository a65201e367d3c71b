import Expressions
import Testing

@Suite("A formula in one variable")
struct ExpressionTests {
  @Test(
    "binds as on paper",
    arguments: [
      ("1+2*3", 7.0), ("-2^2", -4.0), ("2^3^2", 512.0), ("2*-3", -6.0), ("(1+2)*3", 9.0), ("1/2/2", 0.25),
      ("8-3-2", 3.0),
      ("1e2+1", 101.0), ("2*e", 2 * 2.718281828459045), ("min(1, max(2, 3))", 1.0), ("--2", 2.0),
    ])
  func precedence(text: String, value: Double) throws {
    #expect(try Expression(text)(0) == value)
  }

  @Test(
    "says at which character it went wrong",
    arguments: [
      ("1+", 3), ("2*(x", 5), ("foo(x)", 1), ("x x", 3), ("1..2", 1), ("x+$", 3), ("", 1),
    ])
  func errors(text: String, column: Int) {
    let error = #expect(throws: ExpressionError.self) { try Expression(text) }
    #expect(error?.column == column)
  }

  @Test("a text nested 5,000 deep is refused, not crashed on")
  func nesting() {
    let deep = String(repeating: "(", count: 5000) + "x" + String(repeating: ")", count: 5000)
    #expect(throws: ExpressionError.self) { try Expression(deep) }
    #expect(throws: ExpressionError.self) { try Expression(String(repeating: "-", count: 5000) + "x") }
    #expect(throws: ExpressionError.self) { try Expression(String(repeating: "2^", count: 5000) + "x") }
  }

  @Test(
    "the logit of a sigmoid is recognised in each of its spellings",
    arguments: [
      "sigmoid(2*x - 1)", "1/(1+exp(-(2*x - 1)))", "1/(exp(1 - 2*x) + 1)",
    ])
  func logits(text: String) throws {
    let logit = try #require(try Expression(text).logit)
    #expect(logit(3) == 5)
    #expect(logit(1000) == 1999)
  }

  @Test(
    "what merely resembles a sigmoid has no logit",
    arguments: ["1/(1+exp(x)*2)", "1/(1+x)", "2/(1+exp(x))", "1/(1+exp(x)+exp(x))", "1+1/(1+exp(x))"])
  func noLogit(text: String) throws {
    #expect(try Expression(text).logit == nil)
  }

  @Test(
    "an enclosure holds every value",
    arguments: [
      "x^2 - x", "sin(3*x)*exp(-x)", "tanh(x)/(2+cos(x))", "abs(x)^3", "x^-2", "softplus(x)-relu(x)",
      "erf(x)*atan(x)",
      "sqrt(abs(x))", "cosh(x)-sinh(x)", "max(x, min(1, -x))", "x^0.5", "log(x)",
    ])
  func enclosures(text: String) throws {
    let f = try Expression(text)
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let ends = [Double.random(in: -4...4, using: &generator), Double.random(in: -4...4, using: &generator)]
        .sorted()
      let enclosure = f.enclosure(over: Enclosure(ends[0], ends[1]))
      for _ in 0..<20 {
        let value = f(Double.random(in: ends[0]...ends[1], using: &generator))
        if value.isNaN { continue }
        #expect(enclosure.lower <= value && value <= enclosure.upper)
      }
    }
  }

  @Test(
    "the supremum is enclosed, and proved for bounded formulas",
    arguments: [
      ("tanh(x)", 1.0), ("1/(1+x^2)", 1.0), ("sin(x)", 1.0), ("3*exp(-(x-2)^2)", 3.0), ("0.7", 0.7),
      ("-abs(x-1)+2", 2.0),
    ])
  func suprema(text: String, value: Double) throws {
    let bounds = try Expression(text).supremum()
    #expect(bounds.lower <= value + 1e-12 && value <= bounds.upper + 1e-12)
    #expect(bounds.isTight)
  }

  @Test("arrays and single points agree")
  func batched() throws {
    let f = try Expression("x*sigmoid(x) - x^3/7")
    let points = (0..<50).map { Double($0) / 7 - 3 }
    var values = [Double](repeating: 0, count: 50)
    points.withUnsafeBufferPointer { p in values.withUnsafeMutableBufferPointer { f.evaluate(p, into: $0) } }
    #expect(values == points.map { f($0) })
  }

  @Test(
    "a supremum that interval arithmetic cannot bound is not called proved",
    arguments: ["x-x", "0.5*x/x", "0.9*x^2/(1+x^2)", "x^2-3*x-x^2"])
  func unproved(text: String) throws {
    let bounds = try Expression(text).supremum(effort: 500)
    #expect(!bounds.isTight || bounds.upper.isFinite)
  }

  @Test("stretches of a constant value are found by interval arithmetic")
  func stretches() throws {
    let zero = try Expression("min(1, max(0, x))").stretches(at: 0)
    #expect(zero.contains { $0.lower == -.infinity } && zero.allSatisfy { $0.upper <= 0 })
    #expect(try Expression("x^2").stretches(at: 0).isEmpty)
  }
}
