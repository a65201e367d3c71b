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
    #expect(masses.state == .covering)
    for (mass, share) in zip(masses.nearest, [0.25, 0.75]) { #expect(abs(mass - share) < 1e-10) }
  }

  @Test("A law on one mode has collapsed")
  func oneMode() throws {
    let law = try Distribution("0.5*normal(-2, 0.3) + 0.5*normal(2, 0.3)")
    let masses = try #require(LineModes(law)).masses(of: Distribution("normal(2, 0.1)"))
    #expect(masses.covered == 1 && masses.isCollapsed)
  }

  @Test("A law around both modes is blurred, not collapsed: by nearest centre each has its half")
  func blurred() throws {
    let law = try Distribution("0.5*normal(-2, 0.02) + 0.5*normal(2, 0.02)")
    let masses = try #require(LineModes(law)).masses(
      of: Distribution("0.5*normal(-2, 0.5) + 0.5*normal(2, 0.5)"))
    #expect(masses.covered == 0 && masses.kept == 2 && masses.state == .blurred)
    // Φ(4) of each half is on its own side, and of the other half 1 - Φ(4): 1/2 in all.
    for mass in masses.nearest { #expect(abs(mass - 0.5) < 1e-14) }
  }

  @Test(
    "Components that meet are no modes", arguments: ["normal(0, 1)", "0.5*normal(-1, 1) + 0.5*normal(1, 1)"])
  func none(text: String) throws {
    #expect(LineModes(try Distribution(text)) == nil)
  }
}
