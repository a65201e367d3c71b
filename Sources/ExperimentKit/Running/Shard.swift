/// One of n equal parts of an experiment's cells: `2/4` is the second of four.
public struct Shard: Sendable, Equatable, CustomStringConvertible {
  /// Which part, from 1 to ``count``.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// A part; `nil` unless `1 <= index <= count`.
  public init?(_ index: Int, of count: Int) {
    guard count >= 1, (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// A part from its text `i/n`; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1] else { return nil }
    self.init(index, of: count)
  }

  /// Whether a cell belongs to this part: cells are dealt in turn, so that neighbours of like cost spread.
  public func contains(_ cell: Int) -> Bool { cell % count == index - 1 }

  /// `i/n`.
  public var description: String { "\(index)/\(count)" }
}
