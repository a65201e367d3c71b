// swift-tools-version: 6.0
import PackageDescription

/// A library of ours and its tests: `Sources/NAME` and `Tests/NAMETests`.
/// `notSwift` names what lies beside the tests and is not compiled; `forTests` what only they import.
func library(
  _ name: String, _ dependencies: [Target.Dependency], forTests: [Target.Dependency] = [],
  notSwift: [String] = []
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies),
    .testTarget(
      name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies + forTests, exclude: notSwift),
  ]
}

/// An experiment's executable, of the name of its folder.
func experiment(_ name: String) -> Target {
  .executableTarget(name: name, dependencies: ["Experiments", "ExperimentKit"], path: "experiments/\(name)")
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "Minimax",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Quadrature", targets: ["Quadrature"]),
    .library(name: "QuadratureCases", targets: ["QuadratureCases"]),
    .library(name: "Expressions", targets: ["Expressions"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .library(name: "Distributions", targets: ["Distributions"]),
    .library(name: "Divergences", targets: ["Divergences"]),
    .library(name: "AdversarialTraining", targets: ["AdversarialTraining"]),
    .library(name: "TrainingFiles", targets: ["TrainingFiles"]),
    .library(name: "Pictures", targets: ["Pictures"]),
    .library(name: "MinimaxGame", targets: ["MinimaxGame"]),
    .library(name: "DiracGAN", targets: ["DiracGAN"]),
    .library(name: "LearnedAgainstExact", targets: ["LearnedAgainstExact"]),
    .library(name: "ExperimentKit", targets: ["ExperimentKit"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .library(name: "Reports", targets: ["Reports"]),
    .library(name: "Sweeps", targets: ["Sweeps"]),
    .executable(name: "minimax", targets: ["minimax"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/stencilproject/Stencil", from: "0.15.1"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.3"),
  ],
  targets: [
    // Floor 0: the C libraries.
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
  ]
    + [.target(name: "CRowKernels")]
    // Floor 1
    + library("Quadrature", ["CGSL"], forTests: ["QuadratureCases"], notSwift: ["Resources"])
    + [.target(name: "QuadratureCases", dependencies: ["Quadrature"])]
    + library("Expressions", [])
    + library("VectorMath", [])
    + library("DiracGAN", [], forTests: ["Quadrature"])
    + library("NeuralNetworks", ["COpenBLAS", "CRowKernels"], notSwift: ["Reference"])
    // Floor 2
    + library(
      "Distributions", ["Quadrature", "Expressions", "VectorMath", "CGSL", csv], notSwift: ["Reference"])
    // Floor 3
    + library(
      "Divergences", ["Quadrature", "VectorMath", "Distributions", "CGSL"],
      forTests: ["MinimaxGame", "QuadratureCases"],
      notSwift: ["Reference"])
    + library("AdversarialTraining", ["NeuralNetworks"], notSwift: ["Reference"])
    + library("TrainingFiles", ["NeuralNetworks", "AdversarialTraining", yams])
    + library(
      "Pictures", ["CZlib", "VectorMath", "NeuralNetworks", "AdversarialTraining"], notSwift: ["Reference"])
    // Floor 4
    + library(
      "MinimaxGame", ["CGSL", "Quadrature", "Expressions", "Distributions", "Divergences"],
      notSwift: ["Reference"])
    // Floor 5
    + library(
      "LearnedAgainstExact",
      ["Quadrature", "NeuralNetworks", "Distributions", "Divergences", "AdversarialTraining", "MinimaxGame"])
    // Floor 6
    + library("ExperimentKit", [argumentParser])
    + [
      .target(
        name: "Reports",
        dependencies: ["CSQLite", "ExperimentKit", yams, .product(name: "Stencil", package: "Stencil")],
        resources: [
          .embedInCode("Resources/style.gp"), .embedInCode("Resources/pair.md"),
          .embedInCode("Resources/run.md"), .embedInCode("Resources/run_of_critic.md"),
          .embedInCode("Resources/run_in_plane.md"), .embedInCode("Resources/pictures.md"),
          .embedInCode("Resources/laws.yml"), .embedInCode("Resources/modes.yml"),
        ]),
      .testTarget(name: "ReportsTests", dependencies: ["Reports", "ExperimentKit"]),
    ]
    + library("Sweeps", ["Distributions", "TrainingFiles", "ExperimentKit", yams])
    // Floor 7: one claim, one file of Experiments, one executable.
    + [
      .target(
        name: "Experiments",
        dependencies: [
          "CGSL", "Quadrature", "QuadratureCases", "NeuralNetworks", "Distributions", "Divergences",
          "AdversarialTraining", "MinimaxGame", "DiracGAN", "LearnedAgainstExact", "TrainingFiles",
          "ExperimentKit",
        ],
        path: "experiments/Experiments", exclude: ["Reference/scipy_quad.py"],
        resources: [.embedInCode("Reference/scipy-quad.csv")]),
      .testTarget(
        name: "ExperimentsTests",
        dependencies: ["Experiments", "ExperimentKit", "Distributions", "MinimaxGame"]),
      experiment("optimal-discriminator"),
      experiment("global-optimum"),
      experiment("criterion-decomposition"),
      experiment("empirical-generator"),
      experiment("quadrature-accuracy"),
      experiment("learned-discriminator"),
      experiment("training-evolution"),
      experiment("what-the-discriminator-misses"),
      experiment("mode-collapse"),
      experiment("mode-collapse-controls"),
      experiment("mode-collapse-tuning"),
      experiment("pacgan-ring"),
      experiment("discriminator-steps"),
      experiment("function-space-convergence"),
      experiment("packing"),
      experiment("generator-losses"),
      experiment("dirac-gan"),
      .executableTarget(
        name: "minimax",
        dependencies: [
          "CGSL", "Quadrature", "Expressions", "NeuralNetworks", "Distributions", "Divergences",
          "AdversarialTraining", "TrainingFiles", "Pictures", "MinimaxGame", "LearnedAgainstExact",
          "ExperimentKit", "Reports", "Experiments", "Sweeps",
          argumentParser, csv,
        ]),
      .testTarget(name: "CommandTests", dependencies: ["minimax"]),
      .executableTarget(
        name: "sweep-benchmark", dependencies: ["Quadrature", "Distributions", "Divergences"],
        path: "benchmarks/sweep", exclude: ["peers", "compare.py", "run"]),
      .executableTarget(
        name: "training-benchmark",
        dependencies: ["AdversarialTraining", "NeuralNetworks", "Distributions", "LearnedAgainstExact"],
        path: "benchmarks/training/program"),
      .executableTarget(
        name: "pictures-benchmark",
        dependencies: ["AdversarialTraining", "NeuralNetworks", "Pictures", "TrainingFiles"],
        path: "benchmarks/pictures/program"),
      .executableTarget(
        name: "sweeps-benchmark", dependencies: ["ExperimentKit", "Sweeps"], path: "benchmarks/sweeps/program"
      ),
      // Both BLAS libraries in one process: which one answers?
      .testTarget(name: "LinkTests", dependencies: ["NeuralNetworks", "Quadrature", "CGSL"]),
    ]
)
