import NeuralNetworks

/// All shares of a minibatch and the threads that work on them.
final class ShareTeam<Scalar: NetworkScalar>: @unchecked Sendable {
  /// What the shares are asked to do.
  enum Command: Int { case discriminator, generator, both }

  let shares: [MinibatchShare<Scalar>]
  private let crew: Crew
  private let list: UnsafeMutableBufferPointer<Unmanaged<MinibatchShare<Scalar>>>

  init(shares: [MinibatchShare<Scalar>], workers: Int) {
    self.shares = shares
    list = UnsafeMutableBufferPointer<Unmanaged<MinibatchShare<Scalar>>>.allocate(capacity: shares.count)
    for (index, share) in shares.enumerated() {
      list.initializeElement(at: index, to: Unmanaged.passUnretained(share))
    }
    let work = ShareList(shares: list)
    crew = Crew(workers: workers, parts: shares.count) { command, part in work.perform(command, part) }
    crew.start()
  }

  deinit {
    crew.dismiss()
    list.deallocate()
  }

  /// Performs the command on every share.
  func run(_ command: Command) { crew.run(command.rawValue) }

  /// The sum of the shares' gradients in a fixed order, in the first share's room.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func sum(
    _ count: Int, _ gradient: (MinibatchShare<Scalar>) -> UnsafeMutablePointer<Scalar>
  ) -> UnsafeMutablePointer<Scalar> {
    let total = gradient(shares[0])
    for share in shares.dropFirst() {
      let part = gradient(share)
      for i in 0..<count { total[i] += part[i] }
    }
    return total
  }
}

/// The shares without reference counting, which two threads would otherwise fight over.
private struct ShareList<Scalar: NetworkScalar>: @unchecked Sendable {
  let shares: UnsafeMutableBufferPointer<Unmanaged<MinibatchShare<Scalar>>>

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func perform(_ command: Int, _ part: Int) {
    shares[part]._withUnsafeGuaranteedRef { share in
      switch command {
      case ShareTeam<Scalar>.Command.discriminator.rawValue: share.differentiateDiscriminator()
      case ShareTeam<Scalar>.Command.generator.rawValue: share.differentiateGenerator()
      default: share.differentiateBoth()
      }
    }
  }
}
