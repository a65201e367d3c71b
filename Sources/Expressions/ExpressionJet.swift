#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The value and the first two derivatives of a formula, over numbers or over enclosures of them.
///
/// Derivatives are carried forward through the postfix program by the chain rule, once for both kinds of number.
public struct ExpressionJet<Number: Sendable>: Sendable {
  /// f.
  public var value: Number
  /// f'.
  public var first: Number
  /// f''.
  public var second: Number
  /// Whether the formula may have a kink here: abs, relu, min or max with arguments that cannot be told apart.
  public var mayHaveKink = false
}

extension Expression {
  /// f, f' and f'' at x; at a kink those of one side.
  public func jet(at x: Double) -> ExpressionJet<Double> { jet(x) }

  /// Enclosures of f, f' and f'' over all of `x`.
  public func jet(over x: Enclosure) -> ExpressionJet<Enclosure> { jet(x) }

  private func jet<Number: JetNumber>(_ x: Number) -> ExpressionJet<Number> {
    var stack: [ExpressionJet<Number>] = []
    for instruction in program {
      switch instruction {
      case .constant(let value): stack.append(.constant(Number(value)))
      case .variable: stack.append(ExpressionJet(value: x, first: Number(1), second: Number(0)))
      case .unary(let function): stack.append(function.jet(stack.removeLast()))
      case .binary(let function):
        let right = stack.removeLast()
        stack.append(function.jet(stack.removeLast(), right))
      }
    }
    return stack.last ?? .constant(Number(.nan))
  }
}

extension ExpressionJet where Number: JetNumber {
  fileprivate static func constant(_ value: Number) -> ExpressionJet {
    ExpressionJet(value: value, first: Number(0), second: Number(0))
  }

  /// φ of this jet, from φ, φ' and φ'' at its value: (φ∘u)'' = φ'' u'² + φ' u''.
  fileprivate func composed(_ value: Number, _ first: Number, _ second: Number) -> ExpressionJet {
    ExpressionJet(
      value: value, first: first * self.first,
      second: second * self.first.squared + first * self.second, mayHaveKink: mayHaveKink)
  }

  fileprivate func scaled(by factor: Number) -> ExpressionJet {
    ExpressionJet(
      value: factor * value, first: factor * first, second: factor * second, mayHaveKink: mayHaveKink)
  }

  fileprivate func plus(_ other: ExpressionJet) -> ExpressionJet {
    ExpressionJet(
      value: value + other.value, first: first + other.first, second: second + other.second,
      mayHaveKink: mayHaveKink || other.mayHaveKink)
  }

  fileprivate func times(_ other: ExpressionJet) -> ExpressionJet {
    ExpressionJet(
      value: value * other.value, first: first * other.value + value * other.first,
      second: first * other.first * Number(2) + second * other.value + value * other.second,
      mayHaveKink: mayHaveKink || other.mayHaveKink)
  }

  /// The larger of two, both where they cannot be told apart.
  fileprivate func larger(_ other: ExpressionJet) -> ExpressionJet {
    if value.isAtLeast(other.value) { return self.marked(other) }
    if other.value.isAtLeast(value) { return other.marked(self) }
    return ExpressionJet(
      value: Number.larger(value, other.value), first: first.hull(other.first), second: Number.unknown,
      mayHaveKink: true)
  }

  private func marked(_ other: ExpressionJet) -> ExpressionJet {
    var result = self
    result.mayHaveKink = mayHaveKink || other.mayHaveKink
    return result
  }
}

extension Expression.Function {
  fileprivate func jet<Number: JetNumber>(_ u: ExpressionJet<Number>) -> ExpressionJet<Number> {
    let x = u.value
    let value = x.applying(self)
    func of(_ function: Expression.Function) -> Number { x.applying(function) }
    let (one, two) = (Number(1), Number(2))
    switch self {
    case .negated: return u.scaled(by: Number(-1))
    case .abs: return u.larger(u.scaled(by: Number(-1)))
    case .relu: return u.larger(.constant(Number(0)))
    case .exp: return u.composed(value, value, value)
    case .log: return u.composed(value, one / x, Number(-1) / x.squared)
    case .sqrt: return u.composed(value, Number(0.5) / value, Number(-0.25) / (x * value))
    case .sin: return u.composed(value, of(.cos), Number(-1) * value)
    case .cos: return u.composed(value, Number(-1) * of(.sin), Number(-1) * value)
    case .tan:
      let slope = one + value.squared
      return u.composed(value, slope, two * value * slope)
    case .sinh: return u.composed(value, of(.cosh), value)
    case .cosh: return u.composed(value, of(.sinh), value)
    case .tanh:
      let slope = one / of(.cosh).squared
      return u.composed(value, slope, Number(-2) * value * slope)
    case .atan:
      let slope = one / (one + x.squared)
      return u.composed(value, slope, Number(-2) * x * slope.squared)
    case .erf:
      let slope = Number(2 / Double.pi.squareRoot()) * (Number(-1) * x.squared).applying(.exp)
      return u.composed(value, slope, Number(-2) * x * slope)
    case .sigmoid:
      let complement = (Number(-1) * x).applying(.sigmoid)
      let slope = value * complement
      return u.composed(value, slope, slope * (complement + Number(-1) * value))
    case .softplus:
      let slope = of(.sigmoid)
      return u.composed(value, slope, slope * (Number(-1) * x).applying(.sigmoid))
    }
  }
}

extension Expression.Operator {
  fileprivate func jet<Number: JetNumber>(
    _ a: ExpressionJet<Number>, _ b: ExpressionJet<Number>
  ) -> ExpressionJet<Number> {
    let minus = Number(-1)
    switch self {
    case .add: return a.plus(b)
    case .subtract: return a.plus(b.scaled(by: minus))
    case .multiply: return a.times(b)
    case .divide:
      let inverse = Number(1) / b.value
      let square = inverse.squared
      return a.times(b.composed(inverse, minus * square, Number(2) * square * inverse))
    case .maximum: return a.larger(b)
    case .minimum: return a.scaled(by: minus).larger(b.scaled(by: minus)).scaled(by: minus)
    case .power:
      guard let n = b.value.singleValue else {
        // a^b = exp(b log a)
        let exponent = Expression.Function.log.jet(a).times(b)
        return Expression.Function.exp.jet(exponent)
      }
      func power(_ exponent: Double) -> Number {
        exponent == 0 ? Number(1) : a.value.raised(to: exponent)
      }
      let second = n == 0 || n == 1 ? Number(0) : Number(n * (n - 1)) * power(n - 2)
      return a.composed(power(n), n == 0 ? Number(0) : Number(n) * power(n - 1), second)
    }
  }
}

/// What jets are made of: a Double, or an interval of them.
private protocol JetNumber: Sendable {
  init(_ value: Double)
  static func + (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static func larger(_ a: Self, _ b: Self) -> Self
  /// All numbers.
  static var unknown: Self { get }
  var squared: Self { get }
  /// The number, if this is just one.
  var singleValue: Double? { get }
  func raised(to exponent: Double) -> Self
  func applying(_ function: Expression.Function) -> Self
  /// Whether nothing in this is below anything in `other`.
  func isAtLeast(_ other: Self) -> Bool
  func hull(_ other: Self) -> Self
}

extension Double: JetNumber {
  fileprivate static func larger(_ a: Double, _ b: Double) -> Double { max(a, b) }
  fileprivate static var unknown: Double { .nan }
  fileprivate var squared: Double { self * self }
  fileprivate var singleValue: Double? { self }
  fileprivate func raised(to exponent: Double) -> Double { pow(self, exponent) }
  fileprivate func applying(_ function: Expression.Function) -> Double { function(self) }
  fileprivate func isAtLeast(_ other: Double) -> Bool { self >= other }
  fileprivate func hull(_ other: Double) -> Double { self }
}

extension Enclosure: JetNumber {
  fileprivate init(_ value: Double) { self.init(value, value) }
  fileprivate static func + (a: Enclosure, b: Enclosure) -> Enclosure {
    // A sum with 0 is exact: a constant keeps the derivative 0, and flat pieces are seen to be flat.
    if a.singleValue == 0 { return b }
    if b.singleValue == 0 { return a }
    return Expression.Operator.add.enclosure(a, b)
  }
  fileprivate static func * (a: Enclosure, b: Enclosure) -> Enclosure {
    if let factor = a.singleValue, factor.magnitude == 1 {
      return factor > 0 ? b : Enclosure(-b.upper, -b.lower)
    }
    if a.singleValue == 0 || b.singleValue == 0 { return Enclosure(0, 0) }
    return Expression.Operator.multiply.enclosure(a, b)
  }
  fileprivate static func / (a: Enclosure, b: Enclosure) -> Enclosure {
    Expression.Operator.divide.enclosure(a, b)
  }
  fileprivate static func larger(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
    Expression.Operator.maximum.enclosure(a, b)
  }
  fileprivate static var unknown: Enclosure { .line }
  fileprivate var squared: Enclosure { raised(to: 2) }
  fileprivate var singleValue: Double? { lower == upper ? lower : nil }
  fileprivate func raised(to exponent: Double) -> Enclosure {
    if exponent == 1 { return self }
    return Expression.Operator.power.enclosure(self, Enclosure(exponent, exponent))
  }
  fileprivate func applying(_ function: Expression.Function) -> Enclosure { function.enclosure(self) }
  fileprivate func isAtLeast(_ other: Enclosure) -> Bool { lower >= other.upper }
  fileprivate func hull(_ other: Enclosure) -> Enclosure {
    Enclosure(min(lower, other.lower), max(upper, other.upper))
  }
}
