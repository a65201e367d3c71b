import Foundation
import Testing

/// `minimax pictures` on a few pictures of 4 x 4 pixels that the test makes.
struct PicturesCommandTests {
  @Test("a run that was stopped in the middle of an epoch and resumed has the bits of one that was not")
  func resume() throws {
    try PicturesFolder.with { folder in
      let whole = try folder.train("whole")
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(try folder.train("parts", "--set", "steps=25").status == 0)
      let again = try folder.train("parts")
      #expect(again.status == 1)
      #expect(again.errors.contains("is there already; allowed: --resume"))
      #expect(try folder.train("parts", "--resume").status == 0)
      folder.expectSameBits()
      let rows = String(decoding: folder.contents("whole/evolution.csv") ?? Data(), as: UTF8.self)
        .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
      #expect(rows.map { $0[0] } == ["0", "10", "20", "30", "40", "50", "60"])
      #expect(rows.allSatisfy { $0.count == 15 && $0.allSatisfy { Double($0)?.isFinite ?? false } })
      let other = try folder.train("parts", "--resume", "--seed", "2")
      #expect(other.status == 1 && other.errors.contains("another configuration"))
    }
  }

  @Test("SIGTERM leaves a checkpoint from which the run goes on")
  func signal() throws {
    try PicturesFolder.with { folder in
      let process = try ProgramRun.started(
        ["pictures", "train", "--config", "game.yaml", "--set", "steps=100000000", "--out", "run"],
        in: folder.url
      )
      let checkpoint = folder.url.appending(path: "run/checkpoint.safetensors").path
      while process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(2000) }
      process.terminate()
      process.waitUntilExit()
      #expect(process.terminationStatus == 128 + SIGTERM)
      let times = String(decoding: folder.contents("run/times.csv") ?? Data(), as: UTF8.self)
      let step = Int(times.split(separator: "\n").last?.split(separator: ",").first ?? "")
      let further = try ProgramRun(
        ["pictures", "train", "--out", "run", "--resume", "--set", "steps=\((step ?? 0) + 5)"], in: folder.url
      )
      #expect(further.status == 0, "\(further.errors)")
      #expect(further.output.contains("\((step ?? 0) + 5)/\((step ?? 0) + 5)"))
    }
  }

  @Test("a score has the run, the baselines and the controls; a sheet its pictures; a report all of it")
  func scoreSheetAndReport() throws {
    try PicturesFolder.with { folder in
      #expect(try folder.train("run").status == 0)
      let score = try ProgramRun(
        ["pictures", "score", "--run", "run", "--out", "scores", "--samples", "50", "--bound-steps", "10"],
        in: folder.url)
      #expect(score.status == 0, "\(score.errors)")
      func sources(_ table: String) -> [Substring] {
        let text = String(decoding: folder.contents("scores/\(table).csv") ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").first }
      }
      #expect(sources("pictures-scores") == ["run", "training pictures", "k-means codebook", "Gaussian"])
      #expect(sources("pictures-divergence").prefix(3) == ["run", "Gaussian", "run against itself"])
      #expect(sources("pictures-divergence").count == 4)
      #expect(score.output.contains("95 % "))
      #expect(folder.contents("scores/run.yaml") == folder.contents("run/config.yaml"))
      #expect(folder.contents("scores/datapackage.json") != nil)
      let sheet = try ProgramRun(["pictures", "sheet", "--run", "run", "--out", "sheet"], in: folder.url)
      #expect(sheet.status == 0, "\(sheet.errors)")
      let names = ["samples.png", "neighbours.png", "interpolation.png", "evolution.png"]
      for name in names {
        #expect(folder.contents("sheet/\(name)")?.prefix(4) == Data([137, 80, 78, 71]), "\(name)")
      }
      // Once with scores, once of the run alone.
      for more in [["--scores", "scores"], []] {
        let report = try ProgramRun(
          ["pictures", "report", "--run", "run", "--out", "report", "--without-figures"] + more,
          in: folder.url)
        #expect(report.status == 0, "\(report.errors)")
        let page = String(decoding: folder.contents("report/pictures.md") ?? Data(), as: UTF8.self)
        #expect(page.contains("## Run 1: run") && page.contains("k-means codebook") == !more.isEmpty)
        for name in names {
          #expect(page.contains("figures/run-1-\(name)"))
          #expect(folder.contents("report/figures/run-1-\(name)") != nil, "\(name)")
        }
      }
      let other = try ProgramRun(["report", "--run", "run", "--out", "page"], in: folder.url)
      #expect(other.status == 1 && other.errors.contains("minimax pictures report --run run"))
    }
  }

  @Test("bad input is an error that names it, and leaves no folder")
  func errors() throws {
    try PicturesFolder.with { folder in
      let missing = try folder.train("run", "--data-dir", "nowhere")
      #expect(missing.status == 1)
      #expect(missing.errors.contains("nowhere/train-images-idx3-ubyte is not there"))
      let path = folder.url.appending(path: "data/t10k-images-idx3-ubyte")
      try (folder.contents("data/t10k-images-idx3-ubyte") ?? Data()).dropLast().write(to: path)
      let truncated = try folder.train("run")
      #expect(truncated.status == 1)
      #expect(truncated.errors.contains("data/t10k-images-idx3-ubyte: at byte 495 expected 496 bytes"))
      #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "run").path))
      let plain = try ProgramRun(
        [
          "train", "--config", "game.yaml", "--data", "normal(0, 1)", "--set", "discriminator.layers={}",
          "--set",
          "generator.layers=[dense: {units: 1, biases: marginals}]", "--out", "run",
        ], in: folder.url)
      #expect(plain.status == 1)
      #expect(plain.errors.contains("its biases are to be those of the data's marginals"))
    }
  }
}
