extension DiracGAN {
  /// The eigenvalues of the field's Jacobian at the equilibrium in closed form; `nil` for the gradient penalty, whose
  /// field jumps there (Mescheder et al. 2018, and for consensus optimisation 2017, evaluated for this game).
  ///
  /// With f' = f'(0) and f'' = f''(0): ± i f' for every loss without a remedy; f''σ² ± √(f''²σ⁴ - f'²) with instance
  /// noise; -γ/2 ± √(γ²/4 - f'²) under R1 or R2; -γf'² ± i f' under consensus optimisation.
  public var equilibriumEigenvalues: (Eigenvalue, Eigenvalue)? {
    let slope = discriminatorSlope(0)
    let squared = slope.value * slope.value
    switch remedy {
    case .none, .weightClipping: return eigenvalues(centre: 0, discriminant: -squared)
    case .gradientPenalty(_, let target): return target == 0 ? eigenvalues(damping: remedy) : nil
    case .penaltyOnData, .penaltyOnSamples: return eigenvalues(damping: remedy)
    case .instanceNoise(let deviation):
      let centre = slope.first * deviation * deviation
      return eigenvalues(centre: centre, discriminant: centre * centre - squared)
    case .consensus(let weight): return eigenvalues(centre: -weight * squared, discriminant: -squared)
    }
  }

  /// The weight γ or variance σ² at which the eigenvalues at the equilibrium become real: 2 f' and f'/|f''|; `nil`
  /// for remedies that have none.
  public var criticalStrength: Double? {
    let slope = discriminatorSlope(0)
    switch remedy {
    case .penaltyOnData, .penaltyOnSamples: return 2 * slope.value
    case .instanceNoise: return slope.first == 0 ? nil : slope.value / slope.first.magnitude
    case .none, .weightClipping, .gradientPenalty, .consensus: return nil
    }
  }

  /// The spectral radius of one update at the equilibrium from the eigenvalues in closed form, as ``linearUpdate(stepSize:_:)``
  /// finds it from the Jacobian; `nil` where they are.
  ///
  /// Simultaneous steps: max |1 + hλ|. For n steps of D and m of G, with a and d the diagonal of the Jacobian and
  /// bc = ad - λ₁λ₂: the root of the determinant (1 + ha)^m (1 + hd)^n while eigenvalues are complex, else from the trace
  /// (1 + ha)^m + h² bc S_m(a) S_n(d) + (1 + hd)^n, S_n(d) = Σ (1 + hd)^k over k < n. Only consensus optimisation damps G,
  /// and then as much as D.
  ///
  /// - Throws: ``DiracGANError/invalidParameter(name:value:allowed:)`` for a step size or a count of steps out of range.
  public func closedFormModulus(stepSize h: Double, _ order: Order) throws(DiracGANError) -> Double? {
    try requireFinite(h, "stepSize", positive: true)
    try order.validate()
    guard let (first, second) = equilibriumEigenvalues else { return nil }
    guard case .alternating(let discriminatorSteps, let generatorSteps) = order else {
      return max(
        Eigenvalue(real: 1 + h * first.real, imaginary: h * first.imaginary).modulus,
        Eigenvalue(real: 1 + h * second.real, imaginary: h * second.imaginary).modulus)
    }
    let sum = first.real + second.real
    let product = first.real * second.real - first.imaginary * second.imaginary
    let ofG = if case .consensus = remedy { sum / 2 } else { 0.0 }
    let (g, d) = (powers(1 + h * ofG, generatorSteps), powers(1 + h * (sum - ofG), discriminatorSteps))
    let halfTrace = 0.5 * (g.power + h * h * (ofG * (sum - ofG) - product) * g.sum * d.sum + d.power)
    let determinant = g.power * d.power
    let discriminant = halfTrace * halfTrace - determinant
    return discriminant < 0
      ? determinant.squareRoot() : halfTrace.magnitude + discriminant.squareRoot()
  }

  /// x^n and the sum of x^k over k < n.
  private func powers(_ x: Double, _ n: Int) -> (power: Double, sum: Double) {
    (0..<n).reduce((power: 1, sum: 0)) { result, _ in (result.power * x, result.sum + result.power) }
  }

  private func eigenvalues(damping remedy: Remedy) -> (Eigenvalue, Eigenvalue)? {
    guard let weight = remedy.weight else { return nil }
    let slope = discriminatorSlope(0).value
    return eigenvalues(centre: -weight / 2, discriminant: weight * weight / 4 - slope * slope)
  }

  private func eigenvalues(centre: Double, discriminant: Double) -> (Eigenvalue, Eigenvalue) {
    let root = discriminant.magnitude.squareRoot()
    return discriminant < 0
      ? (Eigenvalue(real: centre, imaginary: root), Eigenvalue(real: centre, imaginary: -root))
      : (Eigenvalue(real: centre + root, imaginary: 0), Eigenvalue(real: centre - root, imaginary: 0))
  }
}

extension DiracGAN.Remedy {
  /// The factor of a penalty; `nil` for what has none.
  var weight: Double? {
    switch self {
    case .gradientPenalty(let weight, _), .penaltyOnData(let weight), .penaltyOnSamples(let weight),
      .consensus(let weight):
      weight
    case .none, .weightClipping, .instanceNoise: nil
    }
  }
}

extension DiracGAN {
  /// The quadratic form that alternating steps of the unregularised game conserve near the equilibrium, D first and
  /// one step each: θ² + ψ² + h f'(0) θψ. At h = 0 it is the squared distance, which the flow conserves.
  public func conservedForm(_ state: State, stepSize h: Double) -> Double {
    state.theta * state.theta + state.psi * state.psi
      + h * discriminatorSlope(0).value * state.theta * state.psi
  }
}
