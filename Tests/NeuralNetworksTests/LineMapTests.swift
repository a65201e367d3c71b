import NeuralNetworks
import Testing

struct LineMapTests {
  static func generator(_ activation: Activation, seed: UInt64 = 1, width: Int = 8, gain: Double = 3) throws
    -> NetworkSnapshot<Double>
  {
    var stream = RandomStream(seed: seed, name: "line")
    let layers: [Layer] = [
      .dense(width, activation, weights: .orthogonal(gain: gain), biases: .uniform(range: 2)),
      .dense(width, activation, weights: .orthogonal(gain: gain), biases: .uniform(range: 1)),
      .dense(1, .identity),
    ]
    return try Network<Double>(Architecture(inputs: 1, layers: layers), initialisedFrom: &stream).snapshot()
  }

  static let smooth: [Activation] = [.tanh, .sigmoid, .softplus]
  static let kinked: [Activation] = [.relu, .leakyReLU(slope: 0.1), .maxout(pieces: 3)]

  @Test("values are the network's and derivatives agree with differences", arguments: smooth + kinked)
  func jets(_ activation: Activation) throws {
    let snapshot = try Self.generator(activation)
    let g = try LineMap(snapshot)
    let work = Workspace(try Network<Double>(snapshot), rows: 1)
    for z in stride(from: -3.07, to: 3, by: 0.31) {
      work.input[0] = z
      work.forward(rows: 1)
      let jet = g.jet(at: z)
      #expect(close(jet.value, work.output[0], 1e-13))
      let h = activation.isPiecewiseLinear ? 1e-7 : 1e-3
      func quotient(_ f: (Double) -> Double) -> Double {
        (8 * (f(z + h) - f(z - h)) - (f(z + 2 * h) - f(z - 2 * h))) / (12 * h)
      }
      #expect(close(jet.first, quotient { g($0) }, 1e-7))
      if !activation.isPiecewiseLinear {
        #expect(close(jet.second, quotient { g.jet(at: $0).first }, 1e-7))
      }
    }
  }

  // Eleven units fill one vector of eight and a part of another.
  @Test("bounds hold everywhere in their interval, and shrink with it", arguments: smooth + kinked, [8, 11])
  func bounds(_ activation: Activation, width units: Int) throws {
    let g = try LineMap(Self.generator(activation, width: units))
    var stream = RandomStream(seed: 2, name: "intervals")
    for _ in 0..<60 {
      var ends = [0.0, 0, 0]
      ends.withUnsafeMutableBufferPointer { stream.fillUniform($0, lower: 0, upper: 1) }
      let lower = 8 * ends[0] - 4
      let width = 0.001 + ends[1] * ends[1] * ends[2]
      let interval = Bounds(lower, lower + width)
      let bounds = g.bounds(over: interval)
      let slope = g.slopeBounds(over: interval)
      for k in 0...20 {
        let jet = g.jet(at: min(interval.upper, lower + width * Double(k) / 20))
        #expect(bounds.value.contains(jet.value))
        #expect(bounds.first.contains(jet.first))
        #expect(bounds.second.contains(jet.second))
        #expect(slope.contains(jet.first))
      }
    }
    let point = g.bounds(over: Bounds(0.25))
    #expect(point.value.upper - point.value.lower < 1e-11)
    #expect(point.first.upper - point.first.lower < 1e-11)
  }

  @Test("all turning points are found, none is invented", arguments: smooth)
  func turningPoints(_ activation: Activation) throws {
    for seed in 1...4 {
      let g = try LineMap(Self.generator(activation, seed: UInt64(seed)))
      let found = g.turningPoints(in: Bounds(-9, 9))
      #expect(found.unresolved.isEmpty)
      let slopes = (0...18_000).map { g.jet(at: -9 + Double($0) / 1000).first }
      let changes = zip(slopes, slopes.dropFirst()).count { ($0 < 0) != ($1 < 0) }
      #expect(found.points.count >= changes)
      for point in found.points {
        let (before, after) = (g.jet(at: point - 1e-6).first, g.jet(at: point + 1e-6).first)
        #expect((before < 0) != (after < 0), "no change of sign at \(point)")
      }
    }
  }

  @Test("a 1-32-32-1 tanh network is settled on [-9, 9] in some hundred intervals")
  func effort() throws {
    let found = try LineMap(Self.generator(.tanh, width: 32, gain: 1.4)).turningPoints(in: Bounds(-9, 9))
    #expect(found.unresolved.isEmpty)
    #expect(found.examined < 600, "\(found.examined) intervals")
  }

  @Test("a stretch that is constant to rounding is reported as unresolved")
  func constant() throws {
    let flat = Architecture(inputs: 1, layers: [.dense(1, .tanh, weights: .zeros)])
    let found = try LineMap(Network<Double>(flat).snapshot()).turningPoints(in: Bounds(-1, 1), shortest: 0.1)
    #expect(found.points.isEmpty)
    #expect(!found.unresolved.isEmpty)
  }

  @Test("linear pieces cover the domain and have the network's values", arguments: kinked)
  func pieces(_ activation: Activation) throws {
    let g = try LineMap(Self.generator(activation))
    let pieces = g.linearPieces(in: Bounds(-3, 3))
    #expect(pieces.count > 4)
    #expect(pieces.first?.interval.lower == -3)
    #expect(pieces.last?.interval.upper == 3)
    for (left, right) in zip(pieces, pieces.dropFirst()) {
      #expect(left.interval.upper == right.interval.lower)
    }
    for piece in pieces {
      for share in [0.0, 0.1, 0.5, 0.9, 1] {
        let offset = share * (piece.interval.upper - piece.interval.lower)
        #expect(close(g(piece.interval.lower + offset), piece.value + piece.slope * offset, 1e-10))
      }
    }
    #expect(try LineMap(Self.generator(.tanh)).linearPieces(in: Bounds(-1, 1)).isEmpty)
  }

  @Test("a rectifier's flat piece has slope 0: an atom of the generator's law")
  func atoms() throws {
    let network = Architecture(inputs: 1, layers: [.dense(1, .relu), .dense(1, .identity)])
    let snapshot = NetworkSnapshot<Float>(architecture: network, parameters: [2, -1, 3, 0.5])
    let pieces = try LineMap(snapshot).linearPieces(in: Bounds(-4, 4))
    #expect(pieces.map(\.slope) == [0, 6])
    #expect(pieces.map(\.interval.upper) == [0.5, 4])
    #expect(pieces[0].value == 0.5)
  }

  @Test("batch normalisation and dropout at rest are affine, and wider networks are refused")
  func others() throws {
    var stream = RandomStream(seed: 3, name: "line")
    let layers: [Layer] = [
      .dense(5, .identity), .batchNormalisation(BatchNormalisation(activation: .tanh)),
      .dropout(keep: 0.5, scale: 1.5), .dense(1, .identity),
    ]
    let network = try Network<Double>(Architecture(inputs: 1, layers: layers), initialisedFrom: &stream)
    for i in 0..<network.statistics.count { network.statistics[i] += 0.3 }
    let g = try LineMap(network.snapshot())
    let work = Workspace(network, rows: 1)
    work.input[0] = 0.7
    work.forward(rows: 1)
    #expect(close(g(0.7), work.output[0], 1e-14))
    let wide = try Network<Float>(.perceptron(inputs: 2, hidden: [3], activation: .tanh, outputs: 1))
    #expect(throws: NetworkError.self) { try LineMap(wide.snapshot()) }
  }
}
