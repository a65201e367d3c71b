#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_version.h>

/// GSL's simplex method: a global variable there, which Swift's concurrency checks do not let one read.
static inline const gsl_multimin_fminimizer_type *minimax_nelder_mead(void) {
  return gsl_multimin_fminimizer_nmsimplex2;
}

/// The version of the library that runs, not of its headers; a global variable there too.
static inline const char *minimax_gsl_version(void) {
  return gsl_version;
}
