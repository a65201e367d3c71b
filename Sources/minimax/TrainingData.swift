import AdversarialTraining
import Distributions
import LearnedAgainstExact

/// p_data of a training as the user names it: the text of a law, `ring`, `grid`, or a CSV file of samples, on the line
/// or, with two numeric columns, in the plane. More columns are refused.
struct TrainingData {
  /// Where minibatches come from.
  let source: any AdversarialTraining.SampleSource<Float>
  /// The exact law on the line: of a file, its kernel density estimate.
  let law: Distribution?
  /// The modes in the plane, where the data have some.
  let planarModes: GaussianModes?
  /// The modes on the line: the components of a mixture that lie apart.
  let lineModes: LineModes?
  /// What tells these data from others: their text, and a hash of the samples of a file or of the quantiles of a law,
  /// which may read a file too.
  let identity: String

  /// What the exact columns mean by p_data where it is not the law of the samples themselves.
  var lawNote: String? {
    guard let law, source is TableSource<Float> else { return nil }
    return "p_data is \(law), G and D see the samples themselves"
  }

  /// Numbers in one sample.
  var dimension: Int { source.dimension }

  init(_ text: String) throws {
    let known = ["ring": GaussianModes.ring, "grid": .grid]
    if let modes = known[text] {
      (source, law, planarModes, lineModes) = (modes.source(of: Float.self), nil, modes, nil)
      identity = text
    } else if text.hasSuffix(".csv") {
      let (values, columns) = try numericColumns(ofFile: text)
      guard columns <= 2 else {
        throw TextError(
          "\(text) has \(columns) numeric columns; allowed: 1, on the line, or 2, in the plane")
      }
      planarModes = nil
      lineModes = nil
      identity = "\(text), hash \(TrainingData.hash(values))"
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
      identity = "\(law), hash \(TrainingData.hash((1..<64).map { law.quantile(Double($0) / 64) }))"
      source = LawSource<Float>(law)
      planarModes = nil
      lineModes = LineModes(law)
    }
  }

  /// FNV-1a over the bits.
  private static func hash(_ numbers: [Double]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for number in numbers {
      withUnsafeBytes(of: number.bitPattern.littleEndian) {
        for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      }
    }
    return String(hash, radix: 16)
  }

  /// How many modes the data have; 0 where that is not known.
  var modeCount: Int { planarModes?.centres.count ?? lineModes?.intervals.count ?? 0 }
}
