import Distributions
import Divergences
import Quadrature
import QuadratureCases

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
extension QuadratureAccuracyExperiment {
  /// What integrates a black box here.
  public enum Contender: CaseIterable, Sendable {
    /// Our default.
    case adaptive
    /// QAG with 61 points, behind our checks.
    case gaussKronrod61
    /// QAGS or QAGI, behind our checks.
    case extrapolated
    /// CQUAD, behind our checks.
    case doublyAdaptive
    /// GSL's QAGS, on infinite intervals QAGI, QAGIU or QAGIL.
    case bareQAGS
    /// GSL's QAG with 61 points, mapped where the interval is infinite.
    case bareQAG61
    /// GSL's CQUAD, mapped where the interval is infinite.
    case bareCQUAD

    /// Its name in the tables.
    var name: String {
      switch self {
      case .adaptive: "adaptive"
      case .gaussKronrod61: "gauss_kronrod_61"
      case .extrapolated: "extrapolated"
      case .doublyAdaptive: "doubly_adaptive"
      case .bareQAGS: "gsl_qags"
      case .bareQAG61: "gsl_qag61"
      case .bareCQUAD: "gsl_cquad"
      }
    }

    /// Whose code it is.
    var software: String { rule == nil ? BareGSL.software : "Minimax" }

    /// Our rule; `nil` for a routine of GSL's own.
    private var rule: QuadratureRule? {
      switch self {
      case .adaptive: .adaptive
      case .gaussKronrod61: .gaussKronrod(.points61)
      case .extrapolated: .extrapolated
      case .doublyAdaptive: .doublyAdaptive
      case .bareQAGS, .bareQAG61, .bareCQUAD: nil
      }
    }

    private var routine: BareGSL {
      switch self {
      case .bareQAG61: .qag61
      case .bareCQUAD: .cquad
      default: .qags
      }
    }

    /// What it answers.
    func attempt(_ integral: ReferenceIntegral, _ tolerance: Tolerance) throws -> IntegrationAttempt {
      if let rule { return try IntegrationAttempt(rule, integral, tolerance) }
      return try routine.integrate(
        from: integral.lower, to: integral.upper, relative: tolerance.relative, integral.integrand)
    }
  }

  /// The families whose members are densities of laws that are integrated as such.
  static let lawFamilies: [IntegrandFamily] = [.narrowNormal, .twoNormals]

  /// A member as the product integrates it: the mass of a law, in a game against a plain one.
  ///
  /// The narrow normal is truncated to [0, 1], so that the integral is its mass there times that of the
  /// truncated law, and plays against the uniform law; the mixture plays against a normal law that is as
  /// wide. With `landmarks` false the law does not say where its density has structure.
  func attemptAsLaw(
    _ family: IntegrandFamily, _ index: Int, seed: UInt64, landmarks: Bool, _ tolerance: Tolerance
  ) throws -> IntegrationAttempt {
    let shapes = family.normalShapes(index, seed: seed)
    let normals = try shapes.map { try Normal(mean: $0.mean, standardDeviation: $0.standardDeviation) }
    let (law, plain): (any Law, any Law)
    var factor = 1.0
    if family == .narrowNormal {
      let truncated = try Truncated(normals[0], lower: 0, upper: 1)
      (law, plain) = (truncated, try Uniform(lower: 0, upper: 1))
      factor = exp(truncated.logMass)
    } else {
      let distance = (shapes[0].mean - shapes[1].mean).magnitude
      law = try Mixture(normals.map { (weight: 0.5, law: $0) })
      plain = try Normal(mean: 0, standardDeviation: distance / 2)
    }
    let pair = LawPair(landmarks ? law : WithoutLandmarks(law: law), plain)
    let mass = try pair.integrals(of: [.massOfP], tolerance: tolerance).estimates[0]
    return IntegrationAttempt(mass.scaled(by: factor))
  }
}
