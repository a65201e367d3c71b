import CGSL
import ExperimentKit

/// A local minimum of a function of a few variables by GSL's Nelder-Mead simplex (`nmsimplex2`).
///
/// - Parameters:
///   - start: where the simplex begins.
///   - steps: its first extent along each axis.
///   - size: it ends when its average extent is below this; 1e-9 unless given.
///   - function: what is minimised; an error that it throws comes out unchanged.
func simplexMinimum(
  from start: [Double], steps: [Double], size: Double = 1e-9, of function: ([Double]) throws -> Double
) throws -> [Double] {
  try withoutActuallyEscaping(function) { function in
    let box = ObjectiveBox(function: function, count: start.count)
    guard let minimizer = gsl_multimin_fminimizer_alloc(minimax_nelder_mead(), start.count),
      let origin = gsl_vector_alloc(start.count), let extent = gsl_vector_alloc(start.count)
    else { throw ExperimentError.invalidDefinition(experiment: "simplex", message: "GSL is out of memory") }
    defer {
      gsl_multimin_fminimizer_free(minimizer)
      gsl_vector_free(origin)
      gsl_vector_free(extent)
    }
    for i in start.indices {
      gsl_vector_set(origin, i, start[i])
      gsl_vector_set(extent, i, steps[i])
    }
    return try withExtendedLifetime(box) {
      var objective = gsl_multimin_function(
        f: { point, context in
          guard let context, let point else { return .nan }
          return Unmanaged<ObjectiveBox>.fromOpaque(context).takeUnretainedValue().evaluate(point)
        }, n: start.count, params: Unmanaged.passUnretained(box).toOpaque())
      gsl_multimin_fminimizer_set(minimizer, &objective, origin, extent)
      for _ in 0..<2000 where box.error == nil {
        guard gsl_multimin_fminimizer_iterate(minimizer) == 0,
          gsl_multimin_fminimizer_size(minimizer) > size
        else { break }
      }
      if let error = box.error { throw error }
      guard let found = gsl_multimin_fminimizer_x(minimizer) else { return start }
      return start.indices.map { gsl_vector_get(found, $0) }
    }
  }
}

/// The closure behind a GSL objective, and the first error that it threw.
private final class ObjectiveBox {
  let function: ([Double]) throws -> Double
  let count: Int
  var error: (any Error)?

  init(function: @escaping ([Double]) throws -> Double, count: Int) {
    self.function = function
    self.count = count
  }

  func evaluate(_ point: UnsafePointer<gsl_vector>) -> Double {
    guard error == nil else { return .nan }
    do {
      return try function((0..<count).map { gsl_vector_get(point, $0) })
    } catch {
      self.error = error
      return .nan
    }
  }
}
