/// A deterministic stream of random words: xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64.
///
/// Streams of different names are independent for all purposes, so initialisation, noise and data never share
/// random numbers: changing how many one of them draws leaves the others as they were.
///
///     var noise = RandomStream(seed: 1, name: "noise")
///     noise.next()
public struct RandomStream: RandomNumberGenerator, Codable, Hashable, Sendable {
  /// The four words of state; never all zero. Saved and restored, the stream goes on with the same words.
  public private(set) var state: State

  /// The state of xoshiro256**.
  public struct State: Codable, Hashable, Sendable {
    var a: UInt64
    var b: UInt64
    var c: UInt64
    var d: UInt64

    /// The words in order.
    public var words: [UInt64] { [a, b, c, d] }
  }

  /// The stream called `name` of the run with this seed.
  public init(seed: UInt64, name: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
    for byte in name.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    var mixer = seed
    let first = RandomStream.splitMix(&mixer)
    mixer = first ^ hash
    state = State(
      a: RandomStream.splitMix(&mixer), b: RandomStream.splitMix(&mixer),
      c: RandomStream.splitMix(&mixer), d: RandomStream.splitMix(&mixer) | 1)
  }

  /// The stream in a saved state: four words, not all zero; `nil` otherwise.
  public init?(words: [UInt64]) {
    guard words.count == 4, words.contains(where: { $0 != 0 }) else { return nil }
    state = State(a: words[0], b: words[1], c: words[2], d: words[3])
  }

  /// The next 64 random bits.
  @inline(__always)
  public mutating func next() -> UInt64 {
    let five = state.b &* 5
    let result = ((five &<< 7) | (five &>> 57)) &* 9
    let t = state.b &<< 17
    state.c ^= state.a
    state.d ^= state.b
    state.b ^= state.c
    state.a ^= state.d
    state.c ^= t
    state.d = (state.d &<< 45) | (state.d &>> 19)
    return result
  }

  /// A uniform integer in 0..<bound, for a bound above 0, by Lemire's multiplication without its rejection: the
  /// bias is below bound / 2⁶⁴.
  @inline(__always)
  public mutating func index(below bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
  }

  private static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }
}
