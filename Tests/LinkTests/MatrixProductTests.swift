import CGSL
import NeuralNetworks
import Quadrature
import Testing

/// The test binary links GSL, and with it libgslcblas, which defines `cblas_*` too. The dynamic linker takes the first
/// library in the order of the link line that has the symbol. COpenBLAS's module map asks for OpenBLAS where it is
/// imported, ahead of the flags of GSL's pkg-config, which bring libgslcblas: so OpenBLAS comes first. Whoever adds
/// `link "gslcblas"` to CGSL's module map, or passes `-lgslcblas` by hand, may turn that round; this test sees it.
struct MatrixProductTests {
  @Test("cblas_sgemm is answered by OpenBLAS and not by gslcblas, though both are linked")
  func library() {
    #expect(gsl_sf_bessel_J0(0) == 1)
    #expect(OpenBLAS.library.contains("openblas"), "\(OpenBLAS.library)")
    #expect(!OpenBLAS.build.contains("USE64BITINT"), "sizes are taken to have 32 bits")
  }
}
