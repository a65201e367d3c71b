import Foundation
import Quadrature
import Testing

@Suite("Panels of two Gauss-Legendre rules")
struct PanelTests {
  @Test(
    "a kink between the outermost nodes and the end of a panel, which both rules miss alike, is found",
    arguments: [1e-5, 1e-4, 3e-4, 1e-3, 2.5e-3, 0.01, 0.3])
  func kinkNextToTheEnd(distance: Double) throws {
    for isLower in [true, false] {
      let kink = BatchFunction { x, values in
        for i in x.indices { values[i] = 1 + 1e4 * max(0, distance - (isLower ? x[i] : 1 - x[i])) }
      }
      let exact = 1 + 0.5e4 * distance * distance
      for tolerance in [1e-6, 1e-10] {
        let found = try PanelIntegrator(tolerance: Tolerance(relative: tolerance)).integrate(
          kink, over: .unit)[0]
        // Of a kink that nobody named the error is known to its order only.
        let difference = (found.value - exact).magnitude
        #expect(difference <= 4 * found.absoluteError + 1e-15, "\(found), exact \(exact)")
        #expect(difference <= tolerance * exact && found.relativeError < tolerance)
      }
    }
  }

  @Test("smooth functions cost no more panels for the two values at the ends")
  func smooth() throws {
    let wave = BatchFunction { x, values in for i in x.indices { values[i] = cos(3 * x[i]) } }
    let found = try PanelIntegrator().integrate(wave, over: .unit)[0]
    #expect(found.agrees(with: sin(3) / 3))
    #expect(found.evaluations == 74)
  }

  @Test(
    "an integrable singularity with structure of any size at it", arguments: [1, 1e-6, 1e-12, 1e-100, 1e20])
  func singularityOfAnySize(scale: Double) throws {
    let density = BatchFunction { x, values in
      for i in x.indices { values[i] = exp(-x[i] / scale) / (x[i] * scale).squareRoot() }
    }
    let found = try PanelIntegrator().integrate(
      density, over: .positive,
      marks: [PanelMesh.Mark(position: 0, scale: 0), PanelMesh.Mark(position: 0, scale: scale)])[0]
    #expect(found.agrees(with: Double.pi.squareRoot()), "\(found)")
    #expect(found.verdict == .converged)
  }

  @Test("what rounding leaves is not split without end: an unresolved verdict, long before the limit")
  func noise() throws {
    let noisy = BatchFunction { x, values in
      for i in x.indices { values[i] = 1 + 1e-9 * sin(1e15 * x[i]) }
    }
    let found = try PanelIntegrator(tolerance: Tolerance(relative: 1e-13)).integrate(noisy, over: .unit)[0]
    #expect(found.verdict.name == "unresolved")
    #expect(found.evaluations < 300_000)
    #expect(found.agrees(with: 1) && found.absoluteError < 1e-8)
  }
}
