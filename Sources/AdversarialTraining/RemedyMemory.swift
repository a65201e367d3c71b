import NeuralNetworks

/// What the remedies of a training keep of both players' weights, one after the other.
final class RemedyMemory<Scalar: NetworkScalar> {
  let numbers: UnsafeMutableBufferPointer<Scalar>
  private let remedies: [any Remedy]
  private let counts: (generator: Int, discriminator: Int)

  init(_ remedies: [any Remedy], generator: Int, discriminator: Int) {
    self.remedies = remedies
    counts = (generator, discriminator)
    let total = remedies.reduce(0) { $0 + $1.numbersPerWeight * (generator + discriminator) }
    numbers = .allocate(capacity: total)
    numbers.initialize(repeating: 0)
  }

  deinit { numbers.deallocate() }

  /// Calls `body` with each remedy that acts at a point, and what it keeps of a player.
  func forEach(
    actingAt point: RemedyPoints, on player: PlayerName,
    _ body: (any Remedy, UnsafeMutablePointer<Scalar>) -> Void
  ) {
    guard !remedies.isEmpty, var place = numbers.baseAddress else { return }
    for remedy in remedies {
      let (mine, other) = (
        remedy.numbersPerWeight * counts.generator, remedy.numbersPerWeight * counts.discriminator
      )
      if remedy.points.contains(point) { body(remedy, player == .generator ? place : place + mine) }
      place += mine + other
    }
  }
}
