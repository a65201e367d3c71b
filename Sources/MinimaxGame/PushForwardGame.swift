import Distributions
import Divergences
import Quadrature

extension MinimaxGame {
  /// V(G, D) in z-space: ∫ p_data(x) log D(x) dx + ∫ p_z(z) log(1 - D(G(z))) dz for any map G, turning or flat.
  ///
  /// The law of G(Z) is not read, only its prior and its map: with `generator` as this game's generator it must agree
  /// with V(G, D) over x, which shares with it neither mesh nor density.
  ///
  /// - Throws: as ``report(on:tolerance:)``.
  public func valueInNoiseSpace(
    of discriminator: some Discriminator, through generator: PushForward, tolerance: Tolerance = .standard
  ) throws -> Estimate {
    let inX = try MinimaxGame(data: data, generator: data).report(on: discriminator, tolerance: tolerance)
      .dataTerm
    let map = generator.map
    // Where D has a kink or varies fast, so does D(G(z)).
    let marked = discriminator.breakPoints + discriminator.landmarks.map(\.position)
    let breaks = map.kinks + generator.turningPoints + marked.flatMap { generator.preimages(of: $0) }
    let pulled = ClosureDiscriminator(
      logit: { try discriminator.logit(map.value($0)) }, breakPoints: breaks.filter(\.isFinite))
    var inZ = try MinimaxGame(data: generator.prior, generator: generator.prior)
      .report(on: pulled, tolerance: tolerance).generatorTerm
    inZ.absoluteError += generator.unresolvedMass * (1 + inZ.value.magnitude) + discriminator.logitError
    return inX + inZ
  }
}
