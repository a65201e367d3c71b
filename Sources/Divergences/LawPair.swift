import Distributions
import Quadrature

/// Two laws on the line, and what an integral over both must know: where to split, and how fine to look.
public struct LawPair: Sendable {
  /// The first law, p: the data.
  public let first: any Law
  /// The second law, q: the generator.
  public let second: any Law
  /// How reasons and errors call the first law.
  let firstName: String
  /// How reasons and errors call the second law.
  let secondName: String

  /// The s = log y at which integrals over x are cut on account of a ``Tie``.
  var tieCuts: [PanelMesh.End: Double] = [:]

  /// The pair (p, q).
  ///
  /// - Parameters:
  ///   - first: p.
  ///   - second: q.
  ///   - firstName: how reasons call p; "the first law" unless given.
  ///   - secondName: how reasons call q; "the second law" unless given.
  public init(
    _ first: any Law, _ second: any Law, firstName: String = "the first law",
    secondName: String = "the second law"
  ) {
    self.first = first
    self.second = second
    self.firstName = firstName
    self.secondName = secondName
  }

  /// The pair (q, p).
  public var exchanged: LawPair {
    LawPair(second, first, firstName: secondName, secondName: firstName)
  }

  /// The finite points at which either density may fail to be smooth, ascending.
  var breakPoints: [Double] {
    var points = Set(first.breakPoints).union(second.breakPoints)
    for interval in first.supportIntervals + second.supportIntervals {
      points.formUnion([interval.lower, interval.upper].filter(\.isFinite))
    }
    return points.sorted()
  }

  /// Every end, gap and break point, from each side from which it can be approached.
  var approaches: [(point: Double, side: Side)] {
    [(-.infinity, .above)] + breakPoints.flatMap { [($0, .below), ($0, .above)] } + [(.infinity, .below)]
  }

  /// Where either density has structure, as marks for a mesh; singular points have scale 0.
  var marks: [PanelMesh.Mark] {
    var marks = (first.landmarks + second.landmarks).map {
      PanelMesh.Mark(position: $0.position, scale: $0.scale)
    }
    for point in breakPoints {
      marks.append(PanelMesh.Mark(position: point, scale: isSingular(point) ? 0 : .infinity))
    }
    return marks
  }

  /// Whether log p or log q is unbounded at `point`, or approaches it like no smooth function.
  private func isSingular(_ point: Double) -> Bool {
    [first, second].contains { law in
      Side.allCases.contains { side in
        law.asymptotics(approaching: point, from: side).map { !$0.isRegular } ?? false
      }
    }
  }

  /// The smallest interval that holds the density parts of both.
  var hull: Interval? {
    let intervals = first.supportIntervals + second.supportIntervals
    return intervals.dropFirst().reduce(intervals.first) { $0?.hull($1) }
  }

  /// The mesh on which every integral of this pair begins; `nil` when neither law has a density part.
  var mesh: PanelMesh? { mesh(including: []) }

  /// Where a law's parts take over from one another, and either density is still a double: there log p may bend where p
  /// is nothing and the other law all.
  private var handoverMarks: [PanelMesh.Mark] {
    (first.handovers + second.handovers).compactMap {
      let greater = max(first.logDensity($0.position), second.logDensity($0.position))
      return greater > -740 ? PanelMesh.Mark(position: $0.position, scale: $0.scale) : nil
    }
  }
}

extension AsymptoticForm {
  /// Whether log p tends to a finite constant.
  var isRegular: Bool {
    exponentials.isEmpty && powers.isEmpty && logSquared == 0 && log == 0 && logLog == 0
  }
}

extension LawPair {
  /// The mesh of this pair with further marks, such as those of a discriminator; `nil` when neither law has a density.
  public func mesh(including marks: [PanelMesh.Mark]) -> PanelMesh? {
    hull.map { PanelMesh(over: $0, marks: self.marks + handoverMarks + marks) }
  }

  /// Every point that is an atom of either law, ascending, with its weights in both.
  public var atomsByPosition: [(position: Double, weights: (first: Double, second: Double))] {
    var weights: [Double: (first: Double, second: Double)] = [:]
    for atom in first.atoms { weights[atom.position, default: (0, 0)].first += atom.weight }
    for atom in second.atoms { weights[atom.position, default: (0, 0)].second += atom.weight }
    return weights.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
