#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A formula in one variable, read from text: `1/(1+exp(-2*x))`, `sigmoid(x^2 - 1)`, `sin(20*z)`.
///
/// The grammar, in falling order of binding: numbers, the variable, `pi`, `e`, parentheses and the functions of
/// ``Function``; `^` (to the right); unary `-` and `+`; `*` and `/`; `+` and `-`. Spaces do not matter.
///
/// A formula is kept as a program in postfix order, so that it is evaluated on whole arrays of nodes, on
/// intervals and by derivative with one loop each, and nesting costs no stack.
public struct Expression: Sendable, Equatable, CustomStringConvertible {
  /// The text that was parsed.
  public let description: String
  /// The name of the variable, such as `x`.
  public let variable: String
  let program: [Instruction]
  /// The deepest stack the program needs.
  let depth: Int

  init(description: String, variable: String, program: [Instruction]) {
    self.description = description
    self.variable = variable
    self.program = program
    var (height, deepest) = (0, 0)
    for instruction in program {
      height += 1 - instruction.arity
      deepest = max(deepest, height)
    }
    depth = deepest
  }

  /// One step of a program on a stack of values.
  enum Instruction: Sendable, Equatable {
    case constant(Double)
    case variable
    case unary(Function)
    case binary(Operator)

    var arity: Int {
      switch self {
      case .constant, .variable: 0
      case .unary: 1
      case .binary: 2
      }
    }
  }

  /// The functions of one argument.
  public enum Function: String, Sendable, CaseIterable {
    case negated = "neg"
    case exp, log, sqrt, abs, sin, cos, tan, sinh, cosh, tanh, atan, erf
    /// 1/(1 + e^-x).
    case sigmoid
    /// log(1 + e^x).
    case softplus
    /// max(x, 0).
    case relu

    /// The value at x.
    @inline(__always)
    public func callAsFunction(_ x: Double) -> Double {
      switch self {
      case .negated: -x
      case .exp: Glibc.exp(x)
      case .log: Glibc.log(x)
      case .sqrt: x.squareRoot()
      case .abs: x.magnitude
      case .sin: Glibc.sin(x)
      case .cos: Glibc.cos(x)
      case .tan: Glibc.tan(x)
      case .sinh: Glibc.sinh(x)
      case .cosh: Glibc.cosh(x)
      case .tanh: Glibc.tanh(x)
      case .atan: Glibc.atan(x)
      case .erf: Glibc.erf(x)
      case .sigmoid: x >= 0 ? 1 / (1 + Glibc.exp(-x)) : Glibc.exp(x) / (1 + Glibc.exp(x))
      case .softplus: Swift.max(x, 0) + Glibc.log1p(Glibc.exp(-x.magnitude))
      case .relu: Swift.max(x, 0)
      }
    }
  }

  /// The functions of two arguments.
  enum Operator: Sendable, Equatable {
    case add, subtract, multiply, divide, power, minimum, maximum

    @inline(__always)
    func callAsFunction(_ a: Double, _ b: Double) -> Double {
      switch self {
      case .add: a + b
      case .subtract: a - b
      case .multiply: a * b
      case .divide: a / b
      case .power: pow(a, b)
      case .minimum: Swift.min(a, b)
      case .maximum: Swift.max(a, b)
      }
    }
  }
}

extension Expression {
  /// The value at one point; NaN where the formula is not defined.
  public func callAsFunction(_ x: Double) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(depth, 1)) { stack in
      var top = -1
      for instruction in program {
        switch instruction {
        case .constant(let value):
          top += 1
          stack[top] = value
        case .variable:
          top += 1
          stack[top] = x
        case .unary(let function): stack[top] = function(stack[top])
        case .binary(let function):
          top -= 1
          stack[top] = function(stack[top], stack[top + 1])
        }
      }
      return stack[0]
    }
  }

  /// The values at all `points`, written to `result`; both have the same count.
  public func evaluate(
    _ points: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let n = points.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(depth, 1) * max(n, 1)) { stack in
      var top = -n
      for instruction in program {
        switch instruction {
        case .constant(let value):
          top += n
          for i in 0..<n { stack[top + i] = value }
        case .variable:
          top += n
          for i in 0..<n { stack[top + i] = points[i] }
        case .unary(let function):
          for i in 0..<n { stack[top + i] = function(stack[top + i]) }
        case .binary(let function):
          top -= n
          for i in 0..<n { stack[top + i] = function(stack[top + i], stack[top + n + i]) }
        }
      }
      for i in 0..<n { result[i] = stack[i] }
    }
  }

  /// Whether the variable does not occur.
  public var isConstant: Bool { !program.contains(.variable) }

  /// The formula f if this is `sigmoid(f)`, or -f if this is `1/(1+exp(f))`: the logit of a discriminator whose
  /// last step would lose its digits near 1.
  public var logit: Expression? {
    guard let last = program.last else { return nil }
    if last == .unary(.sigmoid) {
      return Expression(
        description: "logit of \(description)", variable: variable, program: program.dropLast())
    }
    // 1 1 f exp + /   or   1 f exp 1 + /
    guard last == .binary(.divide), program.first == .constant(1), program.count >= 6 else { return nil }
    let body = Array(program[1..<(program.count - 1)])
    guard body.last == .binary(.add) else { return nil }
    let sum = Array(body.dropLast())
    let inner: [Instruction]
    if sum.first == .constant(1), sum.last == .unary(.exp), Expression.isOneOperand(sum.dropFirst()) {
      inner = Array(sum.dropFirst().dropLast())
    } else if sum.last == .constant(1), sum.dropLast().last == .unary(.exp),
      Expression.isOneOperand(sum.dropLast())
    {
      inner = Array(sum.dropLast().dropLast())
    } else {
      return nil
    }
    return Expression(
      description: "logit of \(description)", variable: variable, program: inner + [.unary(.negated)])
  }

  /// Whether a stretch of a program leaves exactly one value and never reaches below its own start.
  private static func isOneOperand(_ part: ArraySlice<Instruction>) -> Bool {
    var height = 0
    for instruction in part {
      height -= instruction.arity
      if height < 0 { return false }
      height += 1
    }
    return height == 1
  }
}
