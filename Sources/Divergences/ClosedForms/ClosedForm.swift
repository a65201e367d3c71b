/// The divergences that have a formula, one overload a family: exact up to the rounding of a few operations.
///
///     ClosedForm.kullbackLeibler(from: try Normal(mean: 0, standardDeviation: 1),
///                                to: try Normal(mean: 1, standardDeviation: 2))   // 0.4431471805599453
///
/// They are oracles for the quadrature, and the faster choice where both laws are of one family. Conventions and
/// units are those of the functions of the same name; `.infinity` where a divergence is infinite. A function
/// that returns an optional knows a formula for some parameters only and is `nil` elsewhere.
///
/// Each formula is written so that two laws that are nearly equal keep their digits: a divergence is of second
/// order in their difference, so what is of first order in it is cancelled on paper, by functions such as
/// e^x - 1 - x that have a double zero of their own.
public enum ClosedForm {}
