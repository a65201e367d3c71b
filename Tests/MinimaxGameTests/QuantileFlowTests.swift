import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("The Wasserstein flow of C on quantiles")
struct QuantileFlowTests {
  @Test("C of the step density is that of the line, and tends to that of its law as cells multiply")
  func value() throws {
    let (data, start) = (try Distribution("normal(0, 1)"), try Distribution("normal(1, 1.5)"))
    let flow = try QuantileFlow(data: data)
    let exact = try jensenShannon(data, start).value * 2
    let errors = [16, 64, 256].map { n in
      abs(flow.excess(QuantileFlow.quantiles(of: start, cells: n)).value - exact)
    }
    #expect(errors[1] < 0.5 * errors[0] && errors[2] < 0.5 * errors[1])
    // The step density of two uniform pieces is a law of the package.
    let steps = try Distribution("0.5*uniform(-1, 0) + 0.5*uniform(0, 2)")
    let excess = flow.excess([-1, 0, 2])
    #expect(excess.agrees(with: try jensenShannon(data, steps).scaled(by: 2)))
  }

  @Test("the velocity is minus the derivative of C in each quantile over its mass")
  func gradient() throws {
    let flow = try QuantileFlow(data: Distribution("0.3*normal(-2, 0.5) + 0.7*normal(2, 1)"))
    let x = QuantileFlow.quantiles(of: try Distribution("normal(0, 2)"), cells: 12)
    for (j, velocity) in flow.velocity(x).enumerated() {
      let slopes = [1e-4, 1e-5].map { h in
        let values = [h, -h].map { shift in
          flow.excess(x.enumerated().map { $0.element + ($0.offset == j ? shift : 0) }).value
        }
        return (values[0] - values[1]) / (2 * h)
      }
      let mass = (j == 0 || j == 12 ? 0.5 : 1) / 12
      #expect(abs(-velocity * mass - slopes[1]) < 1e-8 + abs(slopes[0] - slopes[1]))
    }
  }

  @Test("as cells multiply the velocity is that of the flow, -∇ log(1 - D*)")
  func continuousVelocity() throws {
    let (data, start) = (try Distribution("normal(0, 1)"), try Distribution("normal(1, 1.5)"))
    let x = QuantileFlow.quantiles(of: start, cells: 400)
    let velocity = try QuantileFlow(data: data).velocity(x)
    for j in stride(from: 50, through: 350, by: 50) {
      // -∇ log(1 - D*) = D* (log p - log q)'
      let d = data.density(x[j]) / (data.density(x[j]) + start.density(x[j]))
      let exact = d * (-x[j] + (x[j] - 1) / 2.25)
      #expect(abs(velocity[j] - exact) < 0.01)
    }
  }

  @Test("C falls at every step")
  func descent() throws {
    let flow = try QuantileFlow(data: Distribution("normal(0, 1)"))
    var x = QuantileFlow.quantiles(of: try Distribution("normal(1, 1.5)"), cells: 12)
    var (excess, step) = (flow.excess(x).value, 0.01)
    let first = excess
    for _ in 0..<100 {
      let next = try flow.next(after: x, excess: excess, step: 1.5 * step)
      #expect(next.excess < excess)
      (x, step, excess) = next
    }
    #expect(excess < 0.5 * first)
  }

  @Test("mass where p_data = 0 does not move: from disjoint supports the velocity is exactly 0")
  func disjoint() throws {
    let flow = try QuantileFlow(data: Distribution("uniform(0, 1)"))
    let x = QuantileFlow.quantiles(of: try Distribution("uniform(2, 3)"), cells: 10)
    #expect(flow.velocity(x).allSatisfy { $0 == 0 })
    #expect(throws: Stall.noVelocity) {
      try flow.next(after: x, excess: flow.excess(x).value, step: 0.1)
    }
    #expect(abs(flow.excess(x).value - log(4)) < 1e-12)
  }

  @Test(
    "without pins a cell across the edge alone moves nodes outside: a mass that vanishes as cells multiply")
  func unpinned() throws {
    let data = try Distribution("uniform(0, 1)")
    let flow = try QuantileFlow(data: data)
    // Odd counts, so that a cell lies across the edge.
    for n in [11, 33, 101] {
      let x = QuantileFlow.quantiles(of: try Distribution("uniform(0.5, 1.5)"), cells: n)
      let free = flow.unpinnedVelocity(x)
      #expect(x.indices.count { x[$0] > 1 && free[$0] != 0 } == 1)
      #expect(zip(x, flow.velocity(x)).allSatisfy { $0 <= 1 || $1 == 0 })
    }
  }

  @Test("a search that finds no decrease says so, and not that the velocity is 0")
  func noDecrease() throws {
    let flow = try QuantileFlow(data: Distribution("normal(0, 1)"))
    let x = QuantileFlow.quantiles(of: try Distribution("normal(1, 1)"), cells: 10)
    #expect(flow.dissipation(flow.velocity(x)) > 0)
    // C + log 4 is nowhere below 0, so that no step leads from 0 to less.
    #expect(throws: Stall.noDecrease) { try flow.next(after: x, excess: 0, step: 0.1) }
  }

  @Test(
    "from overlapping supports the mass outside rests: TV >= 1/2 for ever, also of a cell across the edge",
    arguments: [10, 11])
  func overlapping(cells n: Int) throws {
    let flow = try QuantileFlow(data: Distribution("uniform(0, 1)"))
    let first = QuantileFlow.quantiles(of: try Distribution("uniform(0.5, 1.5)"), cells: n)
    var x = first
    var (excess, step) = (flow.excess(x).value, 0.01)
    for _ in 0..<200 {
      guard let next = try? flow.next(after: x, excess: excess, step: 1.5 * step) else { break }
      (x, step, excess) = next
      #expect(flow.totalVariation(x).value >= 0.5 - 1e-13)
    }
    #expect(zip(first, x).allSatisfy { $0 < 1 || $0 == $1 })
    // The half inside has spread over the data, as far as it can.
    let limit = 2 * jensenShannonOfMissing(0.5)
    #expect(x[0] < 0.1 && excess >= limit - 1e-13 && excess < limit + 0.03)
  }

  @Test("a mode beyond a gap is never found: at the gap's edge both one-sided slopes lead uphill")
  func gap() throws {
    let flow = try QuantileFlow(data: Distribution("0.5*uniform(0, 1) + 0.5*uniform(2, 3)"))
    let x = (0...10).map { Double($0) / 10 }
    #expect(flow.velocity(x).allSatisfy { abs($0) < 1e-13 })
    #expect(flow.excess(x).agrees(with: 2 * jensenShannonOfMissing(0.5)))
  }
}
