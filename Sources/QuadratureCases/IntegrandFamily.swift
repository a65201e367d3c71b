#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Random integrands with closed forms, in the manner of Lyness and Kaganove (1976): how often does a rule
/// fail?
///
///     let member = IntegrandFamily.jump.member(17, seed: 2026)
///     member.value                       // exact
///     integrate(over: ..., member.integrand)
///
/// A member depends on its family, its index and the seed alone. Points λ are drawn from multiples of 2⁻⁵³,
/// so that 1 - λ is exact and the closed forms lose nothing.
public enum IntegrandFamily: String, Sendable, CaseIterable {
  /// `|x - λ|^a` on `[0, 1]`, a in `[-1/2, 0]`.
  case singularPower
  /// `e^(αx)` right of λ, 0 left of it, on `[0, 1]`, α in `[0, 1]`.
  case jump
  /// `e^(-α|x - λ|)` on `[0, 1]`, α in `[0, 4]`.
  case corner
  /// `ε / ((x - λ)² + ε²)` on `[0, 1]`, ε from 1e-6 to 1e-3.
  case cauchyPeak
  /// The sum of four such peaks, ε one for all, from 1e-5 to 1e-3.
  case fourPeaks
  /// `2β(x - λ) cos(β(x - λ)²)` on `[0, 1]`, β from 63 to 100 over `max(λ², (1-λ)²)`.
  case oscillation
  /// The density of a normal law on `[0, 1]`, its mean in `[0, 1]`, its standard deviation from 1e-6 to 1e-2.
  case narrowNormal
  /// An even mixture of two normal densities on the line, 1 to 1,000 apart, standard deviations 0.01 to 1.
  case twoNormals
  /// The density of Student's t on the line: 1 to 10 degrees of freedom, location within 10, scale 0.1 to 10.
  case student
  /// The density of a gamma law on the half-line: shape 1/2 to 5, scale 1e-3 to 1e3.
  case gamma

  /// The six families on a bounded interval whose features every sample feels.
  public static let bounded: [IntegrandFamily] = [
    .singularPower, .jump, .corner, .cauchyPeak, .fourPeaks, .oscillation,
  ]

  /// The member with this index, at least 0, of the sequence that `seed` starts.
  public func member(_ index: Int, seed: UInt64) -> ReferenceIntegral {
    var draw = Draw(family: self, index: index, seed: seed)
    let name = "\(rawValue)-\(index)"
    return switch self {
    case .singularPower: singularPower(name, &draw)
    case .jump: jump(name, &draw)
    case .corner: corner(name, &draw)
    case .cauchyPeak: cauchyPeaks(1, -6, name, &draw)
    case .fourPeaks: cauchyPeaks(4, -5, name, &draw)
    case .oscillation: oscillation(name, &draw)
    case .narrowNormal: narrowNormal(name, &draw)
    case .twoNormals: twoNormals(name, &draw)
    case .student: student(name, &draw)
    case .gamma: gamma(name, &draw)
    }
  }
}

/// The uniform numbers of one member (SplitMix64).
struct Draw {
  private var state: UInt64

  init(family: IntegrandFamily, index: Int, seed: UInt64) {
    state = seed
    for word in family.rawValue.utf8.map(UInt64.init) + [UInt64(index)] {
      state = (next() ^ word) &* 0x9e37_79b9_7f4a_7c15
    }
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A multiple of 2⁻⁵³ in `[0, 1)`.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform between two numbers.
  mutating func uniform(_ lower: Double, _ upper: Double) -> Double { lower + (upper - lower) * unit() }

  /// `10^u`, u uniform between two exponents.
  mutating func power(_ lower: Double, _ upper: Double) -> Double { pow(10, uniform(lower, upper)) }
}
