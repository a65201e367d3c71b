import Distributions
import Divergences
import ExperimentKit
import MinimaxGame
import Quadrature

extension FunctionSpaceConvergenceExperiment {
  /// All of the first 64 steps, then 32 to 64 in each doubling.
  func isRecorded(_ step: Int) -> Bool {
    var stride = 1
    while step / stride >= 64 { stride *= 2 }
    return step % stride == 0
  }

  /// A number of the fine grid, with its difference from the coarse one's for its error.
  private func estimate(_ fine: Double, _ coarse: Double, rounding: Double) -> Measured {
    Measured(fine, error: (fine - coarse).magnitude + rounding)
  }

  // MARK: Mirror and subgradient descent

  /// A descent on two grids of one mesh at once, until its last step or a stall.
  func append(_ method: Method, of pair: Pair, _ parameters: Parameters, to rows: inout Rows) throws {
    let (data, start) = (try Distribution(pair.data), try Distribution(pair.start))
    let games = [21, 14].map { order in Result { try GridGame(data: data, start: start, order: order) } }
    let (fine, coarse) = (try games[0].get(), try games[1].get())
    var (q, r) = (fine.start, coarse.start)
    let descent: any FunctionSpaceDescent
    switch method {
    case .mirror(let step): descent = MirrorDescent(step: step)
    case .subgradient(let floor):
      let feasible = ProjectedSubgradient(step: 1, floor: floor)
      (q, r) = (feasible.feasible(q, in: fine), feasible.feasible(r, in: coarse))
      descent = ProjectedSubgradient(
        step: subgradientStep(from: q, in: fine, count: parameters.steps), floor: floor)
    case .wasserstein: return
    }
    let (mirror, subgradient) = (descent as? MirrorDescent, descent as? ProjectedSubgradient)
    let (first, step) = (q, descent.step)
    // From a start with a hole there is no subgradient to choose a step by, and none is taken.
    let reportedStep = subgradient == nil || fine.hole(of: q) == 0 ? step : nil
    var (taken, sum, squares, stall) = (0, 0.0, 0.0, Stall?.none)
    while true {
      let excess = fine.excess(q)
      var next = (q, r)
      // Also after the last step: the next one may not exist.
      do throws(Stall) {
        next = (try descent.next(after: q, in: fine), try descent.next(after: r, in: coarse))
      } catch { stall = error }
      if taken == 0, fine.hole(of: q) == 0, let obstacle = try mirror?.obstacle(from: start, to: data) {
        stall = obstacle
      }
      let isLast = taken == parameters.steps || stall != nil
      if isLast || isRecorded(taken) {
        var bound = mirror?.bound(from: first, steps: taken, in: fine)
        if let subgradient, taken > 0 {
          let distance = subgradient.squaredDistance(first, in: fine)
          bound = (distance + step * step * squares) / (2 * step * Double(taken))
        }
        let values = values(of: (q, r), excess: excess, fine, coarse)
        let common: Row = [
          "data": pair.data, "start": pair.start, "method": method.name, "step_size": reportedStep,
          "floor": subgradient?.floor, "excess": values.excess, "total_variation": values.variation,
          "bound": bound, "mean_excess": subgradient == nil || taken == 0 ? nil : sum / Double(taken),
        ]
        rows.append(
          common.merging([
            "step": taken, "time": step * Double(taken),
            "jsd": Measured(0.5 * values.excess.value, error: 0.5 * values.excess.absoluteError),
            "hilbert_distance": mirror == nil ? nil : fine.hilbertDistance(q), "dissipation": nil,
            "exact_jsd": try exactDivergence(
              data, start, mirror: mirror, floor: subgradient?.floor ?? 0, step: taken),
          ]), to: Self.steps)
        if isLast {
          let isBelowOne = mirror.map { $0.step < 1 } ?? false
          rows.append(
            common.merging([
              "steps": taken, "missing": pair.missing, "hole": max(fine.hole(of: q), coarse.hole(of: r)),
              "limit": isBelowOne ? 2 * jensenShannonOfMissing(pair.missing) : nil, "stalled": stall != nil,
              "reason": stall?.description, "outside": pair.outside, "moved_outside": nil,
              "unpinned_outside": nil,
            ]), to: Self.outcomes)
          return
        }
      }
      if let subgradient { squares += subgradient.squaredNorm(at: q, in: fine) }
      sum += excess
      (q, r) = next
      taken += 1
    }
  }

  /// The step that makes the textbook bound least after so many steps of the first one's subgradient.
  private func subgradientStep(from q: [Double], in game: GridGame, count: Int) -> Double {
    let method = ProjectedSubgradient(step: 1, floor: 0)
    let (distance, norm) = (method.squaredDistance(q, in: game), method.squaredNorm(at: q, in: game))
    guard norm.isFinite, norm > 0 else { return 1 }
    return (distance / (norm * Double(count))).squareRoot()
  }

  private func values(
    of q: ([Double], [Double]), excess: Double, _ fine: GridGame, _ coarse: GridGame
  ) -> (excess: Measured, variation: Measured) {
    let root = excess.magnitude.squareRoot()
    return (
      estimate(excess, coarse.excess(q.1), rounding: 64 * .ulpOfOne * (root + 64 * .ulpOfOne)),
      estimate(fine.totalVariation(q.0), coarse.totalVariation(q.1), rounding: 8 * .ulpOfOne)
    )
  }

  /// JSD on the line at the start, and at each step of mirror descent with η = 1, where p_g is a mixture.
  private func exactDivergence(
    _ data: Distribution, _ start: Distribution, mirror: MirrorDescent?, floor: Double, step: Int
  ) throws -> Measured? {
    guard step == 0 || (mirror?.step == 1 && step <= 40) else { return nil }
    let share = floor + (1 - floor) * (1 - exponential2(-step))
    let law =
      share == 0
      ? start : Distribution(try Mixture([(share, data as any Law), (1 - share, start as any Law)]))
    let divergence = try jensenShannon(data, law)
    return Measured(divergence.value, error: divergence.absoluteError)
  }

  // MARK: The Wasserstein flow

  func appendFlow(of pair: Pair, _ parameters: Parameters, to rows: inout Rows) throws {
    let (data, start) = (try Distribution(pair.data), try Distribution(pair.start))
    let flow = try QuantileFlow(data: data)
    var x = QuantileFlow.quantiles(of: start, cells: parameters.cells)
    let first = x
    // What the cells do not resolve: of the start by fewer cells, later also by leaving out every other node.
    let meshes = [1, 2, 4].map { QuantileFlow.quantiles(of: start, cells: parameters.cells / $0) }
    let unresolved = (
      unresolvedPart(meshes.map { flow.excess($0).value }),
      unresolvedPart(meshes.map { flow.totalVariation($0).value })
    )
    var (excess, step, time) = (flow.excess(x).value, 0.01, 0.0)
    for taken in 0...parameters.flowSteps {
      var (next, stall) = ((x: x, step: step, excess: excess), Stall?.none)
      do throws(Stall) {
        next = try flow.next(after: x, excess: excess, step: min(1.5 * step, 10))
      } catch { stall = error }
      let isLast = taken == parameters.flowSteps || stall != nil
      if isLast || isRecorded(taken) {
        let halved = stride(from: 0, through: parameters.cells, by: 2).map { x[$0] }
        var (value, variation) = (flow.excess(x), flow.totalVariation(x))
        value.absoluteError += max(unresolved.0, (value.value - flow.excess(halved).value).magnitude)
        variation.absoluteError += max(
          unresolved.1, (variation.value - flow.totalVariation(halved).value).magnitude)
        let common: Row = [
          "data": pair.data, "start": pair.start, "method": Method.wasserstein.name,
          "step_size": taken == 0 ? 0 : step, "floor": nil, "excess": value, "total_variation": variation,
          "bound": nil, "mean_excess": nil,
        ]
        rows.append(
          common.merging([
            "step": taken, "time": time, "jsd": value.scaled(by: 0.5),
            "hilbert_distance": nil, "dissipation": flow.dissipation(flow.velocity(x)),
            "exact_jsd": try exactDivergence(data, start, mirror: nil, floor: 0, step: taken),
          ]), to: Self.steps)
        if isLast {
          rows.append(
            common.merging([
              "steps": taken, "missing": pair.missing,
              "hole": data.cumulative(x[0]) + data.complementaryCumulative(x[x.count - 1]),
              "limit": pair.isConfined ? 2 * jensenShannonOfMissing(pair.missing) : nil,
              "stalled": stall != nil, "reason": stall?.description, "outside": pair.outside,
              "moved_outside": zip(first, x).filter { data.logDensity($0.0) == -.infinity }
                .map { ($0 - $1).magnitude }.max() ?? 0,
              "unpinned_outside": unpinnedMass(outside: data, x, flow),
            ]), to: Self.outcomes)
          return
        }
      }
      (x, step, excess) = next
      time += step
    }
  }
}

/// The mass of the nodes outside the data's support that would move if they were not pinned.
private func unpinnedMass(outside data: Distribution, _ x: [Double], _ flow: QuantileFlow) -> Double {
  let n = x.count - 1
  return zip(x, flow.unpinnedVelocity(x)).enumerated().reduce(0) { sum, node in
    let (place, velocity) = node.element
    guard data.logDensity(place) == -.infinity, velocity != 0 else { return sum }
    return sum + (node.offset == 0 || node.offset == n ? 0.5 : 1) / Double(n)
  }
}

/// The error of the first of three values on n, n/2 and n/4 cells, by the order of convergence that they show; between 1/2
/// and 1, which they must not leave on coarse meshes.
private func unresolvedPart(_ values: [Double]) -> Double {
  let (fine, coarse) = ((values[0] - values[1]).magnitude, (values[1] - values[2]).magnitude)
  let ratio = fine > 0 ? min(max(coarse / fine, 2.0.squareRoot()), 2) : 2
  return fine / (ratio - 1)
}

/// 2^n.
private func exponential2(_ n: Int) -> Double { Double(sign: .plus, exponent: n, significand: 1) }
