import ArgumentParser

/// The command for users' own distributions and data.
@main
struct Minimax: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "minimax",
    abstract:
      "The theory of generative adversarial nets, evaluated: the whole game of any two distributions.",
    discussion: """
      minimax evaluate --data "normal(0, 1)" --generator "normal(1, 1.5)"
      minimax evaluate --data "kde(samples.csv)" --generator "student(3, 0, 1)" --format json
      minimax evaluate --data "normal(0, 1)" --generator "laplace(0, 1)" --discriminator "1/(1+exp(-2*x))"

      Distributions are texts: minimax distributions lists them.
      """,
    version: version,
    subcommands: [
      EvaluateCommand.self, TrainCommand.self, SweepCommand.self, PicturesCommand.self, ReportCommand.self,
      DistributionsCommand.self,
    ])

  static let version = "0.1.0"
}
