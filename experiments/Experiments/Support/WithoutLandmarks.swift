import Distributions
import Quadrature

/// A law that keeps to itself where its density has structure, to see what the mass check makes of that.
struct WithoutLandmarks: Law {
  let law: any Law

  var landmarks: [Landmark] { [] }

  var support: Interval { law.support }
  var supportIntervals: [Interval] { law.supportIntervals }
  var atoms: [Atom] { law.atoms }
  var breakPoints: [Double] { law.breakPoints }
  var mean: Double? { law.mean }
  var variance: Double? { law.variance }
  var description: String { law.description }

  func logDensity(anchor: Double, offset: Double) -> Double { law.logDensity(anchor: anchor, offset: offset) }
  func cumulative(_ x: Double) -> Double { law.cumulative(x) }
  func complementaryCumulative(_ x: Double) -> Double { law.complementaryCumulative(x) }
  func quantile(_ probability: Double) -> Double { law.quantile(probability) }
  func complementaryQuantile(_ probability: Double) -> Double { law.complementaryQuantile(probability) }
  func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    law.asymptotics(approaching: point, from: side)
  }
  func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    law.sample(using: &generator)
  }
}
