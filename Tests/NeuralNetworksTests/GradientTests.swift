import NeuralNetworks
import Testing

struct GradientTests {
  @Test("gradients in weights and inputs agree with central differences", arguments: NamedArchitecture.all)
  func gradientsAgree(_ named: NamedArchitecture) throws {
    let probe = try LossProbe(named.architecture)
    let (parameters, inputs) = probe.gradients(.trainingRepeated)
    let smooth = named.architecture.isSmooth
    // Where the step is 1e-6, the rounding of the loss itself is divided by it.
    let rounding = 8 * abs(probe.loss(.trainingRepeated)) * Double.ulpOfOne / 1e-6
    let tolerance = smooth ? 1e-9 : 1e-7 + rounding
    let base = try #require(probe.network.parameters.baseAddress)
    let stride = max(1, parameters.count / 150)
    for i in Swift.stride(from: 0, to: parameters.count, by: stride) {
      let expected = probe.difference(base + i, smooth: smooth) { probe.loss(.trainingRepeated) }
      #expect(close(parameters[i], expected, tolerance), "weight \(i): \(parameters[i]), not \(expected)")
    }
    for i in 0..<inputs.count {
      let expected = probe.difference(probe.work.input + i, smooth: smooth) { probe.loss(.trainingRepeated) }
      #expect(close(inputs[i], expected, tolerance), "input \(i): \(inputs[i]), not \(expected)")
    }
  }

  @Test("at rest too, where dropout is its mean and batch normalisation uses what it has seen")
  func gradientsAgreeAtRest() throws {
    let named = try #require(NamedArchitecture.all.first { $0.name == "batch normalisation" })
    let probe = try LossProbe(named.architecture, mode: .inference)
    let (parameters, inputs) = probe.gradients(.inference)
    let base = try #require(probe.network.parameters.baseAddress)
    for i in 0..<parameters.count {
      let expected = probe.difference(base + i, smooth: true) { probe.loss(.inference) }
      #expect(close(parameters[i], expected, 1e-9))
    }
    for i in 0..<inputs.count {
      let expected = probe.difference(probe.work.input + i, smooth: true) { probe.loss(.inference) }
      #expect(close(inputs[i], expected, 1e-9))
    }
  }

  @Test(
    "a gradient may be added to what its buffer holds",
    arguments: [NamedArchitecture.all[3], NamedArchitecture.manyPieces])
  func gradientsAccumulate(_ named: NamedArchitecture) throws {
    let probe = try LossProbe(named.architecture)
    let (once, _) = probe.gradients(.trainingRepeated)
    for i in 0..<probe.factors.count {
      probe.work.outputGradient[i] = probe.factors[i] + probe.work.output[i]
    }
    probe.work.backward(
      rows: probe.rows, from: probe.work.outputGradient, gradient: probe.work.gradient, keeping: 0.5)
    for i in 0..<once.count { #expect(close(probe.work.gradient[i], 1.5 * once[i], 1e-13)) }
  }

  @Test("a pass over fewer rows than there is room for uses only those")
  func fewerRows() throws {
    let architecture = Architecture.perceptron(inputs: 2, hidden: [8], activation: .tanh, outputs: 1)
    let few = try LossProbe(architecture, rows: 3)
    let many = Workspace(few.network, rows: 100)
    for i in 0..<6 { many.input[i] = few.work.input[i] }
    many.forward(rows: 3)
    few.work.forward(rows: 3)
    for i in 0..<3 { #expect(many.output[i] == few.work.output[i]) }
  }
}
