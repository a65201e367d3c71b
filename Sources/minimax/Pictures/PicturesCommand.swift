import ArgumentParser

/// `minimax pictures`: the paper's experiment on real pictures.
struct PicturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pictures",
    abstract: "Train G and D on real pictures, and score them as the paper does.",
    discussion: """
      Pictures are four files in the format of MNIST; by default Fashion-MNIST where Debian's package
      dataset-fashion-mnist has it (script/bootstrap --images installs it).

      minimax pictures train --config examples/fashion-mnist-paper.yaml --out run
      minimax pictures score --run run --out scores
      minimax pictures sheet --run run
      minimax pictures report --run run --scores scores --out report
      """,
    subcommands: [
      PicturesTrainCommand.self, PicturesScoreCommand.self, PicturesSheetCommand.self,
      PicturesReportCommand.self,
    ])
}
