import CGSL
import Quadrature

/// The law of x = shift + scale * Y for Y of another law; a negative scale mirrors.
public struct Affine: Law {
  /// The law of Y.
  public let law: any Law
  /// What is added, in units of x.
  public let shift: Double
  /// What Y is multiplied by; not 0.
  public let scale: Double
  private let logStretch: Double
  /// Points of structure of Y, ascending in x, each with its rounded image: distances from them stay exact.
  private let references: [Reference]

  private struct Reference {
    var x: Double
    var y: Double
  }

  /// The law of shift + scale * Y; an affine map of an affine map is composed into one.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when an argument is
  ///   not finite or the scale is 0.
  public init(_ law: any Law, shift: Double, scale: Double) throws(DistributionError) {
    let inner = (law as? Distribution)?.law ?? law
    if let affine = inner as? Affine {
      self.law = affine.law
      self.shift = shift + scale * affine.shift
      self.scale = scale * affine.scale
    } else {
      self.law = inner
      self.shift = shift
      self.scale = scale
    }
    try requireFinite(self.shift, "shift", of: "affine")
    guard self.scale.isFinite, self.scale != 0 else {
      throw .invalidParameter(
        distribution: "affine", name: "scale", value: self.scale, allowed: "a finite number other than 0")
    }
    logStretch = log(self.scale.magnitude)
    let (base, a, b) = (self.law, self.shift, self.scale)
    let points = Set(base.breakPoints + base.landmarks.map(\.position) + base.atoms.map(\.position))
    references = points.map { Reference(x: a + b * $0, y: $0) }.sorted { $0.x < $1.x }
  }

  static let family = Family(
    combinator: "affine",
    [.distribution, .finite("shift"), .number("scale", "a finite number other than 0")],
    summary: "the law of shift + scale * Y for Y of the distribution", example: "affine(gamma(2, 1), 3, -1)"
  ) { values in
    guard case .law(let law) = values[0], case .number(let shift) = values[1],
      case .number(let scale) = values[2]
    else {
      throw DistributionError.unsupported(
        distribution: "affine", message: "needs (distribution, shift, scale)")
    }
    return try Affine(law, shift: shift, scale: scale)
  }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    let reference = nearest(to: anchor)
    return law.logDensity(anchor: reference.y, offset: ((anchor - reference.x) + offset) / scale) - logStretch
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let reference = nearest(to: anchor)
    let distance = anchor - reference.x
    withUnsafeTemporaryAllocation(of: Double.self, capacity: offsets.count) { inner in
      for i in 0..<offsets.count { inner[i] = (distance + offsets[i]) / scale }
      law.logDensities(anchor: reference.y, offsets: UnsafeBufferPointer(inner), into: result)
    }
    for i in 0..<offsets.count { result[i] -= logStretch }
  }

  /// That of Y between the preimages.
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    let source = preimage(reference)
    return law.logDensityRise(from: source, anchor: source, offset: ((anchor - reference) + offset) / scale)
  }
  public func roundingScale(ofLogDensity logDensity: Double) -> Double {
    law.roundingScale(ofLogDensity: logDensity + logStretch) + logStretch.magnitude
  }

  /// Distances are those from the rounded image of one point of structure or the next: somewhere between the two, what both
  /// are off by is lost, or counted twice. At most that times the greatest density between them.
  public func misplacedMass(in window: Interval) -> Double {
    let (a, b) = (preimage(window.lower), preimage(window.upper))
    let inner = law.misplacedMass(in: closedInterval(min(a, b), max(a, b)))
    return zip(references, references.dropFirst()).reduce(inner) { sum, pair in
      let gap = (rounding(of: pair.1) - rounding(of: pair.0)).magnitude
      guard gap > 0 else { return sum }
      let steps = 16.0
      let between = stride(from: 0, through: steps, by: 1).map {
        pair.0.x + $0 / steps * (pair.1.x - pair.0.x)
      }
      let densities = between.filter(window.contains).map { exp(logDensity($0)) }
      return sum + gap * (densities.filter(\.isFinite).max() ?? 0)
    }
  }

  /// The rounded image of a point of structure less the true one, exactly.
  private func rounding(of reference: Reference) -> Double {
    let product = scale * reference.y
    let rest = (-product).addingProduct(scale, reference.y)
    let added = reference.x - shift
    return -((shift - (reference.x - added)) + (product - added) + rest)
  }

  /// The point of structure next to `x`, or the image of x itself where there is none.
  private func nearest(to x: Double) -> Reference {
    guard !references.isEmpty else { return Reference(x: x, y: (x - shift) / scale) }
    let index = references.firstIndex(notBefore: x) { $0.x }
    if index == references.count { return references[index - 1] }
    if index == 0 || references[index].x - x <= x - references[index - 1].x { return references[index] }
    return references[index - 1]
  }

  /// y with x = shift + scale * y, by the exact distance from the nearest point of structure.
  private func preimage(_ x: Double) -> Double {
    guard x.isFinite else { return scale > 0 ? x : -x }
    let reference = nearest(to: x)
    return reference.y + (x - reference.x) / scale
  }

  /// shift + scale * y, the rounded image of a point of structure.
  private func image(_ y: Double) -> Double { shift + scale * y }

  // MARK: Probabilities

  public var cumulativeRounding: Double { law.cumulativeRounding }
  public func cumulative(_ x: Double) -> Double {
    scale > 0 ? law.cumulative(preimage(x)) : law.complementaryCumulative(preimage(x)) + atomWeight(at: x)
  }
  public func complementaryCumulative(_ x: Double) -> Double {
    scale > 0 ? law.complementaryCumulative(preimage(x)) : law.cumulative(preimage(x)) - atomWeight(at: x)
  }
  public func logCumulative(_ x: Double) -> Double {
    if scale > 0 { return law.logCumulative(preimage(x)) }
    let weight = atomWeight(at: x)
    let value = law.logComplementaryCumulative(preimage(x))
    return weight > 0 ? logSum(value, log(weight)) : value
  }
  public func logComplementaryCumulative(_ x: Double) -> Double {
    if scale > 0 { return law.logComplementaryCumulative(preimage(x)) }
    let weight = atomWeight(at: x)
    let value = law.logCumulative(preimage(x))
    return weight > 0 ? logDifference(max(value, log(weight)), log(weight)) : value
  }

  /// The probability of exactly x, which a mirror moves from one side to the other.
  private func atomWeight(at x: Double) -> Double {
    let atoms = law.atoms
    return atoms.isEmpty ? 0 : atoms.first { image($0.position) == x }?.weight ?? 0
  }

  public func quantile(_ probability: Double) -> Double {
    image(scale > 0 ? law.quantile(probability) : law.complementaryQuantile(probability))
  }
  public func complementaryQuantile(_ probability: Double) -> Double {
    image(scale > 0 ? law.complementaryQuantile(probability) : law.quantile(probability))
  }

  // MARK: Structure

  public var support: Interval { mapped(law.support) }
  public var supportIntervals: [Interval] {
    let images = law.supportIntervals.map(mapped)
    return scale > 0 ? images : images.reversed()
  }

  private func mapped(_ interval: Interval) -> Interval {
    let (a, b) = (image(interval.lower), image(interval.upper))
    return closedInterval(min(a, b), max(a, b))
  }

  public var atoms: [Atom] {
    let images = law.atoms.map { Atom(position: image($0.position), weight: $0.weight) }
    return scale > 0 ? images : images.reversed()
  }
  public var breakPoints: [Double] {
    let images = law.breakPoints.map(image)
    return scale > 0 ? images : images.reversed()
  }
  public var landmarks: [Landmark] { law.landmarks.map(image) }
  public var handovers: [Landmark] { law.handovers.map(image) }

  private func image(_ landmark: Landmark) -> Landmark {
    Landmark(position: image(landmark.position), scale: scale.magnitude * landmark.scale)
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    let inner = scale > 0 ? side : (side == .below ? .above : .below)
    let source: Double
    if point.isInfinite {
      source = scale > 0 ? point : -point
    } else {
      source = preimage(point)
    }
    return law.asymptotics(approaching: source, from: inner)?.mapped(shift: shift, scale: scale, to: point)
  }

  // MARK: Moments

  public var mean: Double? { law.mean.map { shift + scale * $0 } }
  public var variance: Double? { law.variance.map { scale * scale * $0 } }
  public func entropy() throws -> Estimate {
    let inner = try law.entropy()
    return inner + logStretch
  }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    shift + scale * law.sample(using: &generator)
  }

  public var description: String { "affine(\(law), \(shift), \(scale))" }
}

extension Array {
  /// The index of the first element whose key is at least `key`, in an array ascending by that key.
  func firstIndex(notBefore key: Double, by keyOf: (Element) -> Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if keyOf(self[middle]) < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
