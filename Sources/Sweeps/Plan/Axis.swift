import ExperimentKit

/// One key of a plan with the values that it takes.
public struct Axis: Sendable, Equatable {
  /// The key: a parameter of what is run, with points into its records, or a name that stands in braces elsewhere.
  public let key: String
  /// The values.
  public let values: AxisValues

  /// A key with its values.
  public init(_ key: String, _ values: AxisValues) {
    self.key = key
    self.values = values
  }
}

/// Axes that move together: one of a grid, or several whose values are paired. At least one, all of one length.
public struct Dimension: Sendable, Equatable {
  /// The axes.
  public let axes: [Axis]

  /// Axes of one length.
  public init(_ axes: [Axis]) { self.axes = axes }

  /// How many positions there are.
  public var count: Int { axes.first?.values.count ?? 1 }
}
