// swift-tools-version: 6.0
import PackageDescription

/// A library of ours and its tests: `Sources/NAME` and `Tests/NAMETests`.
/// `notSwift` names what lies beside the tests and is not compiled.
func library(_ name: String, _ dependencies: [Target.Dependency], notSwift: [String] = []) -> [Target] {
  [
    .target(name: name, dependencies: dependencies),
    .testTarget(
      name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: notSwift),
  ]
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")

let package = Package(
  name: "Minimax",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Quadrature", targets: ["Quadrature"]),
    .library(name: "Distributions", targets: ["Distributions"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .library(name: "AdversarialTraining", targets: ["AdversarialTraining"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    // Floor 0: the C libraries.
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
  ]
    // Floor 1
    + library("Quadrature", ["CGSL"])
    + library("NeuralNetworks", ["COpenBLAS"], notSwift: ["Reference"])
    // Floor 2
    + library("Distributions", ["Quadrature", "CGSL", csv])
    // Floor 3
    + library("AdversarialTraining", ["NeuralNetworks"], notSwift: ["Reference"])
    + [
      // Both BLAS libraries in one process: which one answers?
      .testTarget(name: "LinkTests", dependencies: ["NeuralNetworks", "Quadrature", "CGSL"]),
      .executableTarget(
        name: "training-benchmark", dependencies: ["AdversarialTraining", "NeuralNetworks"],
        path: "benchmarks/training/program"),
    ]
)
