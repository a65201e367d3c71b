#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// JSD(p, p_S) of a law p and the same law conditioned on a set S, when p misses a share of it: in nats, in [0, log 2].
///
/// With s = p(S): 2 JSD = s log(2s/(1+s)) + log(2/(1+s)) + (1-s) log 2. Of all laws without mass outside S, p_S is the
/// nearest to p in JSD, as log(1 - D*) is the same all over S; by symmetry no law with mass 1 - s where p has
/// none is nearer than this either.
///
/// - Parameter missing: 1 - s, in [0, 1]; values outside are taken at the nearer end.
public func jensenShannonOfMissing(_ missing: Double) -> Double {
  let missing = min(max(missing, 0), 1)
  let s = 1 - missing
  // Each logarithm by what its argument differs from 1: 2s/(1+s) = 1 - (1-s)/(1+s), 2/(1+s) = 1 + (1-s)/(1+s).
  let excess = missing / (1 + s)
  return 0.5 * ((s > 0 ? s * log1p(-excess) : 0) + log1p(excess) + missing * log(2))
}
