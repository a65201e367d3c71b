import ExperimentKit
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The tables of scored runs.
enum PictureTables {
  static let scores = Table(
    "pictures-scores", "One source of pictures, scored by a Parzen window over its samples on test pictures.",
    [
      .text("source", "a run by the name of its folder, or a baseline"),
      .text("kind", "generator, data, codebook or law"),
      .integer("samples", "centres of the Parzen window"),
      .number("width", unit: "1", "sigma, of ten values the best on validation pictures"),
      .estimate("validation", unit: "nat", "mean log-likelihood of the validation pictures at that sigma"),
      .estimate(
        "moment", unit: "nat",
        "the same of the first \(PictureObserver.scored) of them at the sigma best for those, as in pictures-evolution"
      ),
      .estimate(
        "test", unit: "nat", "mean log-likelihood of the test pictures; the error is a standard error"),
      .estimate("exact", unit: "nat", "exact mean log-likelihood of the test pictures", optional: true),
      .number("ridge", unit: "1", "what is added to the covariance of a Gaussian", optional: true),
    ])

  static let divergence = Table(
    "pictures-divergence",
    "Two laws of pictures of 8 bits a pixel, told apart by a discriminator trained for that, on test pictures.",
    [
      .text("source", "a run by the name of its folder, a baseline or a control"),
      .text("kind", "generator or law, against the data; control, two laws whose JSD is known"),
      .number("known", unit: "nat", "the exact JSD, where it is known", optional: true),
      .estimate(
        "bound", unit: "nat", "(V + log 4)/2, whose expectation is at most JSD; the error is a standard error"
      ),
      .number("lower", unit: "nat", "lower end of the 95 % interval of that expectation, at least 0"),
      .number("upper", unit: "nat", "upper end of it, at least 0"),
      .integer("steps", "steps after which the discriminator did best on validation"),
      .estimate(
        "game", unit: "nat", "(V + log 4)/2 of the D of the game on the same pictures", optional: true),
    ])

  static let evolution = Table(
    "pictures-evolution", "One moment of a run, G and D at rest on held-out pictures.",
    [.text("run", "the name of its folder"), .integer("step", "generator steps")]
      + PictureMoment.columns.dropFirst().map { name in
        .number(
          name,
          unit: name.hasPrefix("value") || name.hasPrefix("generator") || name.hasPrefix("parzen")
            ? "nat" : "1",
          "as in evolution.csv")
      })

  static let runs = Table(
    "pictures-runs", "One run.",
    [
      .text("run", "the name of its folder"), .integer("steps", "generator steps made"),
      .number("epochs", unit: "1", "passes through the training pictures"),
      .number(
        "seconds", unit: "s",
        "wall time of all sessions with scores and checkpoints, on a machine that may be shared, but for what a killed "
          + "session did after its last moment"),
      .integer("threads", "threads of a matrix product"),
      .number("fastest_step", unit: "s", "a step's mean time in the fastest epoch", optional: true),
      .integer("generator_parameters", "weights and biases of G"),
      .integer("discriminator_parameters", "weights and biases of D"),
    ])

  /// The rows of a run's evolution.csv.
  static func moments(of run: PictureRun) throws -> [Row] {
    try numbers(in: run.evolutionPath, columns: PictureMoment.columns.count).map { values in
      var row: Row = ["run": run.name, "step": Int(values[0])]
      for (name, value) in zip(PictureMoment.columns, values).dropFirst() { row.set(name, value) }
      return row
    }
  }

  /// What it took.
  static func summary(of run: PictureRun) throws -> Row {
    let times = try numbers(in: run.timesPath, columns: 3)
    let steps = times.last?[0] ?? 0
    // A whole epoch each: the first row of a session that went on from between two moments has less.
    let every = Double(run.file.every)
    let whole = zip(times, times.dropFirst()).filter { $1[0] - $0[0] == every }.map { $1[1] / every }
    return [
      "run": run.name, "steps": Int(steps), "epochs": steps / run.stepsPerEpoch,
      "seconds": times.reduce(0) { $0 + $1[2] }, "threads": run.file.threads, "fastest_step": whole.min(),
      "generator_parameters": run.file.configuration.generator.parameterCount,
      "discriminator_parameters": run.file.configuration.discriminator.parameterCount,
    ]
  }

  private static func numbers(in path: String, columns: Int) throws -> [[Double]] {
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) is not there; minimax pictures train writes it")
    }
    return try String(decoding: contents, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
      let values = line.split(separator: ",").compactMap { Double($0) }
      guard values.count == columns, (0...1e15).contains(values[0]) else {
        throw TextError("\(path) has the line \(line); allowed: \(columns) numbers")
      }
      return values
    }
  }
}

extension Measured {
  /// A mean with its standard error.
  init(_ mean: MeanEstimate) { self.init(mean.value, error: mean.standardError) }
}
