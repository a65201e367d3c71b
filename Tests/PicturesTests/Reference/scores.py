"""The reference values of ScoreTests.swift: NumPy in float64, with none of the tricks of the Swift code.

Centres and points are made of integers, so that both languages have the same numbers: row i, column j of a table with
offset s is ((7919 i + 104729 j + 31 i j + s) mod 256) / 255.

    python3 scores.py
"""

import numpy as np


def table(rows, columns, s):
    i, j = np.arange(rows)[:, None], np.arange(columns)[None, :]
    return ((7919 * i + 104729 * j + 31 * i * j + s) % 256) / 255.0


def parzen(x, centres, sigma):
    """log 1/n sum_i N(x; c_i, sigma^2 I), one point and one centre at a time."""
    total = []
    for point in x:
        terms = [-np.sum((point - c) ** 2) / (2 * sigma**2) for c in centres]
        top = max(terms)
        log_mean = top + np.log(np.mean([np.exp(t - top) for t in terms]))
        total.append(log_mean - len(point) * np.log(sigma * np.sqrt(2 * np.pi)))
    return np.array(total)


def gaussian(x, data, ridge):
    """log N(x; mean, covariance + ridge I), by the inverse and the determinant themselves."""
    d = data.shape[1]
    matrix = np.cov(data.T, bias=True) + ridge * np.eye(d)
    inverse, (_, log_determinant) = np.linalg.inv(matrix), np.linalg.slogdet(matrix)
    y = x - data.mean(0)
    return -0.5 * (d * np.log(2 * np.pi) + log_determinant + np.einsum("ij,jk,ik->i", y, inverse, y))


if __name__ == "__main__":
    centres, points = table(37, 16, 3), table(11, 16, 90)
    for sigma in (0.1, 0.3, 1.0):
        values = parzen(points, centres, sigma)
        print(sigma, repr(float(values.mean())), repr(float(values[4])))
    print("se", repr(float(parzen(points, centres, 0.3).std(ddof=1) / np.sqrt(11))))
    values = gaussian(points, centres, 0.01)
    print("gaussian", repr(float(values.mean())), repr(float(values[4])))
