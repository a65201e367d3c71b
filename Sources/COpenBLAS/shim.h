/* What we use of OpenBLAS, under names of our own.
 *
 * <cblas.h> and GSL's <gsl/gsl_cblas.h> define the same enumerations differently, and a Swift file that sees both
 * modules does not compile. So the prototypes are written out here (for the usual build of OpenBLAS, with 32-bit
 * sizes) and bound to the symbols by name. libgslcblas defines cblas_* too, slowly: which library answers is decided
 * by the order on the link line, and minimax_library_of_sgemm says which it was. */
#ifndef MINIMAX_COPENBLAS_SHIM_H
#define MINIMAX_COPENBLAS_SHIM_H

#define MINIMAX_TEXT_OF(name) #name
#define MINIMAX_TEXT(name) MINIMAX_TEXT_OF(name)
#define MINIMAX_SYMBOL(name) __asm__(MINIMAX_TEXT(__USER_LABEL_PREFIX__) name)
#define MINIMAX_INLINE static inline __attribute__((always_inline))

enum { minimax_row_major = 101, minimax_as_it_is = 111, minimax_transposed = 112 };

/* C = alpha op(A) op(B) + beta C */
void minimax_sgemm(int order, int op_a, int op_b, int rows, int columns, int inner, float alpha, const float *a,
                   int a_stride, const float *b, int b_stride, float beta, float *c, int c_stride)
    MINIMAX_SYMBOL("cblas_sgemm");
void minimax_dgemm(int order, int op_a, int op_b, int rows, int columns, int inner, double alpha, const double *a,
                   int a_stride, const double *b, int b_stride, double beta, double *c, int c_stride)
    MINIMAX_SYMBOL("cblas_dgemm");

/* LAPACK: eigenvalues and eigenvectors of a symmetric matrix */
void minimax_dsyevd(const char *job, const char *triangle, const int *order, double *a, const int *a_stride,
                    double *values, double *room, const int *room_size, int *indices, const int *indices_size,
                    int *status) MINIMAX_SYMBOL("dsyevd_");

void openblas_set_num_threads(int count);
int openblas_get_num_threads(void);
char *openblas_get_config(void);
char *openblas_get_corename(void);

struct minimax_symbol_info {
  const char *library;
  void *base;
  const char *symbol;
  void *address;
};
int minimax_dladdr(const void *address, struct minimax_symbol_info *info) MINIMAX_SYMBOL("dladdr");

/* The file of the library that answers cblas_sgemm in this process; null if it cannot be told. */
MINIMAX_INLINE const char *minimax_library_of_sgemm(void) {
  struct minimax_symbol_info info = {0, 0, 0, 0};
  return minimax_dladdr((const void *)&minimax_sgemm, &info) ? info.library : 0;
}

/* a * b + c: one fused instruction where the target has it (build with -Xcc -march=native), a product and a sum where
   it has not. Swift's own a * b + c is never fused, and its addingProduct is a slow library call without the
   instruction; clang's contraction gives the best of both, and it vectorises. */
MINIMAX_INLINE float minimax_multiply_add_float(float a, float b, float c) {
#pragma clang fp contract(on)
  return a * b + c;
}

MINIMAX_INLINE double minimax_multiply_add_double(double a, double b, double c) {
#pragma clang fp contract(on)
  return a * b + c;
}

/* The square root as one instruction that vectorises: sqrt of <math.h> sets errno for negative numbers, by a branch. */
MINIMAX_INLINE float minimax_root_float(float x) { return __builtin_elementwise_sqrt(x); }
MINIMAX_INLINE double minimax_root_double(double x) { return __builtin_elementwise_sqrt(x); }

#endif
