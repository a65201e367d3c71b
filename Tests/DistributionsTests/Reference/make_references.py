#!/usr/bin/env python3
"""Writes references.csv: what mpmath says about each family, for the tests to hold ours against.

Run from anywhere with mpmath >= 1.3 and scipy >= 1.10; scipy only chooses the points and starts the searches,
every value is mpmath's at 60 digits or more. Columns: distribution (text form), quantity, argument, value.
"""

import csv
import math
import pathlib
import sys
import time

from mpmath import mp, mpf
from scipy import stats

mp.dps = 60

DENSITY_PROBABILITIES = [1e-300, 1e-30, 1e-8, 0.01, 0.25, 0.5, 0.9, 0.999]
QUANTILE_PROBABILITIES = [1e-300, 1e-20, 1e-5, 0.1, 0.5, 0.75, 1 - 1e-10]
UPPER_PROBABILITIES = [1e-300, 1e-30, 1e-8, 0.02]

CASES = {
    "normal": [(0, 1), (116, 3.81), (1e6, 1e-6), (-3, 1e5)],
    "laplace": [(0, 1), (-2, 0.3)],
    "logistic": [(0, 1), (5, 1e-3)],
    "cauchy": [(0, 1), (3, 1e4)],
    "student": [(1, 0, 1), (3, 0, 1), (1e-3, 0, 1), (2.5, -1, 2), (30, 0, 1), (1e6, 0, 1), (1e10, 0, 1)],
    "uniform": [(0, 1), (-3, 7.5)],
    "exponential": [(1,), (250,)],
    "gamma": [(1e-3, 1), (0.3, 1), (1, 2), (2.5, 0.1), (9, 1), (200, 3), (1e4, 1), (1e6, 1e-3), (1e9, 1)],
    "beta": [(0.5, 0.5), (1e-3, 1e-3), (1e-3, 5), (1, 1), (2, 3), (0.3, 8), (30, 20), (1e3, 2e5), (1e6, 1e6), (1e6, 0.5)],
    "weibull": [(0.5, 1), (1, 2), (1.5, 1), (50, 3), (1e6, 1), (0.05, 1)],
    "lognormal": [(0, 0.5), (9.826147748745854, 0.16739388240778247), (0, 5), (3, 1e-3)],
    "gumbel": [(0, 1), (-2, 30)],
    "pareto": [(2.5, 1), (0.5, 3), (1, 1), (100, 0.01)],
}


def peer(name, p):
    """SciPy's law, for the choice of points."""
    return {
        "normal": lambda: stats.norm(*p),
        "laplace": lambda: stats.laplace(*p),
        "logistic": lambda: stats.logistic(*p),
        "cauchy": lambda: stats.cauchy(*p),
        "student": lambda: stats.t(*p),
        "uniform": lambda: stats.uniform(p[0], p[1] - p[0]),
        "exponential": lambda: stats.expon(0, p[0]),
        "gamma": lambda: stats.gamma(p[0], scale=p[1]),
        "beta": lambda: stats.beta(*p),
        "weibull": lambda: stats.weibull_min(p[0], scale=p[1]),
        "lognormal": lambda: stats.lognorm(p[1], scale=math.exp(p[0])),
        "gumbel": lambda: stats.gumbel_r(*p),
        "pareto": lambda: stats.pareto(p[0], scale=p[1]),
    }[name]()


def lower_gamma(a, x):
    """P(a, x) by its power series, all of whose terms are positive."""
    if x <= 0:
        return mpf(0)
    term, total, n = mpf(1), mpf(1), a
    while term > total * mpf(10) ** (-mp.dps) or n < x:
        n += 1
        term *= x / n
        total += term
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total


def lower_beta(a, b, x):
    """I_x(a, b) by its power series, or by that of the other side where it converges faster."""
    if x > 0.5:
        return 1 - lower_beta(b, a, 1 - x)
    if x <= 0:
        return mpf(0)
    term, total, n = mpf(1), mpf(1), mpf(0)
    while term > total * mpf(10) ** (-mp.dps) or (a + b + n) * x > (a + 1 + n):
        term *= (a + b + n) / (a + 1 + n) * x
        n += 1
        total += term
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return mp.exp(a * mp.log(x) + b * mp.log1p(-x) - log_beta) / a * total


def phi(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


def log_density(name, p, x):
    if name in ("normal", "laplace", "logistic", "cauchy", "gumbel"):
        z = (x - p[0]) / p[1]
        shape = {
            "normal": lambda: -z * z / 2 - mp.log(2 * mp.pi) / 2,
            "laplace": lambda: -abs(z) - mp.log(2),
            "logistic": lambda: -z - 2 * mp.log1p(mp.exp(-z)),
            "cauchy": lambda: -mp.log(mp.pi) - mp.log1p(z * z),
            "gumbel": lambda: -z - mp.exp(-z),
        }[name]()
        return shape - mp.log(p[1])
    if name == "student":
        nu, z = p[0], (x - p[1]) / p[2]
        constant = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2
        return constant - (nu + 1) / 2 * mp.log1p(z * z / nu) - mp.log(p[2])
    if name == "uniform":
        return -mp.log(p[1] - p[0])
    if name == "exponential":
        return -x / p[0] - mp.log(p[0])
    if name == "gamma":
        return (p[0] - 1) * mp.log(x) - x / p[1] - mp.loggamma(p[0]) - p[0] * mp.log(p[1])
    if name == "beta":
        a, b = p
        return (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)
    if name == "weibull":
        k, scale = p
        return mp.log(k / scale) + (k - 1) * mp.log(x / scale) - (x / scale) ** k
    if name == "lognormal":
        z = (mp.log(x) - p[0]) / p[1]
        return -z * z / 2 - mp.log(2 * mp.pi) / 2 - mp.log(p[1]) - mp.log(x)
    if name == "pareto":
        return mp.log(p[0] / p[1]) - (p[0] + 1) * mp.log(x / p[1])


def cumulative(name, p, x):
    """(F, 1 - F); the caller raises mp.dps until both have their digits."""
    if name in ("normal", "lognormal"):
        z = ((mp.log(x) if name == "lognormal" else x) - p[0]) / p[1]
        return phi(z), phi(-z)
    if name in ("laplace", "logistic", "cauchy", "gumbel"):
        z = (x - p[0]) / p[1]
        if name == "laplace":
            f = mp.exp(-abs(z)) / 2
            return (f, 1 - f) if z < 0 else (1 - f, f)
        if name == "logistic":
            return 1 / (1 + mp.exp(-z)), 1 / (1 + mp.exp(z))
        if name == "cauchy":
            return mp.atan2(1, -z) / mp.pi, mp.atan2(1, z) / mp.pi
        f = mp.exp(-mp.exp(-z))
        return f, -mp.expm1(-mp.exp(-z))
    if name == "student":
        z = (x - p[1]) / p[2]
        tail = lower_beta(p[0] / 2, mpf(1) / 2, p[0] / (p[0] + z * z)) / 2
        return (1 - tail, tail) if z > 0 else (tail, 1 - tail)
    if name == "uniform":
        f = (x - p[0]) / (p[1] - p[0])
        return f, 1 - f
    if name == "exponential":
        return -mp.expm1(-x / p[0]), mp.exp(-x / p[0])
    if name == "gamma":
        f = lower_gamma(p[0], x / p[1])
        return f, 1 - f
    if name == "beta":
        f = lower_beta(p[0], p[1], x)
        return f, 1 - f
    if name == "weibull":
        w = (x / p[1]) ** p[0]
        return -mp.expm1(-w), mp.exp(-w)
    if name == "pareto":
        s = (x / p[1]) ** -p[0]
        return 1 - s, s


def both_sides(name, p, x):
    """log F and log(1 - F) with at least 30 digits each."""
    if name == "gamma" and p[0] > 1e8:
        return None  # 10^6 terms; what happens there is tested by continuity
    guess = peer(name, [float(v) for v in p])
    deepest = -min(guess.logcdf(float(x)), guess.logsf(float(x))) / math.log(10)
    dps = 60 + (int(deepest) if math.isfinite(deepest) else 0)
    while True:
        with mp.workdps(dps):
            f, s = cumulative(name, p, x)
            smallest = min(f, s)
            if smallest > 0 and -mp.log10(smallest) + 30 < dps:
                return mp.log(f), mp.log(s)
        dps *= 2
        if dps > 8000:
            return None


def closed_quantile(name, p, q, upper):
    """The point with F = q, or 1 - F = q; None where it has no closed form."""
    log_low, log_high = (mp.log1p(-mpf(q)), mp.log(q)) if upper else (mp.log(q), mp.log1p(-mpf(q)))
    tail, is_low = (1 - mpf(q), True) if upper else (mpf(q), True)
    if upper and q < 0.5 or not upper and q > 0.5:
        tail, is_low = (mpf(q), False) if upper else (1 - mpf(q), False)
    sign = 1 if is_low else -1
    if name in ("normal", "lognormal"):
        start = float(stats.norm.ppf(float(tail)))
        z = mpf(0) if tail == 0.5 else mp.findroot(lambda t: mp.log(phi(t)) - mp.log(tail), mpf(start))
        value = p[0] + p[1] * sign * z
        return mp.exp(value) if name == "lognormal" else value
    if name == "laplace":
        return p[0] + p[1] * sign * mp.log(2 * tail)
    if name == "logistic":
        return p[0] + p[1] * (log_low - log_high)
    if name == "cauchy":
        return p[0] - p[1] * sign * mp.cot(mp.pi * tail)
    if name == "gumbel":
        return p[0] - p[1] * mp.log(-log_low)
    if name == "uniform":
        return p[0] + (p[1] - p[0]) * (tail if is_low else 1 - tail)
    if name == "exponential":
        return -p[0] * log_high
    if name == "weibull":
        return p[1] * (-log_high) ** (1 / p[0])
    if name == "pareto":
        return p[1] * mp.exp(-log_high / p[0])
    return None


def searched_quantile(name, p, q, upper, start):
    """Newton on the logarithm of the side, from SciPy's answer; None where that is useless."""
    if name == "gamma" and p[0] > 1e5:
        return None
    if not math.isfinite(start) or (name != "student" and start <= 1e-290) or (name == "beta" and start >= 1 - 1e-9):
        return None
    x, target = mpf(start), mp.log(mpf(q))
    for _ in range(60):
        sides = both_sides(name, p, x)
        if sides is None:
            return None
        side = sides[1] if upper else sides[0]
        slope = mp.exp(log_density(name, p, x) - side) * (-1 if upper else 1)
        step = (target - side) / slope
        x += step
        if abs(step) < abs(x) * mpf(10) ** -25 or step == 0:
            return x
    return None


def moments(name, p):
    """(mean, variance, entropy), None where not defined, inf where infinite."""
    inf = mp.inf
    euler, psi = mp.euler, mp.digamma
    if name == "normal":
        return p[0], p[1] ** 2, mp.log(2 * mp.pi * mp.e) / 2 + mp.log(p[1])
    if name == "laplace":
        return p[0], 2 * p[1] ** 2, 1 + mp.log(2 * p[1])
    if name == "logistic":
        return p[0], (p[1] * mp.pi) ** 2 / 3, 2 + mp.log(p[1])
    if name == "cauchy":
        return None, None, mp.log(4 * mp.pi * p[1])
    if name == "student":
        nu, location, scale = p
        mean = location if nu > 1 else None
        variance = scale**2 * nu / (nu - 2) if nu > 2 else (inf if nu > 1 else None)
        beta = mp.loggamma(nu / 2) + mp.loggamma(mpf(1) / 2) - mp.loggamma((nu + 1) / 2)
        entropy = (nu + 1) / 2 * (psi((nu + 1) / 2) - psi(nu / 2)) + mp.log(nu) / 2 + beta + mp.log(scale)
        return mean, variance, entropy
    if name == "uniform":
        width = p[1] - p[0]
        return (p[0] + p[1]) / 2, width**2 / 12, mp.log(width)
    if name == "exponential":
        return p[0], p[0] ** 2, 1 + mp.log(p[0])
    if name == "gamma":
        k, scale = p
        return k * scale, k * scale**2, k + mp.log(scale) + mp.loggamma(k) + (1 - k) * psi(k)
    if name == "beta":
        a, b = p
        log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
        entropy = log_beta - (a - 1) * psi(a) - (b - 1) * psi(b) + (a + b - 2) * psi(a + b)
        return a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1)), entropy
    if name == "weibull":
        k, scale = p
        first, second = mp.gamma(1 + 1 / k), mp.gamma(1 + 2 / k)
        return scale * first, scale**2 * (second - first**2), euler * (1 - 1 / k) + mp.log(scale / k) + 1
    if name == "lognormal":
        mu, sigma = p
        return (
            mp.exp(mu + sigma**2 / 2),
            mp.expm1(sigma**2) * mp.exp(2 * mu + sigma**2),
            mu + mp.log(2 * mp.pi * mp.e) / 2 + mp.log(sigma),
        )
    if name == "gumbel":
        return p[0] + euler * p[1], (mp.pi * p[1]) ** 2 / 6, mp.log(p[1]) + euler + 1
    if name == "pareto":
        a, m = p
        mean = a * m / (a - 1) if a > 1 else inf
        variance = m**2 * a / ((a - 1) ** 2 * (a - 2)) if a > 2 else inf
        return mean, variance, mp.log(m / a) + 1 + 1 / a


def text(value):
    return "none" if value is None else mp.nstr(value, 20, min_fixed=0, max_fixed=0)


def rows():
    for name, cases in CASES.items():
        for parameters in cases:
            form = f"{name}({', '.join(repr(float(v)) for v in parameters)})"
            started = time.time()
            exact = [mpf(float(v)) for v in parameters]
            law = peer(name, [float(v) for v in parameters])
            points = {float(law.ppf(q)) for q in DENSITY_PROBABILITIES} | {float(law.isf(q)) for q in UPPER_PROBABILITIES}
            for x in sorted(x for x in points if math.isfinite(x)):
                if name in ("gamma", "beta", "weibull", "lognormal") and x <= 1e-300 or name == "beta" and x >= 1:
                    continue
                yield form, "log_density", repr(x), text(log_density(name, exact, mpf(x)))
                sides = both_sides(name, exact, mpf(x))
                if sides:
                    yield form, "log_cumulative", repr(x), text(sides[0])
                    yield form, "log_complementary", repr(x), text(sides[1])
            for upper, probabilities in ((False, QUANTILE_PROBABILITIES), (True, UPPER_PROBABILITIES)):
                for q in probabilities:
                    value = closed_quantile(name, exact, q, upper)
                    if value is None:
                        start = float(law.isf(q) if upper else law.ppf(q))
                        value = searched_quantile(name, exact, q, upper, start)
                    if value is not None and 1e-290 < abs(value) < 1e300:
                        yield form, "complementary_quantile" if upper else "quantile", repr(q), text(value)
            for quantity, value in zip(("mean", "variance", "entropy"), moments(name, exact)):
                yield form, quantity, "", text(value)
            print(f"{form}: {time.time() - started:.1f} s", file=sys.stderr)


def combined():
    """Mixtures, truncations, affine maps and kernel estimates; moments by mp.quad between many edges."""

    def normal(x, mean=0, sd=1):
        return mp.npdf(x, mean, sd)

    def upper(x, mean=0, sd=1):
        return mp.erfc((x - mean) / (sd * mp.sqrt(2))) / 2

    def cut_normal(a, b):
        a, b = mpf(a), mpf(b)
        total = upper(a) - upper(b)
        edges = [a + (b - a) * k / 32 for k in range(33)]
        return (
            lambda x: normal(x) / total,
            lambda x: ((upper(a) - upper(x)) / total, (upper(x) - upper(b)) / total),
            edges,
        )

    def cut_gamma(a, b):
        a, b, k = mpf(a), mpf(b), mpf(0.3)
        below = lambda x: mp.gammainc(k, 0, x)
        total = below(b) - below(a)
        edges = [a * (b / a) ** (mpf(i) / 64) for i in range(65)]
        density = lambda x: x ** (k - 1) * mp.exp(-x) / total
        return density, lambda x: ((below(x) - below(a)) / total, (below(b) - below(x)) / total), edges

    def normals(parts):
        density = lambda x: sum(w * normal(x, m, s) for w, m, s in parts)
        sides = lambda x: (
            sum(w * upper(-x, -m, s) for w, m, s in parts),
            sum(w * upper(x, m, s) for w, m, s in parts),
        )
        return density, sides, [mpf(k) / 2 for k in range(-40, 41)]

    half = mpf(0.5)
    mirrored = (
        lambda x: 1 / (3 * mp.pi * mp.sqrt((1 - x) / 3 * (1 - (1 - x) / 3))),
        lambda x: (1 - 2 / mp.pi * mp.asin(mp.sqrt((1 - x) / 3)), 2 / mp.pi * mp.asin(mp.sqrt((1 - x) / 3))),
        [mpf(-2), -half, mpf(1)],
    )
    cases = [
        ("truncated(normal(0.0, 1.0), 40.0, 41.0)", cut_normal(40, 41), [40.0, 40.5, 40.99], [40.01, 40.2]),
        ("truncated(normal(0.0, 1.0), 1.0, 1.0000000001)", cut_normal(1, 1.0000000001), [1.00000000005], [1.00000000002]),
        ("truncated(gamma(0.3, 1.0), 0.001, 50.0)", cut_gamma(0.001, 50), [0.001, 0.5, 40.0], [0.0011, 1.0, 45.0]),
        (
            "0.3*normal(-2.0, 0.5) + 0.7*normal(2.0, 1.0)",
            normals([(mpf(0.3), -2, half), (mpf(0.7), 2, 1)]),
            [-60.0, -2.0, 0.1, 70.0],
            [-20.0, 0.5, 30.0],
        ),
        (
            "kde([1.0, 2.0, 4.0], 0.5)",
            normals([(mpf(1) / 3, m, half) for m in (1, 2, 4)]),
            [-50.0, 1.5, 3.0, 100.0],
            [-9.0, 1.5, 3.0, 14.0],
        ),
        ("affine(beta(0.5, 0.5), 1.0, -3.0)", mirrored, [-1.9, 0.0, 0.99], [-1.9, 0.0, 0.99]),
    ]
    for form, (density, sides, edges), points, splits in cases:
        for x in points:
            yield form, "log_density", repr(x), text(mp.log(density(mpf(x))))
        for x in splits:
            below, above = sides(mpf(x))
            yield form, "log_cumulative", repr(x), text(mp.log(below))
            yield form, "log_complementary", repr(x), text(mp.log(above))
        mean = mp.quad(lambda x: x * density(x), edges)
        yield form, "mean", "", text(mean)
        yield form, "variance", "", text(mp.quad(lambda x: (x - mean) ** 2 * density(x), edges))
        yield form, "entropy", "", text(mp.quad(lambda x: -density(x) * mp.log(density(x)), edges))


def main():
    target = pathlib.Path(__file__).with_name("references.csv")
    with target.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["distribution", "quantity", "argument", "value"])
        for generator in (rows, combined):
            for row in generator():
                writer.writerow(row)


if __name__ == "__main__":
    main()
