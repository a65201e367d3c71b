import Foundation

/// Numbers with a shape, as they lie in a file: row-major, little-endian.
public struct Tensor: Hashable, Sendable {
  /// The name of the number type in safetensors: `F32`, `F64` or `U64`.
  public let type: String
  /// The extents, outermost first; empty for a single number.
  public let shape: [Int]
  /// The numbers' bytes.
  public let bytes: Data

  /// The bytes of one number of a type, `nil` for a type that is not read here.
  static func size(of type: String) -> Int? { ["F32": 4, "F64": 8, "U64": 8][type] }

  init(type: String, shape: [Int], bytes: Data) {
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// A tensor of `values` with this shape, whose product is their count.
  public init<Scalar: NetworkScalar>(_ values: [Scalar], shape: [Int]) {
    self.init(type: Scalar.safetensorsName, shape: shape, bytes: values.withUnsafeBytes { Data($0) })
  }

  /// A vector of words.
  public init(words: [UInt64]) {
    self.init(type: "U64", shape: [words.count], bytes: words.withUnsafeBytes { Data($0) })
  }

  /// Numbers in all.
  public var count: Int { shape.reduce(1, *) }

  /// The numbers, converted if the file holds the other floating-point type; `nil` for words.
  public func values<Scalar: NetworkScalar>(as _: Scalar.Type) -> [Scalar]? {
    switch type {
    case "F32": return numbers(Float.self).map { Scalar($0) }
    case "F64": return numbers(Double.self).map { Scalar($0) }
    default: return nil
    }
  }

  /// The words of a U64 tensor, `nil` for another.
  public var words: [UInt64]? { type == "U64" ? numbers(UInt64.self) : nil }

  private func numbers<Number: BitwiseCopyable>(_: Number.Type) -> [Number] {
    bytes.withUnsafeBytes { raw in
      (0..<count).map { raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.stride, as: Number.self) }
    }
  }
}
