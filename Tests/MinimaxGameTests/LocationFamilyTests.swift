import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("C in the parameters of a family: its premise, convexity, is lost")
struct LocationFamilyTests {
  @Test("gradient and Hessian are the derivatives of C")
  func derivatives() throws {
    let data = try Distribution("0.3*normal(-2, 0.5) + 0.7*normal(2, 1)")
    let family = try LocationFamily(weights: [0.4, 0.6], standardDeviations: [0.8, 1.2])
    let place = [-1.0, 1.5]
    let jet = try family.criterion(at: place, data: data)
    let h = 1e-3
    for k in 0..<2 {
      func at(_ shift: Double) throws -> CriterionJet {
        try family.criterion(
          at: place.enumerated().map { $0.element + ($0.offset == k ? shift : 0) }, data: data)
      }
      let (above, below) = (try at(h), try at(-h))
      #expect(abs((above.excess.value - below.excess.value) / (2 * h) - jet.gradient[k].value) < 1e-6)
      for j in 0..<2 {
        #expect(
          abs((above.gradient[j].value - below.gradient[j].value) / (2 * h) - jet.hessian[j][k].value) < 1e-6)
      }
    }
  }

  @Test("at the data's own law C is stationary, with half its Fisher information as the Hessian")
  func fisher() throws {
    let family = try LocationFamily(weights: [1], standardDeviations: [2])
    let jet = try family.criterion(at: [0.7], data: Normal(mean: 0.7, standardDeviation: 2))
    #expect(abs(jet.gradient[0].value) <= 4 * jet.gradient[0].absoluteError + 1e-15)
    #expect(jet.hessian[0][0].agrees(with: 0.5 / 4))
  }

  @Test("a normal's location against two unequal modes: a minimum at each, one of them not the optimum")
  func falseMinimum() throws {
    let data = try Distribution("0.3*normal(-3, 1) + 0.7*normal(3, 1)")
    let family = try LocationFamily(weights: [1], standardDeviations: [1])
    let points = try [-3.0, 3].map { try #require(try family.stationaryPoint(near: [$0], data: data)) }
    for point in points {
      #expect(point.isStationary && point.kind == .minimum && point.distance < 1e-8)
      // The gradient changes its sign there: a stationary point is enclosed, whatever Newton's method did.
      let slopes = try [-1e-6, 1e-6].map { shift in
        try family.criterion(at: [point.locations[0] + shift], data: data).gradient[0]
      }
      #expect(slopes[0].value < -slopes[0].absoluteError && slopes[1].value > slopes[1].absoluteError)
    }
    #expect(points[0].jet.excess.value > points[1].jet.excess.value + 0.1)
    // Descent from the lighter mode's side ends in the false one.
    let end = try family.descend(from: [-1.5], step: 1, count: 200, data: data)
    #expect(abs(end[0] - points[0].locations[0]) < 1e-6)
    let between = try #require(try family.stationaryPoint(near: [-1], data: data))
    #expect(between.kind == .maximum)
  }

  @Test("two locations at one place are stationary along their difference, by symmetry")
  func collapsed() throws {
    let data = try Distribution("0.5*normal(-3, 1) + 0.5*normal(3, 1)")
    let family = try LocationFamily(weights: [0.5, 0.5], standardDeviations: [1, 1])
    let point = try #require(try family.stationaryPoint(near: [0, 0], data: data))
    #expect(abs(point.locations[0]) < 1e-9 && abs(point.locations[1]) < 1e-9)
    #expect(point.kind == .maximum)
    let optimum = try #require(try family.stationaryPoint(near: [-2.9, 2.9], data: data))
    #expect(optimum.kind == .minimum && optimum.jet.excess.value <= 1e-15 + optimum.jet.excess.absoluteError)
  }

  @Test(
    "where data and family are their own mirror images, so are the stationary points, false minima among them"
  )
  func mirrored() throws {
    let data = try Distribution("0.5*normal(-3, 1) + 0.5*normal(3, 1)")
    let family = try LocationFamily(weights: [0.5, 0.5], standardDeviations: [1, 1])
    for (seed, kind) in [
      ([-3.3, -2.6], StationaryPoint.Kind.minimum), ([-3, -3], .saddle), ([-3.3, -0.7], .saddle),
    ] {
      let point = try #require(try family.stationaryPoint(near: seed, data: data))
      let mirror = try #require(try family.stationaryPoint(near: seed.map { -$0 }, data: data))
      #expect(point.kind == kind && mirror.kind == kind)
      #expect(zip(point.locations, mirror.locations).allSatisfy { abs($0 + $1) < 1e-9 })
      #expect(point.jet.excess.agrees(with: mirror.jet.excess) && point.jet.excess.value > 0.4)
      #expect(
        zip(point.curvatures, mirror.curvatures).allSatisfy {
          abs($0 - $1) <= point.curvatureError + mirror.curvatureError + 1e-9
        })
    }
  }

  @Test("a family whose weights are no probabilities is refused")
  func badFamily() throws {
    #expect(throws: DistributionError.self) {
      try LocationFamily(weights: [0.5, 0.4], standardDeviations: [1, 1])
    }
    #expect(throws: QuadratureError.self) { try LocationFamily(weights: [1], standardDeviations: [1, 1]) }
  }
}
