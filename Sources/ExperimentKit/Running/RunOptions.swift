#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a plan is run: where to, by how many threads, and which part of it.
public struct RunOptions: Sendable {
  /// The folder of results.
  public var folder: String
  /// How many cells are at work at once, at least 1.
  public var jobs: Int
  /// The part of the cells to compute; `nil` for all.
  public var shard: Shard?
  /// Whether to compute again what a former run of the same plan has left.
  public var fresh: Bool
  /// Whether to compute nothing and only put together what shards have left, of whichever build.
  public var mergeOnly: Bool

  /// Options; by default all cells on all cores, going on from what a killed run has left.
  public init(
    folder: String, jobs: Int = RunOptions.cores, shard: Shard? = nil, fresh: Bool = false,
    mergeOnly: Bool = false
  ) {
    self.folder = folder
    self.jobs = jobs
    self.shard = shard
    self.fresh = fresh
    self.mergeOnly = mergeOnly
  }

  /// The number of cores that this process may use.
  public static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
