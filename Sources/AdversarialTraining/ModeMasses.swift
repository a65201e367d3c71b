import Foundation

/// How a generator's mass lies over the modes of its data.
public struct ModeMasses: Sendable, Hashable, Codable {
  /// The mass of each mode in the data; they sum to 1.
  public let shares: [Double]
  /// The generator's mass near each mode: within three standard deviations of its centre and of no nearer one.
  public let masses: [Double]

  /// These masses, as many as shares.
  public init(shares: [Double], masses: [Double]) {
    (self.shares, self.masses) = (shares, masses)
  }

  /// The generator's mass near some mode: of samples, the share of high quality.
  public var highQuality: Double { masses.reduce(0, +) }

  /// Modes that have any mass: of samples, the modes captured.
  public var captured: Int { masses.count { $0 > 0 } }

  /// Modes whose mass is a quarter of their share or more.
  public var covered: Int { zip(masses, shares).count { ModeMasses.isCovered($0, $1) } }

  /// Whether some mode is not covered.
  public var isCollapsed: Bool { covered < shares.count }

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

  /// `collapsed: 2 of 3 modes are covered; masses 0.66 (1/3 is its share), ...`, or that all are.
  public var summary: String {
    func percent(_ x: Double) -> String { "\((1000 * x).rounded() / 10) %" }
    let all = zip(masses, shares).map { "\(percent($0)) of \(percent($1))" }.joined(separator: ", ")
    let state = isCollapsed ? "collapsed: \(covered) of \(shares.count)" : "all \(shares.count)"
    return "\(state) modes have a quarter of their share or more; masses \(all); elsewhere "
      + percent(max(0, 1 - highQuality))
  }

  private static func isCovered(_ mass: Double, _ share: Double) -> Bool { mass >= 0.25 * share }
}
