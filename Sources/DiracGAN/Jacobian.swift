extension DiracGAN {
  /// The Jacobian of the gradient field, rows ∂θ' and ∂ψ'; `nil` where there is none: under the gradient penalty at
  /// ψ = 0, where the field jumps, and under weight clipping at the bound and beyond.
  public func jacobian(at state: State) -> PlaneMatrix? {
    var jacobian = baseJacobian(at: state)
    switch remedy {
    case .none, .instanceNoise: break
    case .weightClipping(let bound): if state.psi.magnitude >= bound { return nil }
    case .gradientPenalty(let weight, let target):
      if state.psi == 0, target != 0 { return nil }
      jacobian.d -= weight
    case .penaltyOnData(let weight), .penaltyOnSamples(let weight): jacobian.d -= weight
    case .consensus(let weight):
      // The derivative of Jᵀ v is Jᵀ J + Σ vᵢ ∇²vᵢ.
      let (j, curvature) = (jacobian, contractedHessian(at: state))
      jacobian.a -= weight * (j.a * j.a + j.c * j.c + curvature.a)
      jacobian.b -= weight * (j.a * j.b + j.c * j.d + curvature.b)
      jacobian.c -= weight * (j.a * j.b + j.c * j.d + curvature.c)
      jacobian.d -= weight * (j.b * j.b + j.d * j.d + curvature.d)
    }
    return jacobian
  }

  /// The Jacobian of the game's own field, with its instance noise and without any other remedy.
  func baseJacobian(at state: State) -> PlaneMatrix {
    var result = PlaneMatrix(0, 0, 0, 0)
    let psi = state.psi
    forEachNoise(at: state) { y, weight in
      let x = state.theta + y
      let (g, d) = (generatorSlope(psi * x), discriminatorSlope(psi * x))
      result.a -= weight * psi * psi * g.first
      result.b -= weight * (g.value + psi * x * g.first)
      result.c += weight * (d.value + psi * x * d.first)
      result.d += weight * (x * x * d.first + y * y * discriminatorSlope(psi * y).first)
    }
    return result
  }

  /// Σ vᵢ ∇²vᵢ of the game without noise: v = (-ψ a(θψ), θ b(θψ)).
  private func contractedHessian(at state: State) -> PlaneMatrix {
    let (theta, psi, t) = (state.theta, state.psi, state.theta * state.psi)
    let (a, b) = (generatorSlope(t), discriminatorSlope(t))
    let v = (theta: -psi * a.value, psi: theta * b.value)
    let mixed =
      -v.theta * psi * (2 * a.first + t * a.second) + v.psi * theta * (2 * b.first + t * b.second)
    return PlaneMatrix(
      -v.theta * psi * psi * psi * a.second + v.psi * psi * (2 * b.first + t * b.second), mixed, mixed,
      -v.theta * theta * (2 * a.first + t * a.second) + v.psi * theta * theta * theta * b.second)
  }
}
