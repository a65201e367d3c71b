import DiracGAN
import ExperimentKit

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DiracGANExperiment {
  /// The non-saturating GAN by steps of size h in both orders, or in continuous time for h = 0.
  func appendRegimes(stepSize h: Double, _ parameters: Parameters, to rows: inout Rows) throws {
    if h == 0 {
      rows.append(try continuous(parameters), to: Self.regimes)
    } else {
      rows.append(try alternating(stepSize: h, parameters), to: Self.regimes)
      rows.append(try simultaneous(stepSize: h, parameters), to: Self.regimes)
    }
  }

  private func continuous(_ parameters: Parameters) throws -> Row {
    let game = DiracGAN(.nonSaturating)
    let steps = Int(60 * parameters.time)
    let middle = try game.flow(from: Self.start, over: parameters.time, steps: steps)
    let end = try game.flow(from: middle.end, over: parameters.time, steps: steps)
    let forms = [middle.end, end.end].map { game.conservedForm($0, stepSize: 0) }
    // What the integrator's error moves 1/r² by.
    let error = 2 * (middle.error + end.error) / (forms[1] * forms[1].squareRoot())
    return decay(forms, stepSize: 0, time: parameters.time, error: error)
      .merging(["order": "continuous", "step_size": 0.0])
  }

  private func alternating(stepSize h: Double, _ parameters: Parameters) throws -> Row {
    let game = DiracGAN(.nonSaturating)
    let count = Int((parameters.time / h).rounded())
    var (state, forms) = (Self.start, [Double]())
    for _ in 0..<2 {
      for _ in 0..<count { state = try game.updated(state, stepSize: h, .alternating()) }
      forms.append(game.conservedForm(state, stepSize: h))
    }
    return decay(forms, stepSize: h, time: Double(count) * h, error: 0)
      .merging(["order": "alternating", "step_size": h])
  }

  private func simultaneous(stepSize h: Double, _ parameters: Parameters) throws -> Row {
    let game = DiracGAN(.nonSaturating)
    let count = Int((parameters.time / h).rounded())
    var state = Self.start
    for _ in 0..<count { state = try game.updated(state, stepSize: h, .simultaneous) }
    let middle = state.distance
    var (sum, weights, least, greatest, deviation) = (0.0, 0.0, Double.infinity, 0.0, 0.0)
    for index in 0..<count {
      state = try game.updated(state, stepSize: h, .simultaneous)
      let ratio = state.distance * state.distance / (2 * h)
      let circle = DiracGAN.settlingCircle(angle: atan2(state.psi, state.theta), stepSize: h)
      let wave = sin(.pi * (Double(index) + 0.5) / Double(count))
      sum += wave * wave * ratio
      weights += wave * wave
      (least, greatest) = (min(least, ratio), max(greatest, ratio))
      deviation = max(deviation, (ratio - circle).magnitude)
    }
    return [
      "order": "simultaneous", "step_size": h, "exponent": log2(state.distance / middle),
      "squared_radius_ratio": sum / weights,
      "squared_radius_theory": DiracGAN.settlingMean(stepSize: h),
      "least_squared_radius": least, "greatest_squared_radius": greatest, "circle_deviation": deviation,
    ]
  }

  /// The original GAN by alternating steps, 5 of D for one of G: its radius at each doubling of the updates.
  func appendSlowDecay(_ parameters: Parameters, to rows: inout Rows) throws {
    let (game, h) = (DiracGAN(.original), parameters.stepSize)
    let window = 2000
    var (state, done) = (Self.start, 0)
    var (radius, exponents) = (Double?.none, [Double]())
    for doubling in 0...parameters.doublings {
      let updates = 1 << (14 + doubling)
      var (sum, weights) = (0.0, 0.0)
      while done < updates {
        state = try game.updated(state, stepSize: h, .alternating(discriminatorSteps: 5))
        done += 1
        if done > updates - window {
          // Weights that let parts of a turn at either end not count.
          let wave = sin(.pi * (Double(done - updates + window) - 0.5) / Double(window))
          sum += wave * wave * state.distance * state.distance
          weights += wave * wave
        }
      }
      let mean = (sum / weights).squareRoot()
      let growth = radius.map { (pow(mean, -6) - pow($0, -6)) / (h * Double(updates / 2)) }
      if let radius { exponents.append(log2(mean / radius)) }
      rows.append(
        [
          "updates": updates, "radius": mean, "growth": growth, "exponent": exponents.last,
          "limit": geometricLimit(exponents.suffix(3)),
        ], to: Self.slowDecay)
      radius = mean
    }
  }

  /// Where three numbers lead if their differences shrink by a factor (Aitken).
  private func geometricLimit(_ values: ArraySlice<Double>) -> Double? {
    let differences = zip(values.dropFirst(), values).map { $0 - $1 }
    guard differences.count == 2, let last = values.last else { return nil }
    return last + differences[1] * differences[1] / (differences[0] - differences[1])
  }

  /// 8 d(1/Q)/dt and d log r/d log t from Q at T and 2T, with what theory says of the first.
  ///
  /// The difference of two values of 1/Q is off its mean growth by twice the oscillation, and by a drift of about
  /// (h/16) log t, which was observed and not derived.
  private func decay(_ forms: [Double], stepSize h: Double, time: Double, error: Double) -> Row {
    let oscillation = 2 * DiracGAN.decayOscillation(stepSize: h) + h / 16 * log(2)
    return [
      "decay": Measured(
        8 * (1 / forms[1] - 1 / forms[0]) / time, error: 8 * (oscillation + error) / time),
      "decay_theory": 8 * DiracGAN.meanDecay(stepSize: h),
      "exponent": 0.5 * log2(forms[1] / forms[0]),
    ]
  }
}
