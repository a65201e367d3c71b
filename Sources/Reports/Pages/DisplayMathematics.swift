/// Mathematics between `$$` as GitHub reads it: Markdown comes first there and takes the backslash from before any
/// punctuation, so that `\,` becomes a comma and `\|` a bar (github/markup 1547, 1577). Such a command has a name
/// instead: `\thinspace`, `\Vert`, `\thickspace`, `\negthinspace`, `\lbrace`.
enum DisplayMathematics {
  /// The first backslash before punctuation in any formula between `$$`, with what follows it; `nil` if there is none.
  static func strippedCommand(in text: String) -> String? {
    let formulas = text.split(separator: "$$", omittingEmptySubsequences: false).enumerated().filter {
      !$0.offset.isMultiple(of: 2)
    }
    for (_, formula) in formulas {
      if let match = formula.firstMatch(of: /\\[!-\/:-@\[-`{-~]/) { return String(match.output) }
    }
    return nil
  }
}
