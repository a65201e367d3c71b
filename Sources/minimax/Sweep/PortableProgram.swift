import ExperimentKit

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

/// The same program built for the baseline of the processor's family, for clusters whose nodes differ.
///
/// The compiler's flags are one half of it: OpenBLAS and the C library choose their kernels by the processor at run
/// time, so both are told to take the plain ones. The tasks of an array are told so too.
enum PortableProgram {
  private static let mark = "MINIMAX_PORTABLE"

  #if arch(x86_64)
    private static let environment = [
      "OPENBLAS_CORETYPE": "Prescott", "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-FMA4",
    ]
  #else
    private static let environment = ["OPENBLAS_CORETYPE": "ARMV8"]
  #endif

  /// Builds the program and goes on as it, with the same arguments; returns at once if that was done.
  static func replaceProcess() throws {
    guard ProcessInfo.processInfo.environment[mark] == nil else { return }
    let root = try sourceFolder()
    let folder = "\(root)/.build-portable"
    Terminal.note("building for the baseline of this family of processors in \(folder)")
    let arguments = [
      "build", "--package-path", root, "--scratch-path", folder, "-c", "release", "--product", "minimax",
    ]
    guard try run("swift", arguments) == 0 else { throw TextError("swift build failed; see above") }
    for (name, value) in environment { setenv(name, value, 1) }
    setenv(mark, "1", 1)
    let program = "\(folder)/release/minimax"
    var words = ([program] + CommandLine.arguments.dropFirst()).map { strdup($0) } + [nil]
    execv(program, &words)
    throw TextError("\(program) cannot be run: \(String(cString: strerror(errno)))")
  }

  /// The folder of the source that this program was built in.
  private static func sourceFolder() throws -> String {
    var parts = Machine.executablePath.split(separator: "/").dropLast()
    while !parts.isEmpty {
      let folder = "/" + parts.joined(separator: "/")
      if FileManager.default.fileExists(atPath: "\(folder)/Package.swift") { return folder }
      parts = parts.dropLast()
    }
    throw TextError(
      "--portable builds from the source, and \(Machine.executablePath) lies in no package; run the program of a clone, "
        + ".build/release/minimax")
  }

  /// Runs a command with its output on standard error, and returns its exit code.
  private static func run(_ command: String, _ arguments: [String]) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    var words = ([command] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let code = posix_spawnp(&process, command, &actions, nil, &words, environ)
    guard code == 0 else { throw TextError("\(command) cannot be run: \(String(cString: strerror(code)))") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 1
  }
}
