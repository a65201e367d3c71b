import Testing

@testable import ExperimentKit

@Suite("A cell's random numbers depend on the seed and its names alone")
struct RandomStreamTests {
  @Test("xoshiro256** gives the published numbers")
  func xoshiro() {
    var stream = RandomStream(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
      607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
    ]
    #expect(expected.map { _ in stream.next() } == expected)
  }

  @Test("SplitMix64 gives the published numbers")
  func splitMix() {
    var generator = SplitMix64(state: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test("FNV-1a gives the published hashes")
  func hash() {
    for (text, expected) in [
      ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
    ] {
      var hash = StableHash()
      hash.combine(bytes: text.utf8)
      #expect(hash.hexadecimal == expected)
    }
  }

  @Test("streams differ by seed, experiment and cell, and repeat when all are equal")
  func names() {
    let names =
      [(1, "a", "b"), (2, "a", "b"), (1, "ab", ""), (1, "a", "c"), (1, "", "ab")]
      as [(UInt64, String, String)]
    let firsts = names.map { name in
      var stream = RandomStream(seed: name.0, experiment: name.1, cell: name.2)
      return stream.next()
    }
    #expect(Set(firsts).count == names.count)
    var again = RandomStream(seed: 1, experiment: "a", cell: "b")
    #expect(again.next() == firsts[0])
  }

  @Test("a substream does not depend on what was drawn before, nor on its siblings")
  func substreams() {
    var stream = RandomStream(seed: 1, experiment: "a", cell: "b")
    let before = stream.substream("noise")
    _ = stream.next()
    #expect(stream.substream("noise") == before)
    #expect(stream.substream("data") != before)
    #expect(stream.substream("noise").substream("data") != stream.substream("data"))
    #expect(stream.seed(for: "noise") != stream.seed(for: "data"))
  }

  @Test("a cell's rows do not depend on which cells ran before")
  func order() throws {
    let plan = try Plan(FairCoin(), seed: 5)
    let forwards = try plan.identifiers.indices.map { try plan.rows(ofCellAt: $0)[FairCoin.tosses] }
    let backwards = try plan.identifiers.indices.reversed().map {
      try plan.rows(ofCellAt: $0)[FairCoin.tosses]
    }
    #expect(forwards == backwards.reversed())
  }
}
