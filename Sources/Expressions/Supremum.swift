/// What is known of the supremum of a function over an interval.
public struct SupremumBounds: Sendable, Equatable {
  /// A value that the function attains, or comes as close to as one likes.
  public let lower: Double
  /// A value that it nowhere exceeds.
  public let upper: Double

  /// A supremum between `lower` and `upper`.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Whether the two bounds agree to 1e-9 relative: the supremum is proved.
  public var isTight: Bool {
    lower == upper || (upper.isFinite && upper - lower <= 1e-9 * max(1, upper.magnitude))
  }
}

extension Expression {
  /// The supremum over the whole line, by branch and bound on interval enclosures.
  ///
  /// - Parameter effort: how many intervals may be examined; 4,000 unless given.
  public func supremum(effort: Int = 4000) -> SupremumBounds {
    var boxes: [(box: Enclosure, bound: Double)] = []
    var best = -Double.infinity
    func examine(_ lower: Double, _ upper: Double) {
      let box = Enclosure(lower, upper)
      boxes.append((box, enclosure(over: box).upper))
      for x in [lower, Expression.middle(lower, upper), upper] where x.isFinite {
        let value = self(x)
        if value > best { best = value }
      }
    }
    examine(-.infinity, .infinity)
    for _ in 0..<effort {
      // The highest bound first; of equals the narrowest, in which the supremum is soonest pinned down.
      let index = boxes.indices.max {
        (boxes[$0].bound, -boxes[$0].box.width) < (boxes[$1].bound, -boxes[$1].box.width)
      }
      guard let index else { break }
      let (box, bound) = boxes[index]
      if bound <= best || SupremumBounds(lower: best, upper: bound).isTight { break }
      let middle = Expression.middle(box.lower, box.upper)
      guard box.lower < middle, middle < box.upper else { break }
      boxes.remove(at: index)
      examine(box.lower, middle)
      examine(middle, box.upper)
      boxes.removeAll { $0.bound < best }
    }
    let upper = boxes.map(\.bound).max() ?? best
    return SupremumBounds(lower: best, upper: max(best, upper))
  }

  /// The intervals on which the formula is proved to be exactly `value`, ascending; those too short to be told from a
  /// crossing are left out.
  ///
  /// - Parameters:
  ///   - value: the level.
  ///   - effort: how many intervals may be examined; 2,000 unless given.
  public func stretches(at value: Double, effort: Int = 2000) -> [Enclosure] {
    var pending = [Enclosure.line]
    var found: [Enclosure] = []
    var examined = 0
    while let box = pending.popLast(), examined < effort {
      examined += 1
      let range = enclosure(over: box)
      if range.lower == value, range.upper == value {
        found.append(box)
      } else if range.lower <= value, value <= range.upper {
        let middle = Expression.middle(box.lower, box.upper)
        guard box.lower < middle, middle < box.upper, box.width > 1e-6 * (1 + middle.magnitude) else {
          continue
        }
        pending.append(Enclosure(middle, box.upper))
        pending.append(Enclosure(box.lower, middle))
      }
    }
    return found
  }

  /// A point between two ends of which either may be infinite: the half, in the scale of magnitudes far out.
  private static func middle(_ lower: Double, _ upper: Double) -> Double {
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): 0
    case (true, false): lower >= 1 ? (lower < 1e150 ? lower * lower + lower : 1e300) : lower + 2
    case (false, true): upper <= -1 ? (upper > -1e150 ? -upper * upper + upper : -1e300) : upper - 2
    case (true, true):
      if lower > 1, upper / lower > 8 {
        (lower * upper).squareRoot()
      } else if upper < -1, lower / upper > 8 {
        -(lower * upper).squareRoot()
      } else {
        lower + 0.5 * (upper - lower)
      }
    }
  }
}
