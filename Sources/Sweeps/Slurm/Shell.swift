#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Commands of the system, run and read.
enum Shell {
  /// What a command printed on both outputs, and its exit code.
  static func run(_ words: [String]) -> (status: Int32, output: String) {
    let command = words.map(quoted).joined(separator: " ") + " 2>&1"
    guard let pipe = popen(command, "r") else { return (127, String(cString: strerror(errno))) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
    let status = pclose(pipe)
    return ((status >> 8) & 0xff, String(decoding: bytes, as: UTF8.self))
  }

  /// Whether there is a command of this name.
  static func has(_ command: String) -> Bool {
    run(["sh", "-c", "command -v \(quoted(command))"]).status == 0
  }

  /// A word as the shell reads it back.
  static func quoted(_ word: String) -> String {
    let plain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
          || "_-+=./,:@%".utf8.contains(byte)
      }
    if plain { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
