#!/usr/bin/env python3
"""Prints the divergences between a kernel density estimate of 10,000 points and normal(2, 2), to 20 digits.

    pip install gmpy2
    python3 large_kernel_density.py    # about half a minute

The points are arithmetic, so that they are the same doubles everywhere: u = (7919 i mod 10007) / 10007 and
x = 6 u³ + (i mod 3), i = 1 to 10,000; the bandwidth is 0.05. The integrands are analytic, so the trapezoidal rule on
the line converges exponentially: the second of two steps, half the first, tells how far.
"""
from bisect import bisect_left

import gmpy2
from gmpy2 import exp, log, mpfr, sqrt

gmpy2.get_context().precision = 160
BANDWIDTH = 0.05
UNITS = [(i, (7919 * i % 10007) / 10007) for i in range(1, 10_001)]
POINTS = sorted(6 * u * u * u + i % 3 for i, u in UNITS)
WIDTH = mpfr(BANDWIDTH)
NORM = 1 / (len(POINTS) * WIDTH * sqrt(2 * gmpy2.const_pi()))
OTHER = 1 / (2 * sqrt(2 * gmpy2.const_pi()))


def densities(x):
    """p by its kernels within 16 bandwidths (the rest is below 1e-56 of one kernel), and q."""
    low, high = bisect_left(POINTS, float(x) - 16 * BANDWIDTH), bisect_left(POINTS, float(x) + 16 * BANDWIDTH)
    total = mpfr(0)
    for point in POINTS[low:high]:
        z = (x - mpfr(point)) / WIDTH
        total += exp(-z * z / 2)
    z = (x - 2) / 2
    return total * NORM, OTHER * exp(-z * z / 2)


def sums(step, offset, names=("jsd", "kl_pq", "squared_hellinger", "chi_squared")):
    result = dict.fromkeys(names, mpfr(0))
    count = int(40 / float(step))
    for i in range(count):
        x = -18 + offset + i * step
        p, q = densities(x)
        m = (p + q) / 2
        result["jsd"] += ((p * log(p / m) if p > 0 else 0) + q * log(q / m)) / 2
        result["squared_hellinger"] += (sqrt(p) - sqrt(q)) ** 2 / 2
        if p > 0:
            result["kl_pq"] += p * log(p / q)
        result["chi_squared"] += (p - q) ** 2 / q
    return {name: value * step for name, value in result.items()}


step = WIDTH / 8
first = sums(step, mpfr(0))
second = sums(step, step / 2)
for name in first:
    fine = (first[name] + second[name]) / 2
    print(f"{name} {fine:.20g}   (the steps differ by {float(abs(first[name] - second[name])):.1e})")
