import ExperimentKit

extension ModeCollapseExperiment.Parameters {
  /// The seeds of the runs on some data.
  func seeds(of data: CollapseData) -> Range<Int> {
    firstSeed..<firstSeed + (data.isPlanar ? planeSeeds : lineSeeds)
  }

  /// Throws at the first number that makes no sense.
  func validate() throws {
    func require(_ holds: Bool, _ name: String, _ value: some CustomStringConvertible, _ allowed: String)
      throws
    {
      guard !holds else { return }
      throw ExperimentError.invalidParameter(name: name, value: "\(value)", allowed: allowed)
    }
    func count(_ value: Int, _ name: String, from least: Int, to most: Int = 1_000_000) throws {
      try require((least...most).contains(value), name, value, "a whole number from \(least) to \(most)")
    }
    func number(_ value: Double, _ name: String, above: Bool = false) throws {
      try require(
        value.isFinite && (above ? value > 0 : value >= 0), name, value, above ? "above 0" : "0 or more")
    }
    try count(lineSeeds, "lineSeeds", from: 0)
    try count(planeSeeds, "planeSeeds", from: 0)
    try count(firstSeed, "firstSeed", from: 0)
    try count(lineSteps, "lineSteps", from: 0, to: 100_000_000)
    try count(planeSteps, "planeSteps", from: 0, to: 100_000_000)
    try count(lineWidth, "lineWidth", from: 1, to: 10_000)
    try count(planeWidth, "planeWidth", from: 1, to: 10_000)
    try count(minibatch, "minibatch", from: 2)
    try number(lineRate, "lineRate", above: true)
    try number(planeRate, "planeRate", above: true)
    try count(settings.kernels, "settings.kernels", from: 1, to: 1000)
    try count(settings.dimensions, "settings.dimensions", from: 1, to: 1000)
    try number(settings.closenessGain, "settings.closenessGain")
    try number(settings.unrollingRate, "settings.unrollingRate", above: true)
    try number(settings.noise, "settings.noise")
    try number(settings.r1, "settings.r1")
    try number(settings.wassersteinPenalty, "settings.wassersteinPenalty")
  }
}
