import NeuralNetworks

/// The points of a step at which a remedy acts.
public struct RemedyPoints: OptionSet, Sendable, Hashable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The rows of data that D sees.
  public static let data = RemedyPoints(rawValue: 1)
  /// The rows of samples that D sees, in its own steps and in G's.
  public static let samples = RemedyPoints(rawValue: 2)
  /// A term of what D ascends.
  public static let discriminatorLoss = RemedyPoints(rawValue: 4)
  /// A term of what G descends, as a function of its samples.
  public static let generatorLoss = RemedyPoints(rawValue: 8)
  /// The gradient of a player, before its optimiser moves it.
  public static let gradient = RemedyPoints(rawValue: 16)
  /// The weights of a player, after its optimiser has moved it.
  public static let weights = RemedyPoints(rawValue: 32)
}

/// A change of the game at fixed points of a step. A remedy of one's own is a value of a type that conforms, handed to
/// ``AlternatingTraining/init(_:data:workers:remedies:)``; the loop stays as it is.
///
/// It says at which ``points`` it acts and has the methods of those; nothing else of it is called, and remedies act in
/// the order of the list. A method allocates nothing that it can help: it is called in every step. See
/// <doc:RemediesOfYourOwn>.
public protocol Remedy: Sendable {
  /// Where it acts.
  var points: RemedyPoints { get }

  /// Numbers that it keeps for each weight of each player, 0 at the start; checkpoints hold them.
  var numbersPerWeight: Int { get }

  /// Changes rows that D is about to see, in place.
  ///
  /// - Parameters:
  ///   - rows: the share's rows, each of D's inputs.
  ///   - kind: ``RemedyPoints/data`` or ``RemedyPoints/samples``.
  ///   - update: which of D's updates it is for, from 0.
  ///   - stream: random numbers that belong to the share.
  func change<Scalar: NetworkScalar>(
    _ rows: UnsafeMutableBufferPointer<Scalar>, of kind: RemedyPoints, update: Int, stream: inout RandomStream
  )

  /// Subtracts this share's part of a penalty's gradient in D's weights from the gradient of what D ascends.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of D's objective over the share, in the order of D's parameters.
  ///   - pass: a workspace of D with room for `rows` rows and with tangents, for this penalty to use as it likes.
  ///   - data: the share's rows of data, as D sees them.
  ///   - samples: as many rows of the generator's samples.
  ///   - rows: rows of each kind in the share.
  ///   - minibatch: rows of each kind in the whole minibatch, by which a mean is divided.
  ///   - stream: random numbers that belong to the share.
  func subtractGradient<Scalar: NetworkScalar>(
    from gradient: UnsafeMutablePointer<Scalar>, pass: Workspace<Scalar>, data: UnsafePointer<Scalar>,
    samples: UnsafePointer<Scalar>, rows: Int, minibatch: Int, stream: inout RandomStream)

  /// Adds the slope of a term of G's loss in its samples to that of the loss itself.
  ///
  /// - Parameters:
  ///   - slopes: the slope of the loss in each number of the samples.
  ///   - samples: the share's rows of samples, as D sees them.
  ///   - rows: how many.
  ///   - width: numbers in a row.
  ///   - minibatch: rows in the whole minibatch, by which a mean is divided.
  func addSlopes<Scalar: NetworkScalar>(
    to slopes: UnsafeMutablePointer<Scalar>, samples: UnsafePointer<Scalar>, rows: Int, width: Int,
    minibatch: Int)

  /// Changes a player's gradient before its optimiser sees it: D ascends it, G descends it.
  ///
  /// - Parameters:
  ///   - gradient: of the player's objective, a number for each weight.
  ///   - player: whose.
  ///   - weights: the player's.
  ///   - count: how many weights.
  ///   - memory: what the remedy keeps of this player, ``numbersPerWeight`` times `count` numbers.
  ///   - update: which of the player's updates it is, from 0.
  func change<Scalar: NetworkScalar>(
    gradient: UnsafeMutablePointer<Scalar>, of player: PlayerName, weights: UnsafePointer<Scalar>, count: Int,
    memory: UnsafeMutablePointer<Scalar>, update: Int)

  /// Changes a player's weights after its optimiser has moved them.
  ///
  /// - Parameters:
  ///   - weights: the player's, as moved.
  ///   - player: whose.
  ///   - count: how many weights.
  ///   - memory: what the remedy keeps of this player, ``numbersPerWeight`` times `count` numbers.
  ///   - update: which of the player's updates it was, from 0.
  func change<Scalar: NetworkScalar>(
    weights: UnsafeMutablePointer<Scalar>, of player: PlayerName, count: Int,
    memory: UnsafeMutablePointer<Scalar>, update: Int)
}

extension Remedy {
  public var numbersPerWeight: Int { 0 }

  public func change<Scalar: NetworkScalar>(
    _ rows: UnsafeMutableBufferPointer<Scalar>, of kind: RemedyPoints, update: Int, stream: inout RandomStream
  ) {}

  public func subtractGradient<Scalar: NetworkScalar>(
    from gradient: UnsafeMutablePointer<Scalar>, pass: Workspace<Scalar>, data: UnsafePointer<Scalar>,
    samples: UnsafePointer<Scalar>, rows: Int, minibatch: Int, stream: inout RandomStream
  ) {}

  public func addSlopes<Scalar: NetworkScalar>(
    to slopes: UnsafeMutablePointer<Scalar>, samples: UnsafePointer<Scalar>, rows: Int, width: Int,
    minibatch: Int
  ) {}

  public func change<Scalar: NetworkScalar>(
    gradient: UnsafeMutablePointer<Scalar>, of player: PlayerName, weights: UnsafePointer<Scalar>, count: Int,
    memory: UnsafeMutablePointer<Scalar>, update: Int
  ) {}

  public func change<Scalar: NetworkScalar>(
    weights: UnsafeMutablePointer<Scalar>, of player: PlayerName, count: Int,
    memory: UnsafeMutablePointer<Scalar>, update: Int
  ) {}
}
