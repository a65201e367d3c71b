import ExperimentKit
import Foundation
import NeuralNetworks
import Pictures

/// The sheets of a run: samples of its generator as it is, to be looked at.
struct RunSheets {
  let run: PictureRun
  let generator: Network<Float>
  let seed: UInt64

  init(of run: PictureRun, seed: UInt64) throws {
    (self.run, self.seed) = (run, seed)
    generator = try run.network(.generator)
  }

  /// Draws them all.
  ///
  /// - Parameters:
  ///   - folder: where they go.
  ///   - prefix: what their names begin with.
  ///   - report: is told each file that was written.
  func draw(in folder: String, prefix: String = "", report: (String) throws -> Void = { _ in }) throws {
    try drawSamples("\(folder)/\(prefix)", report)
    try drawInterpolations("\(folder)/\(prefix)interpolation.png", report)
    try drawEvolution("\(folder)/\(prefix)evolution.png", report)
  }

  private func drawSamples(_ stem: String, _ report: (String) throws -> Void) throws {
    let samples = GeneratorSamples(
      of: generator, prior: run.file.configuration.prior, count: 100, seed: seed, name: "sheet"
    ).pictures
    try write(run.sheet.png(samples, across: 10), to: "\(stem)samples.png", report)
    let size = run.split.training.dimension
    let training: [Float] = run.split.training.intensities()
    let few = Array(samples.prefix(50 * size))
    let nearest = NearestPictures(table: training, dimension: size)
      .nearest(to: few, workers: ProcessInfo.processInfo.activeProcessorCount)
    let pairs = nearest.enumerated().map { index, neighbour in
      [
        few[index * size..<(index + 1) * size],
        training[neighbour.index * size..<(neighbour.index + 1) * size],
      ]
    }
    let lines = stride(from: 0, to: pairs.count, by: 5).map {
      pairs[$0..<min($0 + 5, pairs.count)].flatMap { $0 }
    }
    try write(run.sheet.png(lines, wideGaps: [2, 4, 6, 8]), to: "\(stem)neighbours.png", report)
    let rows = nearest.enumerated().map { "\($0),\($1.index),\($1.distance)\n" }
    try writeAtomically("sample,nearest,distance\n" + rows.joined(), to: "\(stem)neighbours.csv")
    try report("\(stem)neighbours.csv")
  }

  /// Ten lines of eleven points each.
  private func drawInterpolations(_ path: String, _ report: (String) throws -> Void) throws {
    let prior = run.file.configuration.prior
    let ends = GeneratorSamples(of: generator, prior: prior, count: 20, seed: seed, name: "interpolation")
      .noise
    let size = prior.dimension
    var noise: [Float] = []
    for line in 0..<10 {
      let (from, to) = (2 * line * size, (2 * line + 1) * size)
      for point in 0...10 {
        let share = Float(point) / 10
        noise += (0..<size).map { (1 - share) * ends[from + $0] + share * ends[to + $0] }
      }
    }
    let pictures = GeneratorSamples(of: generator, noise: noise).pictures
    try write(run.sheet.png(pictures, across: 11), to: path, report)
  }

  /// The first samples of up to twelve moments, the first, the last and between them ones whose numbers grow alike; nothing
  /// where training left no sheets.
  private func drawEvolution(_ path: String, _ report: (String) throws -> Void) throws {
    let folder = "\(run.folder.path)/samples"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let sheets = names.filter { $0.hasSuffix(".png") }.sorted()
    guard !sheets.isEmpty else { return }
    let last = sheets.count - 1
    let wanted = Set((0..<11).map { Int(pow(Double(last), Double($0) / 10).rounded()) } + [0]).filter {
      $0 <= last
    }
    let moments = try wanted.sorted().map { index in
      let path = "\(folder)/\(sheets[index])"
      return try GreyPNG(decoding: [UInt8](FileManager.default.contents(atPath: path) ?? Data()), path: path)
    }
    let lines = (0..<8).map { place in
      moments.compactMap { run.sheet.picture(line: 0, place: place, of: $0).map { $0[...] } }
    }
    try write(run.sheet.png(lines), to: path, report)
  }

  private func write(_ picture: GreyPNG, to path: String, _ report: (String) throws -> Void) throws {
    try writeAtomically(picture.encoded, to: path)
    try report(path)
  }
}
