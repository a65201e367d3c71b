#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// log 2 - h((1 + TV)/2), h the binary entropy: the least JSD that two laws of this total variation can have, in nats.
///
/// It is attained by two laws whose |2 D* - 1| is constant. The greatest is TV log 2.
///
/// - Parameter totalVariation: in [0, 1]; values outside are taken at the nearer end.
public func jensenShannonLowerBound(totalVariation: Double) -> Double {
  let t = min(max(totalVariation, 0), 1)
  // log 2 - h((1 + t)/2) = ½ [(1 + t) log(1 + t) + (1 - t) log(1 - t)], each term without its linear part.
  return 0.5 * (entropyExcess(t) + entropyExcess(-t))
}
