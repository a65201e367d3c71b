// swift-tools-version: 6.0
import PackageDescription

/// A library of ours and its tests: `Sources/NAME` and `Tests/NAMETests`.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> [Target] {
  [
    .target(name: name, dependencies: dependencies),
    .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies),
  ]
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")

let package = Package(
  name: "Minimax",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Quadrature", targets: ["Quadrature"]),
    .library(name: "Expressions", targets: ["Expressions"]),
    .library(name: "Distributions", targets: ["Distributions"]),
    .library(name: "Divergences", targets: ["Divergences"]),
    .library(name: "MinimaxGame", targets: ["MinimaxGame"]),
    .library(name: "ExperimentKit", targets: ["ExperimentKit"]),
    .executable(name: "minimax", targets: ["minimax"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    // Floor 0: the C libraries.
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])])
  ]
    // Floor 1
    + library("Quadrature", ["CGSL"])
    + library("Expressions", [])
    // Floor 2
    + library("Distributions", ["Quadrature", "CGSL", csv])
    // Floor 3
    + library("Divergences", ["Quadrature", "Distributions", "CGSL"])
    // Floor 4
    + library("MinimaxGame", ["Quadrature", "Expressions", "Distributions", "Divergences"])
    // Floor 6
    + library("ExperimentKit", [argumentParser])
    // Floor 7: one claim, one file of Experiments, one executable.
    + [
      .target(
        name: "Experiments",
        dependencies: [
          "CGSL", "Quadrature", "Distributions", "Divergences", "MinimaxGame", "ExperimentKit",
        ], path: "experiments/Experiments"),
      .executableTarget(
        name: "minimax",
        dependencies: [
          "Quadrature", "Expressions", "Distributions", "Divergences", "MinimaxGame", "ExperimentKit",
          argumentParser, csv,
        ]),
    ]
    + [
      "optimal-discriminator", "global-optimum", "criterion-decomposition",
    ].map {
      .executableTarget(name: $0, dependencies: ["Experiments", "ExperimentKit"], path: "experiments/\($0)")
    }
)
