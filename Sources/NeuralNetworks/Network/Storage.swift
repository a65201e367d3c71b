/// A block of numbers at a fixed, 64-byte aligned address, zero at first, freed with its owner.
///
/// Networks and workspaces own their memory through it, so a training step touches only raw pointers.
final class Storage<Scalar: NetworkScalar>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Scalar>
  let count: Int

  init(count: Int) {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Scalar>.stride, alignment: 64)
    pointer = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit {
    UnsafeMutableRawPointer(pointer).deallocate()
  }

  /// The numbers as an array.
  var values: [Scalar] {
    Array(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// Overwrites all numbers; `values` has `count` elements.
  func assign(_ values: [Scalar]) {
    precondition(values.count == count, "\(values.count) numbers for a block of \(count)")
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.update(from: base, count: count) }
    }
  }
}
