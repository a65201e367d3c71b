import ArgumentParser
import ExperimentKit

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
      let sheets = try RunSheets(of: run, seed: seed)
      let folder = out ?? "\(trainingRun)/sheet"
      try TrainingFolder.makeFolder(folder)
      try writeAtomically(run.file.yaml(), to: "\(folder)/config.yaml")
      try sheets.draw(in: folder) { path in
        try Terminal.write("\(path)\n")
        Terminal.flush()
      }
    }
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
