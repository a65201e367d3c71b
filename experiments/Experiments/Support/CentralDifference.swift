import ExperimentKit
import Quadrature

/// The derivative at 0 of a function known by quadrature, by five-point central differences with steps h and h/2.
///
/// The value is that of h/2. Its error is the difference of the two, 16 times what Richardson's argument leaves, plus
/// what the errors of the function make of it.
func centralDifference(step h: Double, of function: (Double) throws -> Estimate) throws -> Measured {
  func slope(_ h: Double) throws -> Estimate {
    let inner = try function(h) - function(-h)
    let outer = try function(2 * h) - function(-2 * h)
    return (inner.scaled(by: 8) - outer).scaled(by: 1 / (12 * h))
  }
  let (coarse, fine) = (try slope(h), try slope(h / 2))
  return Measured(fine.value, error: (fine.value - coarse.value).magnitude + fine.absoluteError)
}
