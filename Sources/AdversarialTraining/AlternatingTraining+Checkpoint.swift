import NeuralNetworks

extension AlternatingTraining {
  /// A training that goes on from a checkpoint, on the same data and with the same remedies of one's own.
  ///
  /// - Throws: ``TrainingError`` where checkpoint and data do not fit together.
  public convenience init(
    resuming checkpoint: TrainingCheckpoint<Scalar>, data: any SampleSource<Scalar>, workers: Int = 1,
    remedies: [any Remedy] = []
  ) throws(TrainingError) {
    try self.init(checkpoint.configuration, data: data, workers: workers, remedies: remedies)
    try restore(checkpoint)
  }

  /// All of the state as it is, between two steps.
  public func checkpoint() -> TrainingCheckpoint<Scalar> {
    TrainingCheckpoint(
      configuration: configuration, networks: snapshot(),
      generatorAverages: Array(generatorState.averages),
      discriminatorAverages: Array(discriminatorState.averages),
      updates: [generatorState.updates, discriminatorState.updates],
      streams: (noiseStream.state.words + dataStream.state.words) + team.shares.flatMap { $0.streamWords },
      source: data.state, remedyMemory: Array(remedyMemory.numbers))
  }

  /// Goes back or forth to a checkpoint of the same configuration; only the number of steps may differ.
  ///
  /// - Throws: ``TrainingError/foreignCheckpoint(_:)``; the training is then unchanged.
  public func restore(_ checkpoint: TrainingCheckpoint<Scalar>) throws(TrainingError) {
    var asked = configuration
    asked.steps = checkpoint.configuration.steps
    guard asked == checkpoint.configuration else {
      throw .foreignCheckpoint("it was made with another configuration")
    }
    guard data.accepts(checkpoint.source) else {
      throw .foreignCheckpoint("its place in the data is none of this source's")
    }
    let groups = stride(from: 0, to: checkpoint.streams.count, by: 4).map {
      Array(checkpoint.streams[$0..<min($0 + 4, checkpoint.streams.count)])
    }
    let streams = groups.compactMap { RandomStream(words: $0) }
    let each = MinibatchShare<Scalar>.streamCount
    guard
      streams.count == groups.count, streams.count == 2 + each * team.shares.count,
      checkpoint.generatorAverages.count == generatorState.averages.count,
      checkpoint.discriminatorAverages.count == discriminatorState.averages.count,
      checkpoint.remedyMemory.count == remedyMemory.numbers.count
    else {
      throw .foreignCheckpoint("its random streams, averages or remedies are not those of this configuration")
    }
    generator.restore(checkpoint.networks.generator)
    discriminator.restore(checkpoint.networks.discriminator)
    step = checkpoint.networks.step
    generatorState.restore(averages: checkpoint.generatorAverages, updates: checkpoint.updates[0])
    discriminatorState.restore(averages: checkpoint.discriminatorAverages, updates: checkpoint.updates[1])
    (noiseStream, dataStream) = (streams[0], streams[1])
    for (index, share) in team.shares.enumerated() {
      share.restoreStreams(Array(streams[(2 + each * index)..<(2 + each * (index + 1))]))
    }
    data.restore(checkpoint.source)
    _ = remedyMemory.numbers.update(fromContentsOf: checkpoint.remedyMemory)
    lastGood = LastGoodNetworks(generator, discriminator, step: step)
  }
}

extension MinibatchShare {
  /// Random streams of a share: its own and those of the masks of its six passes.
  static var streamCount: Int { 7 }

  private var passes: [Workspace<Scalar>?] {
    [generatorPass, discriminatorPass, dataPass, penaltyPass, unrolled?.samplePass, unrolled?.dataPass]
  }

  /// The words of all streams; passes that do not exist have those of the share's own.
  var streamWords: [UInt64] {
    stream.state.words + passes.flatMap { ($0?.maskStream ?? stream).state.words }
  }

  func restoreStreams(_ streams: [RandomStream]) {
    stream = streams[0]
    for (pass, saved) in zip(passes, streams.dropFirst()) {
      pass?.maskStream = saved
    }
  }
}
