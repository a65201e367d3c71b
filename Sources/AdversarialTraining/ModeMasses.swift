import Foundation

/// How a generator's mass lies over the modes of its data.
public struct ModeMasses: Sendable, Hashable, Codable {
  /// What a generator has made of the modes.
  public enum State: String, Sendable, Hashable, Codable {
    /// Every mode has a quarter of its share or more.
    case covering
    /// No mode is lost, but some have less than a quarter of their share within three standard deviations: the
    /// generator is around them, not on them.
    case blurred
    /// Some mode has less than a quarter of its share, even of all mass that is nearest to it.
    case collapsed
    /// Less than a tenth of the mass is near any mode, and by nearest centre modes are missing too: early in training,
    /// or a generator far from its data, of which nothing else can be said.
    case elsewhere
  }

  /// The mass of each mode in the data; they sum to 1.
  public let shares: [Double]
  /// The generator's mass near each mode: within three standard deviations of its centre and of no nearer one.
  public let masses: [Double]
  /// The generator's mass that is nearer to each centre than to any other, however far; they sum to 1.
  public let nearest: [Double]

  /// These masses, as many as shares.
  public init(shares: [Double], masses: [Double], nearest: [Double]) {
    (self.shares, self.masses, self.nearest) = (shares, masses, nearest)
  }

  /// The generator's mass near some mode: of samples, the share of high quality.
  public var highQuality: Double { masses.reduce(0, +) }

  /// Modes that have any mass: of samples, the modes captured. Of an exact law nearly always all.
  public var captured: Int { masses.count { $0 > 0 } }

  /// Modes whose mass is a quarter of their share or more.
  public var covered: Int { zip(masses, shares).count { ModeMasses.isCovered($0, $1) } }

  /// Modes that have a quarter of their share or more of what is nearest to them.
  public var kept: Int { zip(nearest, shares).count { ModeMasses.isCovered($0, $1) } }

  /// What the generator has made of the modes.
  public var state: State {
    if covered == shares.count { return .covering }
    if kept == shares.count { return .blurred }
    return highQuality < 0.1 ? .elsewhere : .collapsed
  }

  /// Whether a mode is lost, and not only missed by its width.
  public var isCollapsed: Bool { state == .collapsed }

  /// KL(generator ‖ data) of the masses near modes, normalised, in nats; NaN where there is none. For equal shares it is
  /// log M less the entropy, as in PacGAN's reverse KL (Lin et al. 2018).
  public var reverseKullbackLeibler: Double {
    zip(masses, shares).reduce(0) { sum, pair in
      let mass = pair.0 / highQuality
      return mass == 0 ? sum : sum + mass * log(mass / pair.1)
    }
  }

  /// KL(data ‖ generator) of the same: infinite where a mode has no mass.
  public var forwardKullbackLeibler: Double {
    zip(masses, shares).reduce(0) { $0 + $1.1 * log($1.1 / ($1.0 / highQuality)) }
  }

  /// `collapsed: 2 of 3 modes have a quarter of their share or more ...; masses 30 % of 33.3 %, ...`, or that all are
  /// covered, or that none is lost but some are blurred.
  public var summary: String {
    func list(_ masses: [Double]) -> String {
      zip(masses, shares).map { "\(Self.percent($0)) of \(Self.percent($1))" }.joined(separator: ", ")
    }
    let all =
      "masses within three standard deviations \(list(masses)); elsewhere "
      + Self.percent(max(0, 1 - highQuality))
    let byCentre = "by nearest centre \(list(nearest))"
    let (count, quarter) = (shares.count, "a quarter of their share or more")
    switch state {
    case .covering: return "all \(count) modes have \(quarter); \(all)"
    case .blurred:
      return
        "blurred: none of \(count) modes is lost, but only \(covered) have \(quarter) within three standard "
        + "deviations; \(all); \(byCentre)"
    case .collapsed:
      return
        "collapsed: \(kept) of \(count) modes have \(quarter) of what is nearest to them; \(all); \(byCentre)"
    case .elsewhere:
      return
        "not near the modes: \(Self.percent(highQuality)) lies within three standard deviations of one, so "
        + "collapse cannot be told; \(all); \(byCentre)"
    }
  }

  /// The standard error of a share of so many samples; of none or all of them, that of one sample.
  public static func standardError(ofShare share: Double, samples: Int) -> Double {
    let n = Double(samples)
    return max(1 / n, (max(0, share * (1 - share)) / n).squareRoot())
  }

  private static func isCovered(_ mass: Double, _ share: Double) -> Bool { mass >= 0.25 * share }

  private static func percent(_ x: Double) -> String { "\((1000 * x).rounded() / 10) %" }
}
