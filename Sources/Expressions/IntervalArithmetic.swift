#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A closed interval of the extended line that holds every value a computation can take.
///
/// Every operation rounds outwards by 4 ulp, more than the error of any function of the C library used here,
/// so that what is enclosed stays enclosed.
public struct Enclosure: Sendable, Equatable {
  /// The lower end, `-.infinity` allowed.
  public let lower: Double
  /// The upper end, `.infinity` allowed.
  public let upper: Double

  /// The interval from `lower` to `upper`; a NaN or a reversed pair gives the whole line, which is always true.
  public init(_ lower: Double, _ upper: Double) {
    if lower <= upper {
      (self.lower, self.upper) = (lower, upper)
    } else {
      (self.lower, self.upper) = (-.infinity, .infinity)
    }
  }

  /// The whole line.
  public static let line = Enclosure(-.infinity, .infinity)

  /// The distance between the ends.
  public var width: Double { upper - lower }

  fileprivate static func outward(_ lower: Double, _ upper: Double) -> Enclosure {
    guard lower <= upper else { return .line }
    return Enclosure(lower - 4 * lower.ulpOrZero, upper + 4 * upper.ulpOrZero)
  }

  fileprivate func intersection(_ low: Double, _ high: Double) -> Enclosure {
    Enclosure(max(lower, low), max(max(lower, low), min(upper, high)))
  }
}

extension Double {
  fileprivate var ulpOrZero: Double { isFinite ? ulp : 0 }
}

extension Expression {
  /// An interval that holds the formula's values over all of `x`: never too narrow, often too wide.
  public func enclosure(over x: Enclosure) -> Enclosure {
    var stack: [Enclosure] = []
    for instruction in program {
      switch instruction {
      case .constant(let value): stack.append(Enclosure(value, value))
      case .variable: stack.append(x)
      case .unary(let function): stack.append(function.enclosure(stack.removeLast()))
      case .binary(let function):
        let right = stack.removeLast()
        stack.append(function.enclosure(stack.removeLast(), right))
      }
    }
    return stack.last ?? .line
  }
}

extension Expression.Function {
  func enclosure(_ x: Enclosure) -> Enclosure {
    switch self {
    case .negated: return Enclosure(-x.upper, -x.lower)
    case .exp, .softplus, .sigmoid:
      return .outward(self(x.lower), self(x.upper)).intersection(0, .infinity).limited(self)
    case .sinh: return .outward(self(x.lower), self(x.upper))
    case .tanh, .erf: return .outward(self(x.lower), self(x.upper)).intersection(-1, 1)
    case .atan: return .outward(self(x.lower), self(x.upper))
    case .relu: return Enclosure(self(x.lower), self(x.upper))
    case .log:
      guard x.lower >= 0 else { return .line }
      return .outward(self(x.lower), self(x.upper))
    case .sqrt:
      guard x.lower >= 0 else { return .line }
      return .outward(self(x.lower), self(x.upper)).intersection(0, .infinity)
    case .abs, .cosh:
      let ends = (self(x.lower), self(x.upper))
      let floor = x.lower <= 0 && x.upper >= 0 ? self(0) : min(ends.0, ends.1)
      let result = Enclosure.outward(floor, max(ends.0, ends.1))
      return self == .abs ? Enclosure(floor, max(ends.0, ends.1)) : result.intersection(1, .infinity)
    case .sin: return x.lower.isFinite && x.upper.isFinite ? periodic(x, peak: 0.5 * .pi) : Enclosure(-1, 1)
    case .cos: return x.lower.isFinite && x.upper.isFinite ? periodic(x, peak: 0) : Enclosure(-1, 1)
    case .tan: return .line
    }
  }

  /// sin or cos over a finite interval; `peak` is where it is 1.
  private func periodic(_ x: Enclosure, peak: Double) -> Enclosure {
    guard x.upper - x.lower < 2 * .pi, x.upper.magnitude < 1e9, x.lower.magnitude < 1e9 else {
      return Enclosure(-1, 1)
    }
    func holds(_ phase: Double) -> Bool {
      // A multiple of 2π from `phase`, with room for the rounding of the multiple.
      let slack = 1e-6
      let turns = ((x.lower - slack - phase) / (2 * .pi)).rounded(.up)
      return phase + turns * 2 * .pi <= x.upper + slack
    }
    let (a, b) = (self(x.lower), self(x.upper))
    let result = Enclosure.outward(min(a, b), max(a, b))
    return Enclosure(
      holds(peak - .pi) ? -1 : max(result.lower, -1), holds(peak) ? 1 : min(result.upper, 1))
  }
}

extension Enclosure {
  fileprivate func limited(_ function: Expression.Function) -> Enclosure {
    function == .sigmoid ? intersection(0, 1) : self
  }
}

extension Expression.Operator {
  func enclosure(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
    switch self {
    case .add: return .outward(a.lower + b.lower, a.upper + b.upper)
    case .subtract: return .outward(a.lower - b.upper, a.upper - b.lower)
    case .multiply: return product(a, b)
    case .divide:
      guard b.lower > 0 || b.upper < 0 else { return .line }
      return product(a, .outward(1 / b.upper, 1 / b.lower))
    case .minimum: return Enclosure(min(a.lower, b.lower), min(a.upper, b.upper))
    case .maximum: return Enclosure(max(a.lower, b.lower), max(a.upper, b.upper))
    case .power: return power(a, b)
    }
  }

  private func product(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
    // 0 times infinity is 0 here: the infinite end is a limit of finite values.
    func times(_ x: Double, _ y: Double) -> Double { x == 0 || y == 0 ? 0 : x * y }
    let corners = [
      times(a.lower, b.lower), times(a.lower, b.upper), times(a.upper, b.lower), times(a.upper, b.upper),
    ]
    return .outward(corners.reduce(.infinity, min), corners.reduce(-.infinity, max))
  }

  private func power(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
    guard b.lower == b.upper else {
      guard a.lower > 0 else { return .line }
      return Expression.Function.exp.enclosure(product(b, Expression.Function.log.enclosure(a)))
    }
    let exponent = b.lower
    let isWhole = exponent == exponent.rounded()
    if exponent >= 0, isWhole {
      let (low, high) = (pow(a.lower, exponent), pow(a.upper, exponent))
      if Int(exponent.truncatingRemainder(dividingBy: 2)) != 0 { return .outward(low, high) }
      let floor = a.lower <= 0 && a.upper >= 0 ? pow(0, exponent) : min(low, high)
      return .outward(floor, max(low, high)).intersection(0, .infinity)
    }
    guard a.lower >= 0, exponent >= 0 || a.lower > 0 else { return .line }
    let ends = (pow(a.lower, exponent), pow(a.upper, exponent))
    return .outward(min(ends.0, ends.1), max(ends.0, ends.1)).intersection(0, .infinity)
  }
}
