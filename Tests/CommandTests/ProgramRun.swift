import Foundation

/// One run of the `minimax` program that was built beside the tests.
struct ProgramRun {
  let status: Int32
  let output: String
  let errors: String

  /// - Parameters:
  ///   - path: where the program looks for others; that of the tests unless given.
  ///   - mostBlocks: how many blocks of 512 bytes a file may have that it writes: a write beyond them is refused, as on a
  ///     full disk (EFBIG in place of ENOSPC, the signal that goes with it being ignored).
  init(_ arguments: [String], in folder: URL? = nil, path: String? = nil, mostBlocks: Int? = nil) throws {
    let process = Process()
    if let path { process.environment = ["PATH": path] }
    if let mostBlocks {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      let script = "trap '' XFSZ; ulimit -f \(mostBlocks); exec \"$0\" \"$@\""
      process.arguments = ["-c", script, try ProgramRun.program().path] + arguments
    } else {
      process.executableURL = try ProgramRun.program()
      process.arguments = arguments
    }
    process.currentDirectoryURL = folder
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// A run that goes on while the test does; its output is not kept.
  static func started(_ arguments: [String], in folder: URL) throws -> Process {
    let process = Process()
    process.executableURL = try program()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// The exit status of a run that is killed after some time, unless it ended before.
  static func killed(_ arguments: [String], in folder: URL, afterMilliseconds delay: Int) throws -> Int32 {
    let process = try started(arguments, in: folder)
    usleep(UInt32(delay) * 1000)
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// The rows of CSV output without its header, split at commas outside quotes.
  var rows: [[String]] {
    output.split(separator: "\n").dropFirst().map { line in
      var fields = [""]
      var quoted = false
      for character in line {
        if character == "\"" {
          quoted.toggle()
        } else if character == ",", !quoted {
          fields.append("")
        } else {
          fields[fields.count - 1].append(character)
        }
      }
      return fields
    }
  }

  /// The value of a quantity in CSV output.
  func value(_ quantity: String) -> Double? {
    rows.first { $0[0] == quantity }.flatMap { Double($0[1]) }
  }

  private static func program() throws -> URL {
    // The test bundle lies in the folder of products; under swift test it is an argument of the runner.
    var candidates = CommandLine.arguments.filter { $0.contains(".xctest") }
    candidates.append(CommandLine.arguments[0])
    for path in candidates {
      var folder = URL(fileURLWithPath: path)
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let program = folder.appendingPathComponent("minimax")
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: program.path, isDirectory: &isFolder), !isFolder.boolValue {
          return program
        }
      }
    }
    throw CocoaError(.fileNoSuchFile)
  }
}

/// A folder that is removed at the end.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
