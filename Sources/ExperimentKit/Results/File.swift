#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open file: positioned reads, appends in one piece, and advisory locks. It closes with its last use.
package final class File: Sendable {
  /// Where it is.
  package let path: String
  private let descriptor: Int32

  /// Opens an existing file for reading.
  package convenience init(reading path: String) throws {
    try self.init(path: path, flags: O_RDONLY)
  }

  /// Makes a file that must not exist yet; what is written goes to its end.
  package convenience init(creating path: String) throws {
    try self.init(path: path, flags: O_RDWR | O_CREAT | O_EXCL | O_APPEND)
  }

  /// Opens a file to lock it, and makes it if needed.
  package convenience init(locking path: String) throws {
    try self.init(path: path, flags: O_RDWR | O_CREAT)
  }

  private init(path: String, flags: Int32) throws {
    self.path = path
    descriptor = open(path, flags | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw ExperimentError.file(path: path, line: nil, message: systemMessage()) }
  }

  deinit {
    // Closing alone does not unlock while a child between fork and exec still shares the descriptor.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// At most `count` bytes from `offset` on; fewer only at the end of the file.
  package func read(at offset: Int, count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while filled < count {
        let got = pread(descriptor, start + filled, count - filled, off_t(offset + filled))
        if got < 0 && errno == EINTR { continue }
        if got < 0 { throw ExperimentError.file(path: path, line: nil, message: systemMessage()) }
        if got == 0 { break }
        filled += got
      }
    }
  }

  /// Writes all bytes at the end of the file.
  package func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      var written = 0
      while written < buffer.count {
        let done = write(descriptor, start + written, buffer.count - written)
        if done < 0 && errno == EINTR { continue }
        if done < 0 { throw ExperimentError.file(path: path, line: nil, message: systemMessage()) }
        written += done
      }
    }
  }

  /// Has the bytes on the disk before what follows.
  func synchronize() throws {
    if fsync(descriptor) != 0 {
      throw ExperimentError.file(path: path, line: nil, message: systemMessage())
    }
  }

  /// The size in bytes.
  package var size: Int {
    let end = lseek(descriptor, 0, SEEK_END)
    return max(0, Int(end))
  }

  /// How a file is locked against other processes.
  package enum Lock {
    /// Many may hold it.
    case shared
    /// One holds it.
    case exclusive
  }

  /// Locks the file until it closes or is unlocked; where the file system knows no locks, does nothing.
  ///
  /// - Returns: false if another process holds the lock and `waiting` is false.
  package func lock(_ kind: Lock, waiting: Bool) -> Bool {
    let operation = (kind == .shared ? LOCK_SH : LOCK_EX) | (waiting ? 0 : LOCK_NB)
    while flock(descriptor, operation) != 0 {
      if errno == EINTR { continue }
      return errno != EWOULDBLOCK
    }
    return true
  }
}

/// What the system says of the last call that failed.
func systemMessage() -> String { String(cString: strerror(errno)) }
