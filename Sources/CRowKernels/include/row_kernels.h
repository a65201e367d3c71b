/* Two loops over the rows of a matrix that Swift's compiler does not keep in vector registers by itself. */
#ifndef MINIMAX_ROW_KERNELS_H
#define MINIMAX_ROW_KERNELS_H

#include <stdint.h>

/* target[j] = (keeps ? target[j] : 0) + sum over k < count of coefficients[k] * matrix[offsets[k] + j], for j < columns.
   The products are added in the order of k, fused where the hardware fuses. `target` overlaps none of the others. */
void minimax_combine_rows_float(float *target, int keeps, const float *matrix, int64_t columns,
                                const int32_t *offsets, const float *coefficients, int64_t count);
void minimax_combine_rows_double(double *target, int keeps, const double *matrix, int64_t columns,
                                 const int32_t *offsets, const double *coefficients, int64_t count);

/* target[c * target_stride + r] = keeping * target[...] + source[r * source_stride + c], for r < rows and c < columns;
   with keeping = 0 the target need not be initialised. */
void minimax_transpose_float(const float *source, int64_t source_stride, int64_t rows, int64_t columns, float *target,
                             int64_t target_stride, float keeping);
void minimax_transpose_double(const double *source, int64_t source_stride, int64_t rows, int64_t columns,
                              double *target, int64_t target_stride, double keeping);

#endif
