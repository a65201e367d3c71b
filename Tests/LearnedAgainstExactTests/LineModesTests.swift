import Distributions
import LearnedAgainstExact
import Testing

@Suite("Modes on the line")
struct LineModesTests {
  @Test("The data itself has erf(3/√2) of each share near its centre")
  func ownMasses() throws {
    let law = try Distribution("0.25*normal(-2, 0.3) + 0.75*normal(2, 0.2)")
    let masses = try #require(LineModes(law)).masses(of: law)
    for (mass, share) in zip(masses.masses, [0.25, 0.75]) {
      #expect(abs(mass - 0.99730020393674 * share) < 1e-13)
    }
    #expect(!masses.isCollapsed)
  }

  @Test("A law on one mode has collapsed")
  func oneMode() throws {
    let law = try Distribution("0.5*normal(-2, 0.3) + 0.5*normal(2, 0.3)")
    let masses = try #require(LineModes(law)).masses(of: Distribution("normal(2, 0.1)"))
    #expect(masses.covered == 1 && masses.isCollapsed)
  }

  @Test(
    "Components that meet are no modes", arguments: ["normal(0, 1)", "0.5*normal(-1, 1) + 0.5*normal(1, 1)"])
  func none(text: String) throws {
    #expect(LineModes(try Distribution(text)) == nil)
  }
}
