import AdversarialTraining
import Distributions
import LearnedAgainstExact

/// p_data of a training as the user names it: the text of a law, `ring`, `grid`, or a CSV file of samples, on the line
/// or, with two numeric columns, in the plane.
struct TrainingData {
  /// Where minibatches come from.
  let source: any AdversarialTraining.SampleSource<Float>
  /// The exact law on the line: of a file, its kernel density estimate.
  let law: Distribution?
  /// The modes in the plane, where the data have some.
  let planarModes: GaussianModes?
  /// The modes on the line: the components of a mixture that lie apart.
  let lineModes: LineModes?

  /// Numbers in one sample.
  var dimension: Int { source.dimension }

  init(_ text: String) throws {
    let known = ["ring": GaussianModes.ring, "grid": .grid]
    if let modes = known[text] {
      (source, law, planarModes, lineModes) = (modes.source(of: Float.self), nil, modes, nil)
    } else if text.hasSuffix(".csv") {
      let (values, columns) = try numericColumns(ofFile: text)
      planarModes = nil
      lineModes = nil
      if columns == 2 {
        source = try TableSource(values: values.map { Float($0) }, dimension: 2)
        law = nil
      } else {
        source = try TableSource(values: Empirical(file: text).sampleValues.map { Float($0) }, dimension: 1)
        law = try Distribution("kde(\"\(text)\")")
      }
    } else {
      let law = try Distribution(text)
      self.law = law
      source = LawSource<Float>(law)
      planarModes = nil
      lineModes = LineModes(law)
    }
  }

  /// How many modes the data have; 0 where that is not known.
  var modeCount: Int { planarModes?.centres.count ?? lineModes?.intervals.count ?? 0 }
}
