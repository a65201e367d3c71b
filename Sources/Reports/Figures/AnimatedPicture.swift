/// Several SVG pictures of one size as one that shows them in turn, by CSS; where nothing moves, the last one stands.
struct AnimatedPicture {
  let text: String

  /// Frames as gnuplot writes them, and how long each is shown; the last one stays eight times as long.
  init(_ frames: [String], seconds: Double) {
    let shares = Double(frames.count + 7)
    let duration = seconds * shares
    // Without animations the rule that stands is the last frame's.
    var style =
      "g.frame { visibility: hidden; animation: step-end \(NumberText.sixDigits(duration))s infinite }\n"
    style += "g.frame:last-of-type { visibility: visible }\n"
    style += "@media print { g.frame { animation: none !important } }\n"
    var groups = ""
    for (index, frame) in frames.enumerated() {
      let from = NumberText.sixDigits(100 * Double(index) / shares)
      let until = NumberText.sixDigits(index == frames.count - 1 ? 100 : 100 * Double(index + 1) / shares)
      style += "@keyframes f\(index) { 0% { visibility: hidden } \(from)% { visibility: visible }"
      style += index == frames.count - 1 ? " }\n" : " \(until)% { visibility: hidden } }\n"
      style += "#f\(index) { animation-name: f\(index) }\n"
      groups += "<g class=\"frame\" id=\"f\(index)\">\n\(Self.inner(of: frame))</g>\n"
    }
    text = Self.opening(of: frames[0]) + "<style>\n\(style)</style>\n" + groups + "</svg>\n"
  }

  /// What leads up to and includes the tag `<svg ...>`.
  private static func opening(of frame: String) -> String {
    guard let tag = frame.range(of: "<svg"), let end = frame[tag.lowerBound...].firstIndex(of: ">") else {
      return ""
    }
    return String(frame[...end]) + "\n"
  }

  /// What stands within `<svg>`, without identifiers, which would occur once a frame.
  private static func inner(of frame: String) -> String {
    guard let tag = frame.range(of: "<svg"), let start = frame[tag.lowerBound...].firstIndex(of: ">"),
      let end = frame.range(of: "</svg>", options: .backwards)
    else { return "" }
    return String(frame[frame.index(after: start)..<end.lowerBound]).replacing(/\ id="[^"]*"/, with: "")
  }
}
