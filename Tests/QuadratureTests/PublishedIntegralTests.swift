import Quadrature
import QuadratureCases
import Testing

#if canImport(Glibc)
  import Glibc
#endif

extension ReferenceIntegral: CustomTestStringConvertible {
  public var testDescription: String { name }
}

@Suite("97 published integrals")
struct PublishedIntegralTests {
  @Test("the collection is the one in quadrature-cases.json, names and digits")
  func collection() throws {
    let path = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let file = try #require(fopen("/\(path)/Resources/quadrature-cases.json", "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 200_000)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    let text = String(decoding: bytes, as: UTF8.self)
    let entries = text.split(separator: "\"name\": \"").dropFirst()
    #expect(entries.count == 97)
    #expect(ReferenceIntegral.published.count == 97)
    for (entry, ours) in zip(
      entries, ReferenceIntegral.published.sorted(by: { order($0, text) < order($1, text) }))
    {
      #expect(entry.hasPrefix("\(ours.name)\""))
      let digits = try #require(entry.split(separator: "\"value\": \"").last?.prefix { $0 != "\"" })
      #expect(Double(digits) == ours.value)
    }
  }

  private func order(_ integral: ReferenceIntegral, _ text: String) -> Int {
    text.utf8.count - (text.split(separator: "\"name\": \"\(integral.name)\"").last?.utf8.count ?? 0)
  }

  @Test(
    "QAGS, told the break points: right within ten claims, or an error",
    arguments: ReferenceIntegral.published)
  func extrapolated(integral: ReferenceIntegral) throws {
    try expectHonest(integral, .extrapolated)
  }

  @Test(
    "CQUAD, told the break points: right within ten claims, or an error",
    arguments: ReferenceIntegral.published)
  func doublyAdaptive(integral: ReferenceIntegral) throws {
    try expectHonest(integral, .doublyAdaptive)
  }

  private func expectHonest(_ integral: ReferenceIntegral, _ rule: QuadratureRule) throws {
    let tolerance = try Tolerance(relative: 1e-9)
    let interval = try Interval(integral.lower, integral.upper)
    do throws(QuadratureError) {
      let estimate = try integrate(
        over: interval, breakPoints: integral.breakPoints, tolerance: tolerance,
        rule: rule, integral.integrand)
      let error = (estimate.value - integral.value).magnitude
      #expect(error <= 10 * max(estimate.absoluteError, tolerance.allowed(for: integral.value)))
    } catch {
      #expect(error.best?.verdict.name == "unresolved")
    }
  }
}
