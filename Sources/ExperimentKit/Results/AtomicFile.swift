#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that appears whole or not at all: written under a temporary name, then renamed.
package struct AtomicFile: ~Copyable {
  private let path: String
  private let file: File
  private var buffer: [UInt8] = []
  private var committed = false
  /// How many bytes were written.
  package private(set) var count = 0
  /// The hash of what was written.
  private(set) var hash = StableHash()

  /// A file to be at `path`, kept in `temporaryFolder`, on the same file system, until then.
  package init(path: String, temporaryFolder: String) throws {
    self.path = path
    file = try File(creating: "\(temporaryFolder)/tmp-\(uniqueName())")
  }

  package mutating func write(_ bytes: some Sequence<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Has everything on the disk, so that the rename alone is left.
  package mutating func finishWriting() throws {
    try flush()
    try file.synchronize()
  }

  /// Gives the file its name, in place of what was there.
  package mutating func commit() throws {
    try flush()
    if rename(file.path, path) != 0 {
      throw ExperimentError.file(path: path, line: nil, message: systemMessage())
    }
    committed = true
  }

  deinit { if !committed { unlink(file.path) } }

  private mutating func flush() throws {
    try file.append(buffer)
    count += buffer.count
    buffer.withUnsafeBytes { hash.combine(bytes: $0) }
    buffer.removeAll(keepingCapacity: true)
  }
}

extension AtomicFile {
  /// Writes a text in one go.
  package static func write(_ text: String, to path: String, temporaryFolder: String) throws {
    try write(text.utf8, to: path, temporaryFolder: temporaryFolder)
  }

  /// Writes bytes in one go.
  static func write(_ bytes: some Sequence<UInt8>, to path: String, temporaryFolder: String) throws {
    var file = try AtomicFile(path: path, temporaryFolder: temporaryFolder)
    try file.write(bytes)
    try file.finishWriting()
    try file.commit()
  }
}

/// A name that no other process or call makes, on any machine.
package func uniqueName() -> String {
  var generator = SystemRandomNumberGenerator()
  return "\(getpid())-\(String(generator.next(), radix: 36))"
}
