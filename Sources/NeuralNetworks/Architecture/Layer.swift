/// One step of a network, from a row of numbers to a row of numbers.
public enum Layer: Codable, Hashable, Sendable {
  /// An affine map and an activation.
  case dense(Dense)
  /// Random zeros in training, nothing at rest.
  case dropout(Dropout)
  /// Each column to mean 0 and variance 1 over the minibatch, then scaled and shifted by what is learned.
  case batchNormalisation(BatchNormalisation)
  /// The row, and beside it how close it lies to the other rows of the minibatch.
  case minibatchDiscrimination(MinibatchDiscrimination)

  /// A dense layer of `units` units.
  public static func dense(
    _ units: Int, _ activation: Activation, weights: Initialisation = .glorot,
    biases: BiasInitialisation = .zeros
  ) -> Layer {
    .dense(Dense(units: units, activation: activation, weights: weights, biases: biases))
  }

  /// Dropout that keeps each number with probability `keep` and multiplies it by `scale` (1/keep unless given).
  public static func dropout(keep: Double, scale: Double? = nil) -> Layer {
    .dropout(Dropout(keep: keep, scale: scale ?? 1 / keep))
  }
}

/// y = activation(x W + b), with W of shape inputs x units (for maxout inputs x (pieces · units), piece-major).
public struct Dense: Codable, Hashable, Sendable {
  /// Outputs of the layer.
  public var units: Int
  /// What is applied to the affine map.
  public var activation: Activation
  /// The law of W at the start.
  public var weights: Initialisation
  /// b at the start.
  public var biases: BiasInitialisation

  /// A layer of `units` > 0 units.
  public init(
    units: Int, activation: Activation, weights: Initialisation = .glorot, biases: BiasInitialisation = .zeros
  ) {
    self.units = units
    self.activation = activation
    self.weights = weights
    self.biases = biases
  }
}

/// In training x is kept with probability `keep` and then multiplied by `scale`, else 0; at rest x is multiplied
/// by `keep · scale`, its mean (Srivastava et al. 2014).
public struct Dropout: Codable, Hashable, Sendable {
  /// The probability that a number is kept, in (0, 1].
  public var keep: Double
  /// What a kept number is multiplied by.
  public var scale: Double

  /// Dropout with this probability and scale.
  public init(keep: Double, scale: Double) {
    self.keep = keep
    self.scale = scale
  }
}

/// y = activation(gain (x - mean) / √(variance + epsilon) + shift), column by column (Ioffe and Szegedy 2015).
///
/// In training mean and variance (divided by the number of rows) are the minibatch's, and running averages follow
/// them: running <- momentum · running + (1 - momentum) · the minibatch's (its variance divided by rows - 1). At
/// rest the running averages are used. gain starts at 1, shift at 0.
public struct BatchNormalisation: Codable, Hashable, Sendable {
  /// What is applied after the normalisation; not maxout.
  public var activation: Activation
  /// The weight of the past in the running averages, in [0, 1).
  public var momentum: Double
  /// Added to the variance, above 0.
  public var epsilon: Double

  /// A normalisation followed by `activation`.
  public init(activation: Activation = .identity, momentum: Double = 0.9, epsilon: Double = 1e-5) {
    self.activation = activation
    self.momentum = momentum
    self.epsilon = epsilon
  }
}

/// y = (x, o(x)): a row is followed by its closeness to the rows of its minibatch, so that a discriminator can tell
/// samples that are all alike (Salimans et al. 2016, section 3.2).
///
/// With M = x T, T of shape inputs x (dimensions · kernels), dimension by dimension, o_b(x_i) is the sum over all rows j
/// (i among them) of exp(-Σ_c |M_icb - M_jcb|), one number for each kernel b. It couples rows at rest as in training.
public struct MinibatchDiscrimination: Codable, Hashable, Sendable {
  /// Numbers added to a row, 1 or more (B in the paper).
  public var kernels: Int
  /// Dimensions in which distances are taken, 1 or more (C in the paper).
  public var dimensions: Int
  /// The law of T at the start.
  public var weights: Initialisation

  /// Closeness by `kernels` kernels, each of so many dimensions.
  public init(kernels: Int, dimensions: Int, weights: Initialisation = .glorot) {
    self.kernels = kernels
    self.dimensions = dimensions
    self.weights = weights
  }
}
