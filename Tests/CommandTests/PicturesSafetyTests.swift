import Foundation
import Testing

/// What `minimax pictures` does when it is killed, when nothing more can be written, and when it is asked for the impossible.
struct PicturesSafetyTests {
  /// Kills a run with SIGKILL once its evolution has so many lines; false where it came to its end before.
  private func isKilled(_ arguments: [String], _ folder: PicturesFolder, atLines lines: Int) throws -> Bool {
    let process = try ProgramRun.started(arguments, in: folder.url)
    while process.isRunning, folder.lines("parts/evolution.csv").count < lines { usleep(500) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
  }

  @Test("a run killed with SIGKILL, again and again, ends with the bits of one that was not")
  func killed() throws {
    try PicturesFolder.with { folder in
      let whole = try folder.train("whole", "--set", "steps=200")
      #expect(whole.status == 0, "\(whole.errors)")
      let arguments = [
        "pictures", "train", "--config", "game.yaml", "--set", "steps=200", "--out", "parts", "--resume",
      ]
      // After the third line it is between evolution.csv and the checkpoint, or later; then a hundred steps are left.
      for lines in [3, 4, 8, 13] { #expect(try isKilled(arguments, folder, atLines: lines)) }
      let rest = try ProgramRun(arguments, in: folder.url)
      #expect(rest.status == 0, "\(rest.errors)")
      folder.expectSameBits("samples/0000200.png")
      #expect(try folder.leftovers("parts").isEmpty)
    }
  }

  @Test("where a write is refused, as on a full disk, the last checkpoint stays, and the run goes on from it")
  func refusedWrites() throws {
    try PicturesFolder.with { folder in
      #expect(try folder.train("whole").status == 0)
      #expect(try folder.train("parts", "--set", "steps=30").status == 0)
      let checkpoint = try #require(folder.contents("parts/checkpoint.safetensors"))
      // Just not the whole of the checkpoint; then not even the networks.
      for blocks in [(checkpoint.count - 1) / 512, 1] {
        let refused = try folder.train("parts", "--resume", mostBlocks: blocks)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("Error: parts/"), "\(refused.errors)")
        #expect(folder.contents("parts/checkpoint.safetensors") == checkpoint)
        #expect(try folder.leftovers("parts").isEmpty)
      }
      let rest = try folder.train("parts", "--resume")
      #expect(rest.status == 0, "\(rest.errors)")
      folder.expectSameBits()
    }
  }

  @Test("--minutes ends a run at an epoch, and with more of them it goes on to the same bits")
  func minutes() throws {
    try PicturesFolder.with { folder in
      #expect(try folder.train("whole").status == 0)
      let begun = try folder.train("parts", "--minutes", "1e-9")
      #expect(begun.status == 0 && begun.output.contains("stopped at step 0 of 60, its time is up"))
      let checkpoint = folder.contents("parts/checkpoint.safetensors")
      #expect(checkpoint != nil)
      #expect(try folder.train("parts", "--resume", "--minutes", "1e-9").status == 0)
      #expect(folder.contents("parts/checkpoint.safetensors") == checkpoint)
      #expect(try folder.train("parts", "--resume", "--minutes", "1000").status == 0)
      folder.expectSameBits()
    }
  }

  @Test("a run does not go on to fewer steps, other moments or other pictures, and nothing is changed")
  func otherRuns() throws {
    try PicturesFolder.with { folder in
      #expect(try folder.train("run").status == 0)
      // The marginals of the training pictures are the same, the pictures are not.
      try folder.writePictures(to: "other")
      let path = folder.url.appending(path: "other/t10k-images-idx3-ubyte")
      var test = try #require(folder.contents("other/t10k-images-idx3-ubyte"))
      test[test.count - 1] ^= 1
      try test.write(to: path)
      let configuration = folder.contents("run/config.yaml")
      for (options, message) in [
        (["--epochs", "1"], "the run is to end at step 10, but run/checkpoint.safetensors is at step 60"),
        (["--set", "every=20"], "every is 20, but the run's is 10"),
        (["--data-dir", "other"], "made from other pictures"),
      ] {
        let run = try ProgramRun(
          ["pictures", "train", "--config", "game.yaml", "--out", "run", "--resume"] + options, in: folder.url
        )
        #expect(run.status == 1)
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(folder.contents("run/config.yaml") == configuration)
      }
      let score = try ProgramRun(
        ["pictures", "score", "--run", "run", "--data-dir", "other", "--out", "scores", "--samples", "50"],
        in: folder.url)
      #expect(score.status == 1 && score.errors.contains("was trained on other pictures"), "\(score.errors)")
    }
  }

  @Test("a network that was damaged, is the other player's or is another game's is refused")
  func otherNetworks() throws {
    try PicturesFolder.with { folder in
      #expect(try folder.train("run").status == 0)
      #expect(try folder.train("wide", "--set", "noise={law: normal, dimension: 5}").status == 0)
      let path = folder.url.appending(path: "run/generator.safetensors")
      var damaged = try #require(folder.contents("run/generator.safetensors"))
      damaged[damaged.count - 4] ^= 1
      let discriminator = try #require(folder.contents("run/discriminator.safetensors"))
      let wide = try #require(folder.contents("wide/generator.safetensors"))
      for (bytes, message) in [
        (damaged, "the file is damaged"), (discriminator, "has the weights of a discriminator"),
        (wide, "maps 5 numbers to 16; run/config.yaml asks for 3 to 16"),
      ] {
        try bytes.write(to: path)
        for command in [["sheet"], ["score", "--out", "scores", "--samples", "50"]] {
          let run = try ProgramRun(["pictures"] + command + ["--run", "run"], in: folder.url)
          #expect(run.status == 1)
          #expect(run.errors.contains(message), "\(run.errors)")
        }
      }
    }
  }

  @Test(
    "numbers too large are refused, not tried",
    arguments: [
      (["train", "--config", "game.yaml", "--out", "run", "--epochs", "9223372036854775807"], "--epochs"),
      (["train", "--config", "game.yaml", "--out", "run", "--minutes", "nan"], "--minutes"),
      (["score", "--run", "run", "--out", "scores", "--samples", "100000000000"], "--samples"),
      (["score", "--run", "run", "--out", "scores", "--samples", "9223372036854775807"], "--samples"),
    ])
  func tooLarge(arguments: [String], option: String) throws {
    try withTemporaryFolder { folder in
      let run = try ProgramRun(["pictures"] + arguments, in: folder)
      #expect(run.status == 64)
      #expect(run.errors.contains(option) && run.errors.contains("allowed:"), "\(run.errors)")
    }
  }
}
