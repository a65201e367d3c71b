/// A deterministic stream of random numbers with a name: xoshiro256** (Blackman and Vigna 2018).
///
/// The state is drawn by SplitMix64 from a hash of the seed and the name, so that streams with different
/// names are independent for every practical purpose, and none depends on the order in which others are used.
public struct RandomStream: RandomNumberGenerator, Sendable, Equatable {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  private let key: UInt64

  /// The stream of one cell of an experiment.
  public init(seed: UInt64, experiment: String, cell: String) {
    var hash = StableHash()
    hash.combine(seed)
    hash.combine(experiment)
    hash.combine(cell)
    self.init(key: hash.value)
  }

  /// A stream from a seed alone.
  public init(seed: UInt64) {
    var hash = StableHash()
    hash.combine(seed)
    self.init(key: hash.value)
  }

  private init(key: UInt64) {
    var seeder = SplitMix64(state: key)
    self.key = key
    state = (seeder.next(), seeder.next(), seeder.next(), seeder.next())
  }

  /// The generator in a given state, not all zero, for comparison with published values.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    self.state = state
    key = 0
  }

  /// An independent stream of this one's name and another: `random.substream("noise")`.
  ///
  /// It does not depend on how many numbers were drawn before, nor does it change this stream.
  public func substream(_ name: String) -> RandomStream {
    var hash = StableHash()
    hash.combine(key)
    hash.combine(name)
    return RandomStream(key: hash.value)
  }

  /// A seed for a generator of another kind, determined by this stream's name and `name`.
  public func seed(for name: String) -> UInt64 {
    var stream = substream(name)
    return stream.next()
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let scrambled = rotateLeft(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotateLeft(state.3, 45)
    return scrambled
  }

  /// Whether both give the same numbers from here on.
  public static func == (a: RandomStream, b: RandomStream) -> Bool { a.state == b.state && a.key == b.key }
}

private func rotateLeft(_ x: UInt64, _ bits: UInt64) -> UInt64 { (x << bits) | (x >> (64 - bits)) }

/// SplitMix64 (Steele, Lea and Flood 2014): what xoshiro's authors recommend for seeding it.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
