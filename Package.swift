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
    .library(name: "QuadratureCases", targets: ["QuadratureCases"]),
    .library(name: "Distributions", targets: ["Distributions"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    // Floor 0: the C libraries.
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
  ]
    // Floor 1
    + [
      .target(name: "Quadrature", dependencies: ["CGSL"]),
      .target(name: "QuadratureCases", dependencies: ["Quadrature"]),
      .testTarget(
        name: "QuadratureTests", dependencies: ["Quadrature", "QuadratureCases", "CGSL"],
        exclude: ["Resources"]),
    ]
    // Floor 2
    + library("Distributions", ["Quadrature", "CGSL", csv])
)
