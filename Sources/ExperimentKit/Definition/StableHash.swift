/// FNV-1a in 64 bits: a hash that is the same in every process, on every machine.
package struct StableHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func combine(bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  }

  mutating func combine(bytes: UnsafeRawBufferPointer) {
    var hash = value
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    value = hash
  }

  /// Eight bytes a step, for large files; another hash than that of the bytes one by one.
  mutating func combine(wordsOf bytes: UnsafeRawBufferPointer) {
    var hash = value
    let words = bytes.count / 8
    for index in 0..<words {
      let word = bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self).littleEndian
      hash = (hash ^ word) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
    }
    value = hash
    combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[(8 * words)...]))
  }

  /// The text and its length, so that ("ab", "c") and ("a", "bc") differ.
  /// A hash of nothing yet.
  package init() {}

  package mutating func combine(_ text: String) {
    combine(UInt64(text.utf8.count))
    combine(bytes: text.utf8)
  }

  package mutating func combine(_ word: UInt64) {
    withUnsafeBytes(of: word.littleEndian) { combine(bytes: $0) }
  }

  /// The hash of a file's bytes, in hexadecimal digits.
  package static func ofFile(_ path: String) throws -> String {
    let file = try File(reading: path)
    var hash = StableHash()
    var offset = 0
    while case let bytes = try file.read(at: offset, count: 1 << 20), !bytes.isEmpty {
      bytes.withUnsafeBytes { hash.combine(bytes: $0) }
      offset += bytes.count
    }
    return hash.hexadecimal
  }

  /// 16 hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// A hash of a text, 16 hexadecimal digits, that is the same in every process, on every machine.
public func stableHash(of text: String) -> String {
  var hash = StableHash()
  hash.combine(text)
  return hash.hexadecimal
}
