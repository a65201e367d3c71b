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
    /// The distance from `anchor` at which the run is cut short: what lies beyond is the caller's.
    var cut: Double?

    /// What the run approaches, and from which side.
    var end: End {
      grows
        ? End(point: direction * .infinity, isApproachedFromBelow: direction > 0)
        : End(point: anchor, isApproachedFromBelow: direction < 0)
    }

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
    var points = PanelMesh.merged(marks)
    for end in [interval.lower, interval.upper] where end.isFinite {
      points.append(Mark(position: end, scale: .infinity))
    }
    if points.isEmpty { points.append(Mark(position: 0, scale: defaultScale)) }
    points = PanelMesh.merged(points)
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
    for i in points.indices where interval.contains(points[i].position) {
      if i == 0 || points[i - 1].position < interval.lower {
        if interval.lower == -.infinity { appendTail(at: points[i], width: widths[i], direction: -1) }
      }
      if i + 1 < points.count, interval.contains(points[i + 1].position) {
        appendSegment(
          points[i].position, widths[i], points[i + 1].position, widths[i + 1])
      } else if interval.upper == .infinity {
        appendTail(at: points[i], width: widths[i], direction: 1)
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

  /// Ascending by position; of marks at one point the finest scale is kept.
  private static func merged(_ marks: [Mark]) -> [Mark] {
    var result: [Mark] = []
    for mark in marks.sorted(by: { ($0.position, $0.scale) < ($1.position, $1.scale) })
    where result.last?.position != mark.position {
      result.append(mark)
    }
    return result
  }

  private mutating func appendTail(at mark: Mark, width: Double, direction: Double) {
    var (start, step) = (0.0, width)
    if width == 0 {
      // A singular point with nothing beyond it: shrink towards it from a distance of 1, grow from there.
      start = max(1, mark.position.magnitude * 1e-3)
      step = start
      runs.append(
        OpenRun(anchor: mark.position, direction: direction, start: start, step: 0, grows: false, scale: 0))
    }
    runs.append(
      OpenRun(anchor: mark.position, direction: direction, start: start, step: step, grows: true, scale: step)
    )
  }

  /// Panels between two neighbouring marks: outwards from each, to where they meet.
  private mutating func appendSegment(_ a: Double, _ widthA: Double, _ b: Double, _ widthB: Double) {
    let length = b - a
    // Where the two growing sequences have equal widths: widthA + d = widthB + (length - d).
    let meeting = min(max(0.5 * (length + widthB - widthA), 0), length)
    let first = sequence(length: meeting, width: widthA)
    let second = sequence(length: length - meeting, width: widthB)
    if widthA == 0, meeting > 0 {
      runs.append(OpenRun(anchor: a, direction: 1, start: meeting, step: 0, grows: false, scale: 0))
    } else {
      for (near, far) in zip(first, first.dropFirst()) {
        panels.append(Panel(anchor: a, lower: near, upper: far))
      }
    }
    if widthB == 0, meeting < length {
      runs.append(OpenRun(anchor: b, direction: -1, start: length - meeting, step: 0, grows: false, scale: 0))
    } else {
      for (near, far) in zip(second, second.dropFirst()).reversed() {
        panels.append(Panel(anchor: b, lower: -far, upper: -near))
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
