import ExperimentKit
import Foundation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#endif

/// Draws figures by the program gnuplot, in the one style of all reports.
struct Gnuplot {
  /// The style, as gnuplot's commands: `Resources/style.gp`.
  let style: String

  /// The script of a figure, all frames, with the paths of its data relative to the folder of figures.
  ///
  /// Frame i goes to `frame-i.svg` in the folder `frames`.
  func script(_ figure: Figure, _ data: FigureData, files: [String: String], frames: String) -> String {
    let size = figure.size ?? [720, 420]
    var lines = [
      "WIDTH = \(size[0]); HEIGHT = \(size[1])", style,
      "set terminal svg size \(size[0]),\(size[1]) dynamic font 'Helvetica,Arial,sans-serif,13' background rgb '#ffffff'",
    ]
    lines += files.sorted { $0.key < $1.key }.map { "\($0.key) = \(Self.quoted($0.value))" }
    lines += data.variables.map { "\($0.name) = \(Self.literal($0.value))" }
    for (index, frame) in data.frames.enumerated() {
      lines.append("set output \(Self.quoted("\(frames)/frame-\(index).svg"))")
      for (name, value) in frame { lines.append("\(name) = \(Self.literal(value))") }
      lines.append(figure.plot)
    }
    return lines.joined(separator: "\n") + "\nset output\n"
  }

  /// The SVG text of a figure: of an animation, its frames one after the other.
  ///
  /// - Parameters:
  ///   - files: the names of its data's files.
  ///   - name: the figure, for errors.
  func draw(_ figure: Figure, _ data: FigureData, files: [String: String], name: String) throws -> String {
    let manager = FileManager.default
    let frames = manager.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)").path
    try manager.createDirectory(atPath: frames, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: frames) }
    for (key, text) in data.files { try writeAtomically(text, to: "\(frames)/\(files[key] ?? key)") }
    let script = "\(frames)/script.gp"
    try writeAtomically(self.script(figure, data, files: files, frames: frames), to: script)
    try run(["--default-settings", script], name: name, in: frames)
    let pictures = try data.frames.indices.map { index in
      guard let bytes = manager.contents(atPath: "\(frames)/frame-\(index).svg"), !bytes.isEmpty else {
        throw ReportError.drawing(figure: name, message: "gnuplot drew nothing")
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    return figure.frames == nil
      ? pictures[0] : AnimatedPicture(pictures, seconds: figure.seconds ?? 0.25).text
  }

  /// What gnuplot says of its version; `nil` where it is not installed.
  static let version: String? = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gnuplot", "--version"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text.split(separator: "\n").first.map(String.init) : nil
  }()

  private func run(_ arguments: [String], name: String, in folder: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gnuplot"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
    let errors = Pipe()
    process.standardError = errors
    do { try process.run() } catch {
      throw ReportError.drawing(figure: name, message: "gnuplot cannot be started: \(error)")
    }
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: message, as: UTF8.self).split(separator: "\n").map { $0.drop { $0 == " " } }
      // One of several files may be empty; what is drawn of the others is right.
      .filter { !$0.isEmpty && !$0.contains("Skipping data file with no valid points") }.joined(
        separator: " ")
    if process.terminationStatus == 127 {
      throw ReportError.drawing(
        figure: name, message: "gnuplot is not installed; script/bootstrap gnuplot-nox does it")
    }
    // gnuplot warns of what it then leaves out, too.
    guard process.terminationStatus == 0, text.isEmpty else {
      throw ReportError.drawing(figure: name, message: text)
    }
  }

  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

  private static func literal(_ value: Datum) -> String {
    switch value {
    case .number(let number): number.isNaN ? "NaN" : "\(number)"
    case .integer(let integer): "\(integer)"
    case .boolean(let boolean): boolean ? "1" : "0"
    case .text(let text): quoted(text)
    case .missing: "NaN"
    }
  }
}
