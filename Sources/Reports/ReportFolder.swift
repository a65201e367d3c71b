import ExperimentKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of reports: pages `NAME.md`, `figures/` with each figure's data beside it, and `data/` with the CSV tables.
///
/// Only files whose contents change are written; a figure is drawn again where its script or data changed.
public struct ReportFolder {
  /// What a build did.
  public struct Summary {
    /// The pages that were built.
    public internal(set) var pages: [String] = []
    /// The files that were written as they differed.
    public internal(set) var written: [String] = []
    /// Pages left out, and why.
    public internal(set) var skipped: [(page: String, reason: String)] = []
  }

  /// Where the reports go.
  public let path: String
  /// The templates, `NAME.md` each.
  let templates: [ReportTemplate]
  private let gnuplot = Gnuplot(style: String(decoding: PackageResources.style_gp, as: UTF8.self))

  /// A folder built from a folder of templates.
  public init(_ path: String, templates folder: String) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let pages = names.filter { $0.hasSuffix(".md") }.sorted(by: Self.inReadingOrder)
    guard !pages.isEmpty else {
      throw ReportError.file(path: folder, message: "has no templates, files that end in .md")
    }
    try self.init(
      path,
      templates: pages.map { name in
        let contents = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
        return try ReportTemplate(
          name: String(name.dropLast(3)), text: String(decoding: contents, as: UTF8.self), folder: folder)
      })
  }

  init(_ path: String, templates: [ReportTemplate]) throws {
    self.path = path
    self.templates = templates
  }

  /// The version of gnuplot, which draws the figures; `nil` where it is not installed.
  public static var gnuplotVersion: String? { Gnuplot.version }

  /// The folder's tables.
  public var dataFolder: String { "\(path)/data" }

  /// Builds pages from the tables in `data/`.
  ///
  /// - Parameters:
  ///   - wanted: the pages by name; `nil` for all.
  ///   - drawing: whether figures are drawn; their data are written in any case.
  /// - Throws: ``ReportError``; then nothing was written, unless it is a file that could not be.
  public func build(_ wanted: Set<String>? = nil, drawing: Bool = true) throws -> Summary {
    try build(wanted, from: ResultsPackage(folder: dataFolder), drawing: drawing)
  }

  func build(_ wanted: Set<String>?, from package: ResultsPackage, drawing: Bool) throws -> Summary {
    let (files, summary) = try files(wanted, from: package, drawing: drawing)
    return try write(files, summary)
  }

  /// All that a build writes, made before the first file is, so that a page or a figure at fault leaves the folder as it was.
  func files(_ wanted: Set<String>?, from package: ResultsPackage, drawing: Bool) throws -> (
    [(name: String, text: String)], Summary
  ) {
    let known = Set(templates.map(\.name))
    if let stranger = wanted?.subtracting(known).min() {
      throw ReportError.template(
        file: stranger, message: "is not there; there are: \(templates.map(\.name).joined(separator: ", "))")
    }
    var summary = Summary()
    var (pages, failures) = ([ReportPage](), [String]())
    for template in templates {
      do {
        pages.append(try ReportPage(template, from: package))
      } catch ReportError.missingTables(_, let tables) {
        summary.skipped.append((template.name, "the results lack \(tables.joined(separator: ", "))"))
      } catch ReportError.claimsFail(let claims) {
        failures += claims
      }
    }
    guard failures.isEmpty else { throw ReportError.claimsFail(failures) }
    let overview: [String: Any] = ["pages": pages.map(\.forOverview)]
    var files: [(name: String, text: String)] = []
    for page in pages where wanted?.contains(page.template.name) ?? true {
      for (name, figure, data) in page.figures {
        files += try self.files(of: figure, data, name: name, drawing: drawing)
      }
      files.append(("\(page.template.name).md", try page.text(with: overview)))
      summary.pages.append(page.template.name)
    }
    return (files, summary)
  }

  /// A figure's data, and its picture where that is drawn anew.
  private func files(
    of figure: Figure, _ data: FigureData, name: String, drawing: Bool
  ) throws -> [(name: String, text: String)] {
    let texts = data.files.sorted { $0.key < $1.key }
    let files = texts.map { ("figures/\(name)-\($0.key).csv", $0.value) }
    guard drawing, !data.isEmpty else { return files }
    let names = Dictionary(uniqueKeysWithValues: texts.map { ($0.key, "\(name)-\($0.key).csv") })
    let script = gnuplot.script(figure, data, files: names, frames: ".")
    let hash = stableHash(of: ([script] + texts.map(\.value)).joined())
    let stamp = "<!-- drawn from \(hash) -->"
    let file = "figures/\(name).svg"
    if let old = FileManager.default.contents(atPath: "\(path)/\(file)"),
      String(decoding: old.suffix(stamp.utf8.count + 1), as: UTF8.self) == stamp + "\n"
    {
      return files
    }
    let picture = try gnuplot.draw(figure, data, files: names, name: name)
    return files + [(file, picture.drop { $0 == "\n" } + stamp + "\n")]
  }

  /// Writes what differs from what is there.
  func write(_ files: [(name: String, text: String)], _ summary: Summary) throws -> Summary {
    var summary = summary
    for (name, text) in files { try write(text, to: name, &summary) }
    return summary
  }

  private func write(_ text: String, to name: String, _ summary: inout Summary) throws {
    let target = "\(path)/\(name)"
    if let old = FileManager.default.contents(atPath: target), old == Data(text.utf8) { return }
    let folder = target.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw ReportError.file(path: folder, message: "is no folder, and none can be made of that name")
    }
    try writeAtomically(text, to: target)
    summary.written.append(name)
  }

  /// README first, then by the number that begins the name, then the rest.
  private static func inReadingOrder(_ first: String, _ second: String) -> Bool {
    func key(_ name: String) -> (Int, String) {
      if name == "README.md" { return (-1, name) }
      return (Int(name.prefix { $0.isNumber }) ?? Int.max, name)
    }
    return key(first) < key(second)
  }
}

extension ReportPage {
  /// What the overview says of a page.
  fileprivate var forOverview: [String: Any] {
    [
      "name": template.name, "title": template.head.title, "file": "\(template.name).md",
      "claims": outcomes.map(\.forStencil),
    ]
  }
}
