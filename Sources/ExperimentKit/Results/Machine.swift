#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where and by which build cells were computed.
package struct Machine: Sendable, Hashable, Codable, Comparable {
  /// The order in which machines are listed.
  package static func < (a: Machine, b: Machine) -> Bool {
    (a.host, a.cpu, a.build) < (b.host, b.cpu, b.build)
  }

  /// The name of the machine.
  package var host: String
  /// The model of its processor: last digits may differ between models.
  package var cpu: String
  /// A hash of the executable file: cells of another build are not mixed in unasked.
  package var build: String

  /// This process on this machine.
  package static let current = Machine(host: hostName(), cpu: processorModel(), build: executableHash())

  /// The language version of the compiler that built this file.
  static var compiler: String {
    #if compiler(>=6.4)
      "Swift 6.4 or later"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #elseif compiler(>=6.2)
      "Swift 6.2"
    #elseif compiler(>=6.1)
      "Swift 6.1"
    #else
      "Swift 6.0"
    #endif
  }

  static var operatingSystem: String { ProcessInfo.processInfo.operatingSystemVersionString }

  /// The commit of the source that the executable was built in, with `-dirty` if files differ from it.
  static let gitRevision: String? = {
    let folder = executablePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let quoted = folder.joined(separator: "/").split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''")
    let command = "git -C '\(quoted)' describe --always --abbrev=40 --exclude='*' --dirty 2>/dev/null"
    guard let pipe = popen(command, "r") else { return nil }
    defer { pclose(pipe) }
    var buffer = [CChar](repeating: 0, count: 256)
    guard fgets(&buffer, Int32(buffer.count), pipe) != nil else { return nil }
    let bytes = buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }()

  private static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func processorModel() -> String {
    #if canImport(Darwin)
      var buffer = [CChar](repeating: 0, count: 256)
      var size = buffer.count
      guard sysctlbyname("machdep.cpu.brand_string", &buffer, &size, nil, 0) == 0 else { return "unknown" }
      return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #else
      guard let file = try? File(reading: "/proc/cpuinfo"), let bytes = try? file.read(at: 0, count: 1 << 14)
      else { return "unknown" }
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
      return model.map { String($0.drop { $0 == " " }) } ?? "unknown"
    #endif
  }

  /// The path of the running executable.
  package static var executablePath: String {
    #if canImport(Darwin)
      var size = UInt32(4096)
      var buffer = [CChar](repeating: 0, count: 4096)
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return CommandLine.arguments[0] }
    #else
      var buffer = [CChar](repeating: 0, count: 4096)
      guard readlink("/proc/self/exe", &buffer, buffer.count - 1) > 0 else { return CommandLine.arguments[0] }
    #endif
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func executableHash() -> String {
    guard let file = try? File(reading: executablePath) else { return "unknown" }
    var hash = StableHash()
    var offset = 0
    while let bytes = try? file.read(at: offset, count: 1 << 20), !bytes.isEmpty {
      bytes.withUnsafeBytes { hash.combine(wordsOf: $0) }
      offset += bytes.count
    }
    return hash.hexadecimal
  }
}
