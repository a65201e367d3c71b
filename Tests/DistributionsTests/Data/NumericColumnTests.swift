import Distributions
import Foundation
import Testing

@Suite("Samples from a CSV file")
final class NumericColumnTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "minimax-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: folder) }

  private func file(_ text: String, name: String = "sample.csv") throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test(
    "the first numeric column is read, whatever stands beside it",
    arguments: [
      "1\n2\n4\n", "x\n1\n2\n4", "name,x\na,1\nb,2\nc,4\n", "name;x;y\na;1;7\nb;2;8\nc;4;9\n",
      "x\ty\r\n1\t5\r\n2\t6\r\n4\t7\r\n",
      "\n1\n\n2\n4\n\n", "\"a, b\",x\n\"u, v\",1\n\"w\",2\n\"z\",4\n", "\u{FEFF}1\n2\n4\n", " 1 \n 2\n4e0\n",
    ])
  func columns(_ text: String) throws {
    let law = try Empirical(file: file(text))
    #expect(law.values == [1, 2, 4])
    #expect(law.count == 3)
  }

  @Test(
    "an unusable file is an error that names the line",
    arguments: [
      ("", nil, "the file is empty"), ("x\n", 1, "only a header"), ("x\na\n", 2, "no column holds a number"),
      ("x\n1\nabc\n", 3, "column 1 holds \"abc\""), ("x\n1\n\nnan\n", 4, "holds \"nan\""),
      ("1\ninf\n", 2, "holds \"inf\""),
      ("a,x\nu,1\nv\n", 3, "column 2 holds \"\""), ("x;y\n1;2\n2,5;3\n", 3, "holds \"2,5\""),
    ] as [(String, Int?, String)])
  func unusable(_ text: String, _ line: Int?, _ words: String) throws {
    let path = try file(text)
    let error = #expect(throws: DistributionError.self) { try Empirical(file: path) }
    guard case .unusableFile(let reported, let found, let message) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reported == path)
    #expect(found == line, "\(message)")
    #expect(message.contains(words), "\(message)")
  }

  @Test("a missing file and a folder are errors that name the path")
  func unreadable() {
    for path in [folder.path, folder.path + "/none.csv"] {
      #expect(throws: DistributionError.self) { try KernelDensityEstimate(file: path) }
    }
  }

  @Test("the text form quotes a file name with spaces, and reads it back")
  func quoting() throws {
    let path = try file("1\n2\n4\n", name: "my (own) sample, \"new\".csv")
    let law = try Distribution(KernelDensityEstimate(file: path, bandwidth: 0.5))
    #expect(try Distribution(law.description) == law)
    let plain = try file("1\n2\n4\n")
    #expect(try Distribution("kde(\(plain), 0.5)").description == "kde(\(plain), 0.5)")
    #expect(try Distribution("kde(file: \(plain), bandwidth: 1/2)").density(1) == law.density(1))
  }
}
