import AdversarialTraining
import Foundation
import NeuralNetworks
import Pictures
import TrainingFiles

/// Times a training step of the paper's image model, the same matrix products alone, and a Parzen score.
///
///     pictures-benchmark step THREADS [updates]     simultaneous (as published) or alternating
///     pictures-benchmark products THREADS [updates]
///     pictures-benchmark parzen WORKERS POINTS CENTRES
///
/// Prints `name,threads,least,median`, in milliseconds, and for products their GFLOP too.
@main
struct PicturesBenchmark {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    func number(_ index: Int, _ fallback: Int) -> Int {
      index < words.count ? Int(words[index]) ?? fallback : fallback
    }
    let order: UpdateOrder = words.last == "alternating" ? .alternating : .simultaneous
    switch words.first {
    case "step": try timeStep(threads: number(1, 2), order)
    case "products": try timeProducts(threads: number(1, 2), order)
    case "parzen": timeParzen(workers: number(1, 2), points: number(2, 1000), centres: number(3, 10_000))
    default: print("usage: pictures-benchmark step|products|parzen NUMBERS")
    }
  }

  static func milliseconds(_ work: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(work) / .milliseconds(1)
  }

  static func report(_ name: String, _ threads: Int, _ times: [Double]) {
    let sorted = times.sorted()
    print("\(name),\(threads),\(sorted[0]),\(sorted[sorted.count / 2])")
  }

  /// The published configuration, with pictures of random numbers.
  static func configuration(_ order: UpdateOrder) throws -> TrainingConfiguration {
    let path = "examples/fashion-mnist-paper.yaml"
    let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    var result = try TrainingFile(yaml: text) { _ in 784 }.configuration
    result.updates = order
    result.generator = result.generator.settingMarginals([Double](repeating: -1, count: 784))
    return result
  }

  static func timeStep(threads: Int, _ order: UpdateOrder) throws {
    var stream = RandomStream(seed: 1, name: "pictures")
    var pictures = [Float](repeating: 0, count: 784 * 2000)
    pictures.withUnsafeMutableBufferPointer { stream.fillUniform($0, lower: 0, upper: 1) }
    let data = try TableSource<Float>(values: pictures, dimension: 784, order: .shuffledEpochs)
    let training = try AlternatingTraining(configuration(order), data: data)
    OpenBLAS.threads = threads
    try training.run(until: 20)
    var times: [Double] = []
    for step in 21...220 { times.append(try milliseconds { try training.run(until: step) }) }
    report("step \(order.rawValue)", threads, times)
  }

  /// One product: C of `rows` x `columns` from `inner`, as the passes ask for it.
  struct Product {
    var rows: Int
    var columns: Int
    var inner: Int
    var isLeftTransposed = false
    var isRightTransposed = false
    var operations: Double { 2 * Double(rows) * Double(columns) * Double(inner) }
  }

  /// The products of a step: of each dense layer n x m over b rows x W, and on the way back xᵀ δ and δ Wᵀ.
  static func products(_ order: UpdateOrder) -> [Product] {
    func forward(_ rows: Int, _ n: Int, _ m: Int) -> Product { Product(rows: rows, columns: m, inner: n) }
    func weights(_ rows: Int, _ n: Int, _ m: Int) -> Product {
      Product(rows: n, columns: m, inner: rows, isLeftTransposed: true)
    }
    func inputs(_ rows: Int, _ n: Int, _ m: Int) -> Product {
      Product(rows: rows, columns: n, inner: m, isRightTransposed: true)
    }
    let g = [(100, 1200), (1200, 1200), (1200, 784)]
    let d = [(784, 1200), (240, 1200), (240, 1)]
    let generate = g.map { forward(100, $0, $1) }
    let learn =
      d.map { forward(200, $0, $1) } + d.map { weights(200, $0, $1) }
      + d.dropFirst().map { inputs(200, $0, $1) }
    let through =
      d.map { inputs(100, $0, $1) } + g.map { weights(100, $0, $1) }
      + g.dropFirst().map { inputs(100, $0, $1) }
    // In turn, G makes samples anew and D judges them.
    let again = order == .alternating ? generate + d.map { forward(100, $0, $1) } : []
    return generate + learn + again + through
  }

  /// The sum of each product's least and median time over many rounds, each with memory of its own.
  static func timeProducts(threads: Int, _ order: UpdateOrder) throws {
    OpenBLAS.threads = threads
    let all = products(order)
    let operands = all.map { product in
      (
        left: [Float](repeating: 0.5, count: product.rows * product.inner),
        right: [Float](repeating: 0.25, count: product.inner * product.columns),
        result: UnsafeMutablePointer<Float>.allocate(capacity: product.rows * product.columns)
      )
    }
    for (product, operand) in zip(all, operands) {
      operand.result.initialize(repeating: 0, count: product.rows * product.columns)
    }
    var times: [Double] = []
    for _ in 0..<220 {
      times.append(
        milliseconds {
          for (product, operand) in zip(all, operands) {
            Float.multiply(
              operand.left, transposed: product.isLeftTransposed, operand.right,
              transposed: product.isRightTransposed, into: operand.result, rows: product.rows,
              columns: product.columns, inner: product.inner, alpha: 1, beta: 0)
          }
        })
    }
    report("products \(order.rawValue)", threads, Array(times.dropFirst(20)))
    print("operations \(order.rawValue),0,\(all.reduce(0) { $0 + $1.operations } / 1e9),0")
  }

  static func timeParzen(workers: Int, points: Int, centres: Int) {
    func rows(_ count: Int) -> [Double] { (0..<784 * count).map { Double(($0 * 7919) % 256) / 255 } }
    let window = ParzenWindow(centres: rows(centres), dimension: 784)
    let table = rows(points)
    var times: [Double] = []
    for _ in 0..<3 {
      times.append(milliseconds { _ = window.logDensities(of: table, widths: [0.2], workers: workers) })
    }
    report("parzen \(points) x \(centres)", workers, times)
  }
}
