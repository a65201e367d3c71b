import NeuralNetworks
import Testing

struct HessianVectorTests {
  @Test(
    "Hessian-vector products over weights and inputs agree with differences of gradients",
    arguments: NamedArchitecture.all)
  func productsAgree(_ named: NamedArchitecture) throws {
    try check(named, training: .training, again: .trainingRepeated)
    try check(named, training: .inference, again: .inference)
  }

  private func check(_ named: NamedArchitecture, training: PassMode, again: PassMode) throws {
    let probe = try LossProbe(named.architecture, mode: training)
    let (network, work) = (probe.network, probe.work)
    let tangents = try #require(work.tangents)
    var stream = RandomStream(seed: 8, name: "direction")
    let v = LossProbe.normals(network.parameters.count, &stream)
    let u = LossProbe.normals(probe.rows * named.architecture.inputs, &stream)
    for i in 0..<v.count { tangents.parameters[i] = v[i] }
    for i in 0..<u.count { tangents.input[i] = u[i] }

    work.forward(rows: probe.rows, mode: again)
    work.forwardTangent(rows: probe.rows, parameterDirection: tangents.parameters)
    let outputTangent = (0..<probe.factors.count).map { tangents.output[$0] }
    for i in 0..<probe.factors.count {
      work.outputGradient[i] = probe.factors[i] + work.output[i]
      tangents.outputGradient[i] = tangents.output[i]
    }
    let plain = Workspace(network, rows: 1)
    let (inputGradient, inputTangent) = work.backwardTangent(
      rows: probe.rows, from: work.outputGradient, tangent: tangents.outputGradient,
      parameterDirection: tangents.parameters, gradient: plain.gradient, gradientTangent: tangents.gradient)
    let product = (0..<v.count).map { tangents.gradient[$0] }
    let inputProduct = (0..<u.count).map { inputTangent[$0] }
    let (sameInput, sameWeights) = (
      (0..<u.count).map { inputGradient[$0] }, (0..<v.count).map { plain.gradient[$0] }
    )

    let (exactWeights, exactInput) = probe.gradients(again)
    #expect(zip(sameWeights, exactWeights).allSatisfy { close($0, $1, 1e-12) })
    #expect(zip(sameInput, exactInput).allSatisfy { close($0, $1, 1e-12) })

    func move(_ h: Double) -> (weights: [Double], inputs: [Double], outputs: [Double]) {
      for i in 0..<v.count { network.parameters[i] += h * v[i] }
      for i in 0..<u.count { work.input[i] += h * u[i] }
      let (weights, inputs) = probe.gradients(again)
      let outputs = (0..<probe.factors.count).map { work.output[$0] }
      for i in 0..<v.count { network.parameters[i] -= h * v[i] }
      for i in 0..<u.count { work.input[i] -= h * u[i] }
      return (weights, inputs, outputs)
    }
    let smooth = named.architecture.isSmooth
    let h = smooth ? 1e-4 : 1e-6
    let (plus, minus, farPlus, farMinus) = (move(h), move(-h), move(2 * h), move(-2 * h))
    func quotient(_ near: (Double, Double), _ far: (Double, Double)) -> Double {
      smooth
        ? (8 * (near.0 - near.1) - (far.0 - far.1)) / (12 * h)
        : (near.0 - near.1) / (2 * h)
    }
    let tolerance = smooth ? 1e-8 : 1e-5
    for i in 0..<outputTangent.count {
      let expected = quotient((plus.outputs[i], minus.outputs[i]), (farPlus.outputs[i], farMinus.outputs[i]))
      #expect(close(outputTangent[i], expected, tolerance))
    }
    for i in 0..<v.count {
      let expected = quotient((plus.weights[i], minus.weights[i]), (farPlus.weights[i], farMinus.weights[i]))
      #expect(close(product[i], expected, tolerance), "weight \(i): \(product[i]), not \(expected)")
    }
    for i in 0..<u.count {
      let expected = quotient((plus.inputs[i], minus.inputs[i]), (farPlus.inputs[i], farMinus.inputs[i]))
      #expect(close(inputProduct[i], expected, tolerance), "input \(i): \(inputProduct[i]), not \(expected)")
    }
  }
}
