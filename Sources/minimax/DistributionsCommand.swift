import ArgumentParser
import Distributions

/// `minimax distributions`: the families of the text form, with their arguments.
struct DistributionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distributions",
    abstract: "List the distributions of the text form, with their arguments.",
    discussion: """
      A mixture is a weighted sum whose weights sum to 1: 0.3*normal(-2, 0.5) + 0.7*normal(2, 1); 1/3 is a weight too.
      Arguments may be named: normal(mean: 0, sd: 1). Spaces do not matter; a file name with spaces, commas or
      parentheses is quoted.
      """)

  func run() {
    let entries = Distribution.catalogue.map { family in
      let arguments = family.arguments.map { $0.isOptional ? "[\($0.name)]" : $0.name }.joined(
        separator: ", ")
      return (form: "\(family.name)(\(arguments))", family: family)
    }
    let width = entries.map(\.form.count).max() ?? 0
    for (form, family) in entries {
      print(form.padding(to: width + 2) + family.summary)
      for argument in family.arguments {
        print(String(repeating: " ", count: width + 4) + "\(argument.name): \(argument.allowed)")
      }
      print(String(repeating: " ", count: width + 4) + "example: \(family.example)")
    }
  }
}

extension String {
  /// The text followed by spaces up to `width` characters.
  func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
