import NeuralNetworks
import Testing

struct RandomStreamTests {
  @Test("the words are those of xoshiro256**: the published recurrence from a known state")
  func recurrence() throws {
    var stream = try #require(RandomStream(words: [1, 2, 3, 4]))
    #expect((0..<4).map { _ in stream.next() } == [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
    #expect(RandomStream(words: [0, 0, 0, 0]) == nil)
  }

  @Test("streams of other names and seeds are others, and a saved state goes on alike")
  func names() throws {
    var a = RandomStream(seed: 1, name: "noise")
    var b = RandomStream(seed: 1, name: "data")
    var c = RandomStream(seed: 2, name: "noise")
    let first = a.next()
    #expect(first != b.next())
    #expect(first != c.next())
    var again = try #require(RandomStream(words: a.state.words))
    #expect(again.next() == a.next())
  }

  @Test("uniform and normal batches have the moments of their laws", arguments: [100_000, 100_001])
  func moments(count: Int) {
    var stream = RandomStream(seed: 7, name: "moments")
    var uniform = [Float](repeating: 0, count: count)
    uniform.withUnsafeMutableBufferPointer { stream.fillUniform($0, lower: -1, upper: 3) }
    #expect(uniform.allSatisfy { $0 >= -1 && $0 < 3 })
    let mean = uniform.reduce(0.0) { $0 + Double($1) } / Double(count)
    #expect(abs(mean - 1) < 4 * 4 / (12 * Double(count)).squareRoot())

    var normal = [Double](repeating: 0, count: count)
    normal.withUnsafeMutableBufferPointer { stream.fillNormal($0, mean: 0, standardDeviation: 1) }
    let moments = (1...4).map { power in
      normal.reduce(0.0) { sum, x in sum + (0..<power).reduce(1.0) { y, _ in y * x } } / Double(count)
    }
    #expect(abs(moments[0]) < 0.015)
    #expect(abs(moments[1] - 1) < 0.02)
    #expect(abs(moments[2]) < 0.05)
    #expect(abs(moments[3] - 3) < 0.15)
    let neighbours = (1..<count).reduce(0.0) { $0 + normal[$1] * normal[$1 - 1] } / Double(count)
    #expect(abs(neighbours) < 0.015)
  }
}
