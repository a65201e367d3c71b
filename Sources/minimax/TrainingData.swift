import AdversarialTraining
import Distributions
import LearnedAgainstExact

/// p_data of a training as the user names it: the text of a law, or a CSV file of samples.
struct TrainingData {
  /// Where minibatches come from.
  let source: any AdversarialTraining.SampleSource<Float>
  /// The exact law, where there is one: of a file on the line, its kernel density estimate.
  let law: Distribution?

  /// Numbers in one sample.
  var dimension: Int { source.dimension }

  init(_ text: String) throws {
    if text.hasSuffix(".csv") {
      source = try TableSource(values: Empirical(file: text).sampleValues.map { Float($0) }, dimension: 1)
      law = try Distribution("kde(\"\(text)\")")
    } else {
      let law = try Distribution(text)
      source = LawSource<Float>(law)
      self.law = law
    }
  }
}
