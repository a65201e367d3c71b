#include <cblas.h>

/* a * b + c: one fused instruction where the target has it (build with -Xcc -march=native), a product and a sum where
   it has not. Swift's own a * b + c is never fused, and its addingProduct is a slow library call without the
   instruction; clang's contraction gives the best of both, and it vectorises. */
#define MINIMAX_INLINE static inline __attribute__((always_inline))

MINIMAX_INLINE float minimax_multiply_add_float(float a, float b, float c) {
#pragma clang fp contract(on)
  return a * b + c;
}

MINIMAX_INLINE double minimax_multiply_add_double(double a, double b, double c) {
#pragma clang fp contract(on)
  return a * b + c;
}
