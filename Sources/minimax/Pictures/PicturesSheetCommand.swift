import ArgumentParser
import ExperimentKit
import Foundation
import NeuralNetworks
import Pictures
import TrainingFiles

/// `minimax pictures sheet`: samples of a trained generator to be looked at.
struct PicturesSheetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Draw samples of a trained generator, with the nearest training pictures, and interpolations.",
    discussion: """
      OUT gets samples.png; evolution.png, a line a noise and a column an epoch, from the sheets that training wrote;
      neighbours.png, pairs of a sample and to its right the training picture nearest to it by
      Euclidean distance, whose distances are in neighbours.csv; interpolation.png, each line a straight line in the space
      of the noise from one sample to another; and the run's config.yaml.
      """)

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("A folder that minimax pictures train wrote.", valueName: "folder"))
  var trainingRun: String

  @Option(help: ArgumentHelp("Where the pictures go (default: RUN/sheet).", valueName: "folder"))
  var out: String?

  @Option(help: ArgumentHelp("The folder of the four files of pictures.", valueName: "folder"))
  var dataDir: String?

  @Option(help: "The seed of the noise.")
  var seed: UInt64 = 1

  func run() throws {
    try reportingErrors {
      let run = try PictureRun(existing: trainingRun, dataDir: dataDir)
      let folder = out ?? "\(trainingRun)/sheet"
      try TrainingFolder.makeFolder(folder)
      let generator = try run.generator()
      try writeAtomically(run.file.yaml(), to: "\(folder)/config.yaml")
      try drawSamples(run, generator, folder)
      try drawInterpolations(run, generator, folder)
      try drawEvolution(run, folder)
    }
  }

  private func drawSamples(_ run: PictureRun, _ generator: Network<Float>, _ folder: String) throws {
    let samples = GeneratorSamples(
      of: generator, prior: run.file.configuration.prior, count: 100, seed: seed, name: "sheet"
    ).pictures
    try writeAtomically(run.sheet.png(samples, across: 10).encoded, to: "\(folder)/samples.png")
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
    try writeAtomically(
      run.sheet.png(lines, wideGaps: [2, 4, 6, 8]).encoded, to: "\(folder)/neighbours.png")
    let rows = nearest.enumerated().map { "\($0),\($1.index),\($1.distance)\n" }
    try writeAtomically("sample,nearest,distance\n" + rows.joined(), to: "\(folder)/neighbours.csv")
  }

  /// Ten lines of eleven points each.
  private func drawInterpolations(_ run: PictureRun, _ generator: Network<Float>, _ folder: String) throws {
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
    try writeAtomically(run.sheet.png(pictures, across: 11).encoded, to: "\(folder)/interpolation.png")
  }

  /// The first samples of up to twelve moments, the first, the last and between them ones whose numbers grow alike.
  private func drawEvolution(_ run: PictureRun, _ folder: String) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(trainingRun)/samples")) ?? []
    let sheets = names.filter { $0.hasSuffix(".png") }.sorted()
    guard !sheets.isEmpty else { return }
    let last = sheets.count - 1
    let wanted = Set((0..<11).map { Int(pow(Double(last), Double($0) / 10).rounded()) } + [0]).filter {
      $0 <= last
    }
    let moments = try wanted.sorted().map { index in
      let path = "\(trainingRun)/samples/\(sheets[index])"
      return try GreyPNG(decoding: [UInt8](FileManager.default.contents(atPath: path) ?? Data()), path: path)
    }
    let lines = (0..<8).map { place in
      moments.compactMap { run.sheet.picture(line: 0, place: place, of: $0).map { $0[...] } }
    }
    try writeAtomically(run.sheet.png(lines).encoded, to: "\(folder)/evolution.png")
  }
}

extension PictureRun {
  /// A run that was begun, with other pictures if they are given.
  init(existing path: String, dataDir: String?) throws {
    let folder = TrainingFolder(path: path)
    guard let yaml = try folder.configuration() else {
      throw TextError(
        "\(folder.configurationPath) is not there; --run is a folder that minimax pictures train wrote")
    }
    let settings = dataDir.map { [TrainingFile.Setting("data", yamlText($0))] } ?? []
    try self.init(folder: folder, yaml: yaml, settings: settings, name: folder.configurationPath)
  }

  /// The generator that it has trained so far.
  func generator() throws -> Network<Float> {
    try Network<Float>(NetworkSnapshot<Float>.load(from: "\(folder.path)/generator.safetensors"))
  }
}

/// Runs the body of a command; what it throws becomes a message and exit code 1.
func reportingErrors(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    throw error
  } catch {
    Terminal.fail("\(error)")
    throw ExitCode(1)
  }
}
