import NeuralNetworks

/// A part of every minibatch with all the memory that its passes need: `rows` rows of data and as many of samples.
///
/// The rows that D sees lie in one block, the generator's samples first and the data after them, so that one pass
/// of D serves both; the generator writes its samples straight into that block. A D whose rows are coupled (batch
/// normalisation, minibatch discrimination) sees samples and data in two passes.
final class MinibatchShare<Scalar: NetworkScalar>: @unchecked Sendable {
  let rows: Int
  let generatorPass: Workspace<Scalar>
  /// D on samples, and on the data below them unless `dataPass` exists.
  let discriminatorPass: Workspace<Scalar>
  let dataPass: Workspace<Scalar>?
  let penaltyPass: Workspace<Scalar>?
  let unrolled: UnrolledDiscriminator<Scalar>?
  let rules: ShareRules
  /// Random numbers of instance noise and of penalties.
  var stream: RandomStream
  /// Where the gradients go.
  var discriminatorTarget: GradientTarget<Scalar>
  var generatorTarget: GradientTarget<Scalar>
  /// The standard deviation of instance noise in this step.
  var noiseSize: Scalar = 0
  /// Which of D's updates this step is for.
  var discriminatorUpdate = 0
  private(set) var dataSum = ObjectiveSum()
  private(set) var sampleSum = ObjectiveSum()
  private(set) var generatorSum = ObjectiveSum()

  init(
    rows: Int, index: Int, generator: Network<Scalar>, discriminator: Network<Scalar>, rules: ShareRules,
    seed: UInt64
  ) {
    self.rows = rows
    self.rules = rules
    let coupled = discriminator.architecture.couplesRows
    discriminatorPass = Workspace(discriminator, rows: coupled ? rows : 2 * rows)
    dataPass = coupled ? Workspace(discriminator, rows: rows) : nil
    penaltyPass = !rules.penalties.isEmpty ? Workspace(discriminator, rows: rows, withTangents: true) : nil
    unrolled = rules.unrolling.map {
      UnrolledDiscriminator($0, of: discriminator, rows: rows, rules: rules, seed: seed)
    }
    generatorPass = Workspace(
      generator, rows: rows * rules.packing, output: rules.changesSamples ? nil : discriminatorPass.input)
    discriminatorTarget = GradientTarget(buffer: discriminatorPass.gradient)
    generatorTarget = GradientTarget(buffer: generatorPass.gradient)
    stream = RandomStream(seed: seed, name: "share \(index)")
    generatorPass.maskStream = RandomStream(seed: seed, name: "generator masks \(index)")
    discriminatorPass.maskStream = RandomStream(seed: seed, name: "discriminator masks \(index)")
    dataPass?.maskStream = RandomStream(seed: seed, name: "data masks \(index)")
    penaltyPass?.maskStream = RandomStream(seed: seed, name: "penalty masks \(index)")
  }

  /// Where the rows of data go.
  var data: UnsafeMutableBufferPointer<Scalar> {
    let width = discriminatorPass.network.architecture.inputs
    let start = dataPass?.input ?? discriminatorPass.input + rows * width
    return UnsafeMutableBufferPointer(start: start, count: rows * width)
  }

  /// Where the rows of noise go.
  var noise: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(
      start: generatorPass.input, count: rows * rules.packing * generatorPass.network.architecture.inputs)
  }

  /// The gradient in D's weights of its objective over these rows, into its target.
  func differentiateDiscriminator() {
    makeSamples()
    changeData()
    if let dataPass {
      dataPass.forward(rows: rows, mode: .training)
      discriminatorPass.forward(rows: rows, mode: .training)
    } else {
      discriminatorPass.forward(rows: 2 * rows, mode: .training)
    }
    let logits = dataPass?.output ?? discriminatorPass.output + rows
    let derivatives = dataPass?.outputGradient ?? discriminatorPass.outputGradient + rows
    let (data, samples) = (rules.discriminatorLoss.data, rules.discriminatorLoss.samples)
    let weight = Double(discriminatorTarget.scale) * rules.discriminatorFactor / Double(rules.minibatch)
    sampleSum = samples.objective.evaluate(
      discriminatorPass.output, count: rows, weight: Scalar(samples.sign * weight),
      derivative: discriminatorPass.outputGradient)
    dataSum = data.objective.evaluate(
      logits, count: rows, weight: Scalar(data.sign * weight), derivative: derivatives)
    let (gradient, keeping) = (discriminatorTarget.buffer, discriminatorTarget.keeping)
    if let dataPass {
      discriminatorPass.backward(
        rows: rows, from: discriminatorPass.outputGradient, gradient: gradient, keeping: keeping)
      dataPass.backward(rows: rows, from: derivatives, gradient: gradient, keeping: 1)
    } else {
      discriminatorPass.backward(
        rows: 2 * rows, from: discriminatorPass.outputGradient, gradient: gradient, keeping: keeping)
    }
    if let penaltyPass, let data = self.data.baseAddress {
      for penalty in rules.penalties {
        penalty.subtractGradient(
          from: gradient, pass: penaltyPass, data: data, samples: discriminatorPass.input, rows: rows,
          minibatch: rules.minibatch, stream: &stream)
      }
    }
  }

  /// The gradient in G's weights of its loss over fresh samples, into its target.
  func differentiateGenerator() {
    makeSamples()
    if unrolled == nil {
      discriminatorPass.forward(rows: rows, mode: .training)
    } else {
      changeData()
    }
    backwardThroughDiscriminator()
  }

  /// Both gradients at the same weights, noise, samples and masks.
  func differentiateBoth() {
    differentiateDiscriminator()
    backwardThroughDiscriminator()
  }

  private func makeSamples() {
    generatorPass.forward(rows: rows * rules.packing, mode: .training)
    guard rules.changesSamples else { return }
    let width = discriminatorPass.network.architecture.inputs
    let seen = UnsafeMutableBufferPointer(start: discriminatorPass.input, count: rows * width)
    if rules.hasInstanceNoise {
      stream.fillNormal(seen, mean: 0, standardDeviation: noiseSize)
      for i in 0..<rows * width { seen[i] += generatorPass.output[i] }
    } else {
      discriminatorPass.input.update(from: generatorPass.output, count: rows * width)
    }
    change(seen, .samples)
  }

  /// Makes the rows of data what D is to see.
  private func changeData() {
    if rules.hasInstanceNoise { blur(data) }
    if rules.remedyPoints.contains(.data) { change(data, .data) }
  }

  private func change(_ rows: UnsafeMutableBufferPointer<Scalar>, _ kind: RemedyPoints) {
    for remedy in rules.remedies where remedy.points.contains(kind) {
      remedy.change(rows, of: kind, update: discriminatorUpdate, stream: &stream)
    }
  }

  /// Adds what remedies add to G's loss.
  private func addSlopes(to slopes: UnsafeMutablePointer<Scalar>) {
    guard rules.remedyPoints.contains(.generatorLoss) else { return }
    for remedy in rules.remedies where remedy.points.contains(.generatorLoss) {
      remedy.addSlopes(
        to: slopes, samples: discriminatorPass.input, rows: rows,
        width: discriminatorPass.network.architecture.inputs, minibatch: rules.minibatch)
    }
  }

  /// The generator's loss from the logits of the samples, back through D, or the D that it would become, into G.
  private func backwardThroughDiscriminator() {
    if let unrolled {
      guard let data = data.baseAddress else { return }
      generatorSum = unrolled.differentiate(samples: discriminatorPass.input, data: data)
      addSlopes(to: unrolled.slopes)
      generatorPass.backward(
        rows: rows * rules.packing, from: unrolled.slopes, gradient: generatorPass.gradient)
      return
    }
    let term = rules.generatorLoss.term
    let weight = Double(generatorTarget.scale) * term.sign / Double(rules.minibatch)
    generatorSum = term.objective.evaluate(
      discriminatorPass.output, count: rows, weight: Scalar(weight),
      derivative: discriminatorPass.outputGradient)
    guard
      let slopes = discriminatorPass.backward(
        rows: rows, from: discriminatorPass.outputGradient, gradient: nil, inputs: true)
    else { return }
    addSlopes(to: slopes)
    generatorPass.backward(
      rows: rows * rules.packing, from: slopes, gradient: generatorTarget.buffer,
      keeping: generatorTarget.keeping)
  }

  /// Adds instance noise to rows in place, by way of the penalty-free part of D's own input room.
  private func blur(_ rows: UnsafeMutableBufferPointer<Scalar>) {
    guard let base = rows.baseAddress else { return }
    for start in stride(from: 0, to: rows.count, by: 64) {
      let count = min(64, rows.count - start)
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 64) { noise in
        let part = UnsafeMutableBufferPointer(rebasing: noise[0..<count])
        stream.fillNormal(part, mean: 0, standardDeviation: noiseSize)
        for i in 0..<count { base[start + i] += part[i] }
      }
    }
  }
}

/// Where a player's gradient goes: target <- keeping · target + scale · gradient.
struct GradientTarget<Scalar: NetworkScalar> {
  let buffer: UnsafeMutablePointer<Scalar>
  var keeping: Scalar = 0
  var scale: Scalar = 1
}

/// What a share needs to know of the configuration.
struct ShareRules: Sendable {
  let minibatch: Int
  let packing: Int
  let discriminatorLoss: DiscriminatorLoss
  let generatorLoss: GeneratorLoss
  let discriminatorFactor: Double
  /// All that is subtracted from what D ascends: the configuration's penalties, then remedies of one's own.
  let penalties: [any Remedy]
  /// Remedies of one's own, and all points at which they act.
  let remedies: [any Remedy]
  let remedyPoints: RemedyPoints
  let hasInstanceNoise: Bool
  let unrolling: Unrolling?

  /// Whether D sees other samples than G makes.
  var changesSamples: Bool { hasInstanceNoise || remedyPoints.contains(.samples) }

  init(_ configuration: TrainingConfiguration, _ remedies: [any Remedy]) {
    self.remedies = remedies
    remedyPoints = remedies.reduce([]) { $0.union($1.points) }
    minibatch = configuration.minibatch
    packing = configuration.packing
    discriminatorLoss = configuration.discriminatorLoss
    generatorLoss = configuration.generatorLoss
    discriminatorFactor = configuration.discriminatorFactor
    penalties = configuration.penalties + remedies.filter { $0.points.contains(.discriminatorLoss) }
    hasInstanceNoise = configuration.instanceNoise != nil
    unrolling = configuration.unrolling
  }
}
