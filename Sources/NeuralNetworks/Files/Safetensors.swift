import Foundation

/// A file in the safetensors format: eight bytes of length, a JSON header, the tensors' bytes one after the other.
///
/// Python's `safetensors` opens what this writes, and the other way round (F32, F64 and U64).
public struct Safetensors: Hashable, Sendable {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// Free texts by name.
  public var metadata: [String: String]

  /// A file of these.
  public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The bytes of the file. Equal contents give equal bytes.
  public func encoded() throws -> Data {
    var header: [String: Any] = [:]
    if !metadata.isEmpty { header["__metadata__"] = metadata }
    var body = Data()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      header[name] = [
        "dtype": tensor.type, "shape": tensor.shape,
        "data_offsets": [body.count, body.count + tensor.bytes.count],
      ]
      body.append(tensor.bytes)
    }
    var text = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys])
    while text.count % 8 != 0 { text.append(0x20) }
    var length = UInt64(text.count).littleEndian
    return withUnsafeBytes(of: &length) { Data($0) } + text + body
  }

  /// A hash of everything but the metadata `checksum`, which is where it is kept: FNV-1a over the bytes of the file.
  ///
  /// It tells damage from what was written; it is no protection against malice.
  public func checksum() throws(NetworkError) -> String {
    var bare = self
    bare.metadata["checksum"] = nil
    let bytes: Data
    do { bytes = try bare.encoded() } catch {
      throw .unsupported(message: "the tensors cannot be encoded: \(error)")
    }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    bytes.withUnsafeBytes { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
    return String(hash, radix: 16)
  }

  /// Writes the file with the ``checksum()`` of what is in it among the metadata, as ``write(to:)`` does.
  public func writeWithChecksum(to path: String) throws(NetworkError) {
    var file = self
    file.metadata["checksum"] = try checksum()
    try file.write(to: path)
  }

  /// Refuses contents that have not the checksum of the metadata, or metadata without one.
  ///
  /// - Throws: ``NetworkError/unusableFile(path:expected:found:)``.
  public func requireChecksum(at path: String) throws(NetworkError) {
    let (sum, written) = (try checksum(), metadata["checksum"] ?? "none")
    guard sum == written else {
      throw .unusableFile(
        path: path, expected: "contents with the checksum \(written) of the metadata",
        found: "\(sum): the file is damaged")
    }
  }

  /// Writes the file at once or not at all: under a temporary name beside it, flushed, then renamed, so that neither
  /// a full disk nor a killed process damages what was there.
  ///
  /// - Throws: ``NetworkError/unreadableFile(path:message:)``.
  public func write(to path: String) throws(NetworkError) {
    let temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
    do {
      try encoded().write(to: URL(fileURLWithPath: temporary))
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: temporary))
      try file.synchronize()
      try file.close()
      guard rename(temporary, path) == 0 else {
        throw CocoaError(
          .fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
      }
    } catch {
      unlink(temporary)
      throw .unreadableFile(path: path, message: "could not be written: \(error.localizedDescription)")
    }
  }

  /// Reads a file.
  ///
  /// - Throws: ``NetworkError/unreadableFile(path:message:)`` where there is none to read,
  ///   ``NetworkError/unusableFile(path:expected:found:)`` for one that is damaged or truncated.
  public init(contentsOf path: String) throws(NetworkError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadableFile(path: path, message: "could not be read: \(error.localizedDescription)")
    }
    try self.init(decoding: data, path: path)
  }

  /// Reads the bytes of a file called `path`, which errors name.
  init(decoding data: Data, path: String) throws(NetworkError) {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws(NetworkError) {
      if !holds { throw .unusableFile(path: path, expected: expected, found: found) }
    }
    try require(data.count >= 8, "a safetensors file of at least 8 bytes", "\(data.count) bytes")
    let length = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    try require(
      length <= UInt64(data.count - 8), "a header of \(length) bytes, as the first 8 bytes say",
      "\(data.count - 8) bytes after them")
    let bodyStart = 8 + Int(length)
    guard
      let object = try? JSONSerialization.jsonObject(with: data.subdata(in: 8..<bodyStart)),
      let header = object as? [String: Any]
    else {
      throw .unusableFile(path: path, expected: "a JSON object as the header", found: "something else")
    }
    metadata = [:]
    tensors = [:]
    var ranges: [Range<Int>] = []
    let body = data.count - bodyStart
    for (name, entry) in header.sorted(by: { $0.key < $1.key }) {
      if name == "__metadata__" {
        metadata = (entry as? [String: String]) ?? [:]
        continue
      }
      guard
        let fields = entry as? [String: Any], let type = fields["dtype"] as? String,
        let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
        offsets.count == 2, shape.allSatisfy({ $0 >= 0 })
      else {
        throw .unusableFile(
          path: path, expected: "dtype, shape and data_offsets of the tensor '\(name)'", found: "\(entry)")
      }
      guard let size = Tensor.size(of: type) else {
        throw .unusableFile(path: path, expected: "numbers of type F32, F64 or U64 in '\(name)'", found: type)
      }
      let bytes = shape.reduce(size) { $0.multipliedReportingOverflow(by: $1).partialValue }
      try require(
        offsets[0] >= 0 && offsets[1] - offsets[0] == bytes, "\(bytes) bytes for '\(name)' of shape \(shape)",
        "offsets \(offsets)")
      try require(offsets[1] <= body, "\(offsets[1]) bytes of tensors", "\(body): the file is truncated")
      ranges.append(offsets[0]..<offsets[1])
      tensors[name] = Tensor(
        type: type, shape: shape, bytes: data.subdata(in: bodyStart + offsets[0]..<bodyStart + offsets[1]))
    }
    var end = 0
    for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      try require(
        range.lowerBound == end, "tensors one after the other",
        "a gap or an overlap at byte \(end) of the tensors")
      end = range.upperBound
    }
    try require(end == body, "\(end) bytes of tensors", "\(body)")
  }
}
