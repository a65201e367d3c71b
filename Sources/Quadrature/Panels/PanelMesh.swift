/// The panels with which an integral over an interval begins: fine where the integrand is known to have
/// structure, and growing in proportion to the distance from it.
///
/// Around a mark of scale s the panels are about 2s wide; at a distance d they are about 2s + d. A spike of
/// width 1e-6 in a landscape of width 1 therefore costs some twenty panels a side, and cannot be missed. A
/// mark of scale 0 is a singularity: panels shrink towards it by a constant factor, without end; so do they
/// grow towards infinity. These two are *open runs*, which the integrator follows only as far as they matter.
public struct PanelMesh: Sendable {
  /// A place where the integrand has structure of the length `scale`; `.infinity` for a mere break point.
  public struct Mark: Sendable, Hashable {
    /// Where it is, finite, in units of x.
    public var position: Double
    /// The length on which the integrand varies there; 0 at a singularity, `.infinity` at a plain break point.
    public var scale: Double

    /// A mark at `position` with structure of length `scale`.
    public init(position: Double, scale: Double) {
      self.position = position
      self.scale = scale
    }
  }

  /// A sequence of panels towards a limit (a singular point or infinity), of geometric widths.
  struct OpenRun: Sendable {
    /// The point from which the offsets are measured; the limit itself when the run shrinks.
    var anchor: Double
    /// 1 when the offsets are positive, -1 when they are negative.
    var direction: Double
    /// Where the run begins, a distance from `anchor`.
    var start: Double
    /// The first width of a growing run; unused by a shrinking one.
    var step: Double
    /// Whether the panels grow towards infinity or shrink towards `anchor`.
    var grows: Bool
    /// The scale that governs how soon a growing run quickens.
    var scale: Double
    /// The distance from `anchor` down to which, or up to which, marks tell of structure.
    var structure: Double
    /// The distance from `anchor` at which the run is cut short: what lies beyond is the caller's.
    var cut: Double?

    /// What the run approaches, and from which side.
    var end: End {
      grows
        ? End(point: direction * .infinity, isApproachedFromBelow: direction > 0)
        : End(point: anchor, isApproachedFromBelow: direction < 0)
    }

    /// Whether the run has left all structure behind: before, a panel that adds nothing is no reason to end it.
    var isPastStructure: Bool { grows ? start >= structure : start <= structure }

    /// Whether the run has arrived where it is cut.
    var isAtCut: Bool { start == cut }

    /// The next panel, and the run after it; `nil` when the run leaves the range of Double.
    func next() -> (panel: Panel, rest: OpenRun)? {
      if isAtCut { return nil }
      var rest = self
      if grows {
        let growth = start > 30 * scale ? 3.0 : 1.0
        rest.start = min(start + step + growth * start, cut ?? .infinity)
        guard rest.start < 1e300 else { return nil }
      } else {
        rest.start = max(start / 4, cut ?? 0)
        guard rest.start > 1e-300 else { return nil }
      }
      let (near, far) = (min(start, rest.start), max(start, rest.start))
      let panel =
        direction > 0
        ? Panel(anchor: anchor, lower: near, upper: far) : Panel(anchor: anchor, lower: -far, upper: -near)
      return (panel, rest)
    }
  }

  /// A point that open runs approach: an infinite end of the line or a singular point, from one side.
  public struct End: Sendable, Hashable {
    /// `±.infinity`, or the singular point.
    public var point: Double
    /// Whether the panels that approach it lie below it.
    public var isApproachedFromBelow: Bool

    /// The end at `point`, approached from below or from above.
    public init(point: Double, isApproachedFromBelow: Bool) {
      self.point = point
      self.isApproachedFromBelow = isApproachedFromBelow
    }
  }

  /// The closed panels, ascending.
  var panels: [Panel] = []
  /// The open runs.
  var runs: [OpenRun] = []

  /// The mesh over `interval` for an integrand with structure at `marks`.
  ///
  /// - Parameters:
  ///   - interval: what is integrated over; either end may be infinite.
  ///   - marks: where the integrand has structure. Marks outside the interval only shape the widths inside.
  ///   - defaultScale: the panel width where no mark gives one, above 0.
  public init(over interval: Interval, marks: [Mark], defaultScale: Double = 1) {
    let ends = [interval.lower, interval.upper].filter(\.isFinite).map {
      Mark(position: $0, scale: .infinity)
    }
    let points = Place.merged(
      marks.isEmpty && ends.isEmpty ? [Mark(position: 0, scale: defaultScale)] : marks + ends)
    // The width at each mark: its own 2s, or what a neighbour's allows at that distance.
    var widths = points.map { 2 * $0.scale }
    for i in points.indices.dropFirst() {
      widths[i] = min(widths[i], widths[i - 1] + points[i].position - points[i - 1].position)
    }
    for i in points.indices.dropLast().reversed() {
      widths[i] = min(widths[i], widths[i + 1] + points[i + 1].position - points[i].position)
    }
    for i in points.indices where widths[i] == .infinity {
      widths[i] = interval.width.isFinite ? max(interval.width, .leastNonzeroMagnitude) : 2 * defaultScale
    }
    let widest = points.reduce(0) { max($0, $1.widest) }
    let reach = widest > 0 ? widest : defaultScale
    for i in points.indices where interval.contains(points[i].position) {
      if i == 0 || points[i - 1].position < interval.lower {
        if interval.lower == -.infinity {
          appendTail(at: points[i], width: widths[i], direction: -1, reach: reach)
        }
      }
      if i + 1 < points.count, interval.contains(points[i + 1].position) {
        appendSegment(points[i], widths[i], points[i + 1], widths[i + 1])
      } else if interval.upper == .infinity {
        appendTail(at: points[i], width: widths[i], direction: 1, reach: reach)
      }
    }
  }

  /// Cuts the open runs short where the integrand, or x itself, nears the range of Double.
  ///
  /// - Parameter depth: how far towards an end panels may go: |x| at an infinite end, the distance from the point at
  ///   a finite one; `nil` for no cut. It is ignored where it lies within four panel widths of a run's beginning.
  public mutating func cutRuns(at depth: (End) -> Double?) {
    for i in runs.indices {
      guard let depth = depth(runs[i].end) else { continue }
      let run = runs[i]
      if run.grows {
        let cut = depth - run.direction * run.anchor
        if cut > 4 * (run.start + run.step), cut > run.anchor.magnitude, cut < 1e300 { runs[i].cut = cut }
      } else if depth < run.start / 4, depth > 1e-300 {
        runs[i].cut = depth
      }
    }
  }

  /// The marks at one position.
  private struct Place {
    var position: Double
    /// The finest scale, 0 if one of the marks is a singularity.
    var scale: Double
    /// The finest scale above 0, and the widest finite one.
    var finest = Double.infinity
    var widest = 0.0

    /// Ascending by position.
    static func merged(_ marks: [Mark]) -> [Place] {
      var result: [Place] = []
      for mark in marks.sorted(by: { ($0.position, $0.scale) < ($1.position, $1.scale) }) {
        if result.last?.position != mark.position {
          result.append(Place(position: mark.position, scale: mark.scale))
        }
        guard mark.scale > 0, mark.scale.isFinite else { continue }
        let last = result.count - 1
        result[last].finest = min(result[last].finest, mark.scale)
        result[last].widest = max(result[last].widest, mark.scale)
      }
      return result
    }
  }

  private mutating func appendTail(at place: Place, width: Double, direction: Double, reach: Double) {
    var (start, step) = (0.0, width)
    if width == 0 {
      // A singular point with nothing beyond it: shrink towards it from the widest structure there, or anywhere, and grow
      // from there.
      start = max(place.widest > 0 ? place.widest : reach, 8 * place.position.ulp)
      step = start
      runs.append(shrinking(towards: place, direction: direction, from: start))
    }
    runs.append(
      OpenRun(
        anchor: place.position, direction: direction, start: start, step: step, grows: true, scale: step,
        structure: place.widest))
  }

  private func shrinking(towards place: Place, direction: Double, from start: Double) -> OpenRun {
    OpenRun(
      anchor: place.position, direction: direction, start: start, step: 0, grows: false, scale: 0,
      structure: place.finest)
  }

  /// Panels between two neighbouring marks: outwards from each, to where they meet.
  private mutating func appendSegment(_ a: Place, _ widthA: Double, _ b: Place, _ widthB: Double) {
    let length = b.position - a.position
    // Where the two growing sequences have equal widths: widthA + d = widthB + (length - d).
    let meeting = min(max(0.5 * (length + widthB - widthA), 0), length)
    let first = sequence(length: meeting, width: widthA)
    let second = sequence(length: length - meeting, width: widthB)
    if widthA == 0, meeting > 0 {
      runs.append(shrinking(towards: a, direction: 1, from: meeting))
    } else {
      for (near, far) in zip(first, first.dropFirst()) {
        panels.append(Panel(anchor: a.position, lower: near, upper: far))
      }
    }
    if widthB == 0, meeting < length {
      runs.append(shrinking(towards: b, direction: -1, from: length - meeting))
    } else {
      for (near, far) in zip(second, second.dropFirst()).reversed() {
        panels.append(Panel(anchor: b.position, lower: -far, upper: -near))
      }
    }
  }

  /// 0 = d_0 < d_1 < ... = length with d_(k+1) - d_k about width + d_k.
  private func sequence(length: Double, width: Double) -> [Double] {
    guard length > 0, width > 0 else { return [0] }
    var result = [0.0]
    var position = 0.0
    while true {
      let growth = position > 30 * width ? 3.0 : 1.0
      let step = width + growth * position
      if position + 1.5 * step >= length { break }
      position += step
      result.append(position)
    }
    result.append(length)
    return result
  }
}
