#include "row_kernels.h"

#pragma clang fp contract(on)

/* Vectors that may lie at any number's address; the compiler splits them where the processor's are shorter. */
typedef float float_64 __attribute__((vector_size(64), aligned(4)));
typedef float float_32 __attribute__((vector_size(32), aligned(4)));
typedef float float_16 __attribute__((vector_size(16), aligned(4)));
typedef double double_64 __attribute__((vector_size(64), aligned(8)));
typedef double double_32 __attribute__((vector_size(32), aligned(8)));
typedef double double_16 __attribute__((vector_size(16), aligned(8)));

/* `blocks` vectors of the target at a time stay in registers while all rows pass; several, since each waits for its
   last product. */
#define PASS(number, vector, blocks)                                                     \
  for (const int64_t lanes = sizeof(vector) / sizeof(number), step = blocks * lanes;     \
       j + step <= columns; j += step) {                                                 \
    vector sums[blocks];                                                                 \
    for (int block = 0; block < blocks; block++)                                         \
      sums[block] = keeps ? *(const vector *)(target + j + lanes * block) : (vector){0}; \
    for (int64_t k = 0; k < count; k++) {                                                \
      const number *row = matrix + offsets[k] + j;                                       \
      for (int block = 0; block < blocks; block++)                                       \
        sums[block] += coefficients[k] * *(const vector *)(row + lanes * block);         \
    }                                                                                    \
    for (int block = 0; block < blocks; block++)                                         \
      *(vector *)(target + j + lanes * block) = sums[block];                             \
  }

#define COMBINE_ROWS(number)                                                                             \
  void minimax_combine_rows_##number(number *restrict target, int keeps, const number *restrict matrix,  \
                                     int64_t columns, const int32_t *restrict offsets,                   \
                                     const number *restrict coefficients, int64_t count) {               \
    int64_t j = 0;                                                                                       \
    PASS(number, number##_64, 8)                                                                         \
    PASS(number, number##_64, 4)                                                                         \
    PASS(number, number##_64, 1)                                                                         \
    PASS(number, number##_32, 1)                                                                         \
    PASS(number, number##_16, 1)                                                                         \
    for (; j < columns; j++) {                                                                           \
      number sum = keeps ? target[j] : 0;                                                                \
      for (int64_t k = 0; k < count; k++) sum += coefficients[k] * matrix[offsets[k] + j];               \
      target[j] = sum;                                                                                   \
    }                                                                                                    \
  }

COMBINE_ROWS(float)
COMBINE_ROWS(double)

/* A square of n x n numbers is transposed in registers: for each bit s of the index, rows r and r + s exchange the
   lanes whose own bit s differs from the row's. */
#define LANES_8(f, s) f(8, 0, s), f(8, 1, s), f(8, 2, s), f(8, 3, s), f(8, 4, s), f(8, 5, s), f(8, 6, s), f(8, 7, s)
#define LANES_16(f, s)                                                                                       \
  f(16, 0, s), f(16, 1, s), f(16, 2, s), f(16, 3, s), f(16, 4, s), f(16, 5, s), f(16, 6, s), f(16, 7, s),    \
      f(16, 8, s), f(16, 9, s), f(16, 10, s), f(16, 11, s), f(16, 12, s), f(16, 13, s), f(16, 14, s), f(16, 15, s)
#define UNROLLED _Pragma("clang loop unroll(full)")
#define UPPER(n, lane, s) ((lane) & (s) ? (n) + (lane) - (s) : (lane))
#define LOWER(n, lane, s) ((lane) & (s) ? (n) + (lane) : (lane) + (s))
#define EXCHANGE(vector, n, s)                                                      \
  UNROLLED for (int r = 0; r < n; r++)                                              \
    if (!(r & s)) {                                                                 \
      const vector upper = square[r], lower = square[r + s];                        \
      square[r] = __builtin_shufflevector(upper, lower, LANES_##n(UPPER, s));       \
      square[r + s] = __builtin_shufflevector(upper, lower, LANES_##n(LOWER, s));   \
    }

#define TRANSPOSE(number, n, EXCHANGES)                                                                            \
  static inline void transpose_square_##number(const number *source, int64_t source_stride, number *target,        \
                                               int64_t target_stride, number keeping) {                            \
    number##_64 square[n];                                                                                         \
    UNROLLED for (int r = 0; r < n; r++) square[r] =                                     \
        *(const number##_64 *)(source + r * source_stride);                                                        \
    EXCHANGES                                                                                                      \
    UNROLLED for (int r = 0; r < n; r++) {                                               \
      number##_64 *row = (number##_64 *)(target + r * target_stride);                                              \
      *row = keeping == 0 ? square[r] : keeping * *row + square[r];                                                \
    }                                                                                                              \
  }                                                                                                                \
  void minimax_transpose_##number(const number *source, int64_t source_stride, int64_t rows, int64_t columns,      \
                                  number *target, int64_t target_stride, number keeping) {                         \
    for (int64_t r = 0; r < rows; r += n) {                                                                        \
      for (int64_t c = 0; c < columns; c += n) {                                                                   \
        if (r + n <= rows && c + n <= columns) {                                                                   \
          transpose_square_##number(source + r * source_stride + c, source_stride, target + c * target_stride + r, \
                                    target_stride, keeping);                                                       \
          continue;                                                                                                \
        }                                                                                                          \
        for (int64_t i = r; i < rows && i < r + n; i++)                                                            \
          for (int64_t j = c; j < columns && j < c + n; j++) {                                                     \
            number *place = target + j * target_stride + i;                                                        \
            *place = (keeping == 0 ? 0 : keeping * *place) + source[i * source_stride + j];                        \
          }                                                                                                        \
      }                                                                                                            \
    }                                                                                                              \
  }

TRANSPOSE(float, 16, EXCHANGE(float_64, 16, 8) EXCHANGE(float_64, 16, 4) EXCHANGE(float_64, 16, 2) EXCHANGE(float_64, 16, 1))
TRANSPOSE(double, 8, EXCHANGE(double_64, 8, 4) EXCHANGE(double_64, 8, 2) EXCHANGE(double_64, 8, 1))
