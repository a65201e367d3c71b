import Distributions
import Testing

@Suite("The text form of a distribution")
struct DistributionTests {
  @Test(
    "reads every example of the catalogue, and its description reads back to an equal law",
    arguments: Distribution.catalogue)
  func examples(_ family: Family) throws {
    let law = try Distribution(family.example)
    #expect(try Distribution(law.description) == law)
    #expect(law.description.hasPrefix(family.name))
  }

  @Test(
    "reads the grammar of the plan",
    arguments: [
      ("0.3*normal(-2, 0.5) + 0.7*normal(2, 1)", "0.3*normal(-2.0, 0.5) + 0.7*normal(2.0, 1.0)"),
      (" normal ( mean : 0 , sd : 1 ) ", "normal(0.0, 1.0)"),
      ("normal(sd: 2, mean: 1e-3)", "normal(0.001, 2.0)"),
      ("1/4*laplace(0,1)+3/4*cauchy(0,1)", "0.25*laplace(0.0, 1.0) + 0.75*cauchy(0.0, 1.0)"),
      ("(normal(0,1))", "normal(0.0, 1.0)"),
      (
        "0.5*(0.5*normal(0,1)+0.5*normal(1,1))+0.5*normal(2,1)",
        "0.25*normal(0.0, 1.0) + 0.25*normal(1.0, 1.0) + 0.5*normal(2.0, 1.0)"
      ),
      ("affine(affine(normal(0,1), 1, 2), 3, -4)", "affine(normal(0.0, 1.0), -1.0, -8.0)"),
      ("truncated(normal(0,1), -inf, 3)", "truncated(normal(0.0, 1.0), -inf, 3.0)"),
      ("1*gumbel(0, .5)", "gumbel(0.0, 0.5)"),
    ])
  func grammar(text: String, canonical: String) throws {
    let law = try Distribution(text)
    #expect(law.description == canonical)
    #expect(try Distribution(canonical).description == canonical)
  }

  @Test(
    "an error points at the character and says what is allowed",
    arguments: [
      ("normal(0, -1)", 11, "sd is -1.0; allowed: a finite number above 0"),
      ("normal(sd: 0, mean: 1)", 12, "sd is 0.0"),
      ("normal(0)", 9, "sd is missing: normal(mean, sd)"),
      ("normal(0, 1, 2)", 14, "too many arguments"),
      ("normal(0, 1", 12, "the text ends too early"),
      ("norml(0, 1)", 1, "did you mean normal?"),
      ("normal(0, 1))", 13, "not expected here"),
      ("normal(0, 1) + normal(1, 1)", 1, "a weight is missing"),
      ("0.5*normal(0, 1) + 0.6*normal(1, 1)", 1, "the weights sum to 1.1"),
      ("-0.5*normal(0, 1) + 1.5*normal(1, 1)", 1, "the weight is -0.5"),
      ("0.5 normal(0, 1)", 5, "* is expected"),
      ("normal(mu: 0, sd: 1)", 8, "no argument \"mu\""),
      ("normal(mean: 0, mean: 1)", 17, "given twice"),
      ("normal(a, 1)", 8, "mean must be a finite number"),
      ("normal(1e999, 1)", 8, "mean is inf"),
      ("1/0*normal(0, 1)", 3, "other than 0"),
      ("uniform(2, 1)", 12, "upper is 1.0"),
      ("truncated(uniform(0, 1), 2, 3)", 29, "it has none in"),
      ("affine(normal(0, 1), 0, 0)", 25, "other than 0"),
      ("kde([1, 1])", 1, ""),
      ("", 1, "a distribution is expected"),
      ("0.5*", 5, "found the end of the text"),
      ("(normal(0, 1)", 14, "a closing ) is missing"),
      ("kde(\"a.csv)", 5, "the closing quote is missing"),
    ])
  func errors(text: String, column: Int, words: String) {
    do {
      _ = try Distribution(text)
      Issue.record("\(text) was read")
    } catch .syntax(let reported, let found, let message) {
      #expect(reported == text)
      #expect(found == column, "\(message)")
      #expect(message.contains(words), "\(message)")
    } catch {
      #expect(text.hasPrefix("kde"), "\(error)")
    }
  }

  @Test("a text nested 5,000 deep is refused by a message, not by a crash")
  func depth() {
    for opening in ["(", "affine("] {
      let text = String(repeating: opening, count: 5000) + "normal(0, 1)"
      #expect(throws: DistributionError.self) { try Distribution(text) }
    }
  }

  @Test(
    "the catalogue's argument names are those of the errors", arguments: Distribution.catalogue.prefix(13))
  func names(_ family: Family) throws {
    for (index, argument) in family.arguments.enumerated() {
      let values = family.arguments.indices.map { $0 == index ? "inf" : "1" }.joined(separator: ", ")
      #expect {
        try Distribution("\(family.name)(\(values))")
      } throws: { error in
        "\(error)".contains("\(family.name): \(argument.name) is inf; allowed: a finite number")
      }
    }
  }
}
