/// Mathematics between `$$` as GitHub reads it: Markdown comes first there and takes the backslash from before any
/// punctuation, so that `\,` becomes a comma and `\|` a bar (github/markup 1547, 1577). Such a command has a name
/// instead, one that pandoc knows, too: `\Vert`, `\lbrace`, `\quad`, `\hspace{2pt}`; the names of small spaces,
/// `\thinspace` and its like, it does not.
enum DisplayMathematics {
  /// The first command in any formula between `$$` that does not arrive: a backslash before punctuation, with what follows
  /// it, or the name of a small space; `nil` if there is none.
  static func lostCommand(in text: String) -> String? {
    let formulas = text.split(separator: "$$", omittingEmptySubsequences: false).enumerated().filter {
      !$0.offset.isMultiple(of: 2)
    }
    for (_, formula) in formulas {
      if let match = formula.firstMatch(of: /\\([!-\/:-@\[-`{-~]|(neg)?(thin|med|thick)space)/) {
        return String(match.output.0)
      }
    }
    return nil
  }
}
