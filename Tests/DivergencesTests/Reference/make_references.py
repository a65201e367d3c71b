#!/usr/bin/env python3
"""Writes references.json and finiteness.json: what the divergences of pairs of laws are, to 25 digits.

    pip install mpmath gmpy2    # gmpy2 only for speed
    python3 make_references.py  # hours on one core; a group's name as argument recomputes that group alone
    python3 make_references.py finiteness  # adds the pairs of laws that are new; delete finiteness.json to redo all
    python3 make_references.py wasserstein  # adds W1 where a case has none
"""

import json
import random
import sys
import time
from pathlib import Path

from mpmath import mp, mpf

import laws as L
from finiteness import finite, finite_wasserstein
from integration import integrate
from laws import NONE

mp.dps = 90
HERE = Path(__file__).parent
DIGITS = 25


def kernels(p, q, wanted):
    """The integrands by name, each a function of the two densities and their logarithms."""
    half = mpf(1) / 2

    def xlog(a, log_a, log_b):
        return a * (log_a - log_b) if a > 0 else mpf(0)

    def jsd(a, b, la, lb):
        m = (a + b) / 2
        if m == 0:
            return m
        lm = mp.log(m)
        return half * ((xlog(a, la, lm)) + xlog(b, lb, lm))

    def jsd_deficit(a, b, la, lb):
        if a == 0 or b == 0:
            return mpf(0)
        return half * (a * mp.log1p(b / a) + b * mp.log1p(a / b))

    table = {
        "kl_pq": lambda a, b, la, lb: xlog(a, la, lb),
        "kl_qp": lambda a, b, la, lb: xlog(b, lb, la),
        "jsd": jsd,
        "jsd_deficit": jsd_deficit,
        "tv": lambda a, b, la, lb: half * abs(a - b),
        "tv_deficit": lambda a, b, la, lb: min(a, b),
        "squared_hellinger": lambda a, b, la, lb: half * (mp.sqrt(a) - mp.sqrt(b)) ** 2,
        # Left as p²/q where p vanishes too: q.
        "chi_squared": lambda a, b, la, lb: (a - b) ** 2 / b if b > 0 else mpf(0),
    }
    return [(name, table[name]) for name in wanted]


def references(p, q):
    names = ["jsd", "jsd_deficit", "tv", "tv_deficit", "squared_hellinger"]
    values = {}
    for name, kernel, pair in (("kl_pq", "kl", (p, q)), ("kl_qp", "kl", (q, p)),
                               ("chi_squared", "chi_squared", (p, q))):
        if finite(kernel, *pair)[0]:
            names.append(name)
        else:
            values[name] = "inf"
    functions = kernels(p, q, names)

    def integrand(anchor, offset):
        x = anchor + offset
        la, lb = p.logpdf(x), q.logpdf(x)
        a = L.exp(la)
        b = L.exp(lb)
        return [a, b] + [f(a, b, la, lb) for _, f in functions]

    def kink(anchor, offset):
        x = anchor + offset
        la, lb = p.logpdf(x), q.logpdf(x)
        if la == NONE or lb == NONE:
            return None if la == lb else mpf(1 if lb == NONE else -1)
        return la - lb

    totals, errors = integrate(integrand, (p, q), len(functions) + 2, kink=kink)
    for mass in totals[:2]:
        assert abs(mass - 1) < mpf(10) ** -24, (p.text, q.text, mp.nstr(mass - 1))
    for (name, _), value, error in zip(functions, totals[2:], errors[2:]):
        assert error < mpf(10) ** -21 * abs(value) or value == 0, (p.text, q.text, name, mp.nstr(value), mp.nstr(error))
        values[name] = mp.nstr(value, DIGITS, min_fixed=0, max_fixed=0) if value < 1e300 else "overflow"
    values["wasserstein_1"] = wasserstein(p, q)
    return values


def normals(law):
    """The law as a sum of (weight, mean, standard deviation), or None if it is no sum of normals."""
    if isinstance(law, L.Normal):
        return [(mpf(1), law.location, law.scale)]
    if isinstance(law, L.KernelDensity):
        return [(mpf(1) / len(law.points), v, law.h) for v in law.points]
    if isinstance(law, L.Mixture):
        parts = [(w, normals(part)) for w, part in law.parts]
        if all(part is not None for _, part in parts):
            return [(w * v, m, s) for w, part in parts for v, m, s in part]
    return None


def wasserstein_of_normals(p, q):
    """W1 of sums of normals by the antiderivative of F - G, a sum of s (z Phi(z) + phi(z)), between its zeros.

    The zeros are bracketed on a grid of a fortieth of the least standard deviation; the integrals of cumulatives below
    and above the grid, and their difference, vanish to the last digit.
    """
    terms = [(w, m, s) for w, m, s in p] + [(-w, m, s) for w, m, s in q]

    def difference(x):
        return mp.fsum(w * mp.erfc((m - x) / (s * mp.sqrt(2))) / 2 for w, m, s in terms)

    def antiderivative(x):
        total = mpf(0)
        for w, m, s in terms:
            z = (x - m) / s
            total += w * s * (z * mp.erfc(-z / mp.sqrt(2)) / 2 + mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi))
        return total

    lower, upper = min(m - 12 * s for _, m, s in terms), max(m + 12 * s for _, m, s in terms)
    step = min(s for _, _, s in terms) / 40
    zeros = []
    with mp.workdps(30):
        count = int((upper - lower) / step) + 1
        grid = [lower + (upper - lower) * i / count for i in range(1, count)]
        values = [difference(x) for x in grid]
    for a, b, f, g in zip(grid, grid[1:], values, values[1:]):
        if f * g < 0 and min(abs(f), abs(g)) > mpf(10) ** -20:
            zeros.append(mp.findroot(difference, (a, b), solver="anderson", tol=mpf(10) ** -60))
    with mp.workdps(60):
        mean = mp.fsum(w * m for w, m, _ in terms)
        # Towards infinity the antiderivative tends to -mean: z Phi(z) + phi(z) to z.
        marks = [mpf(0)] + [antiderivative(x) for x in zeros] + [-mean]
        return mp.fsum(abs(b - a) for a, b in zip(marks, marks[1:]))


def wasserstein(p, q):
    if not finite_wasserstein(p, q):
        return "inf"
    first, second = normals(p), normals(q)
    if first is not None and second is not None and len(first) + len(second) > 100:
        return mp.nstr(wasserstein_of_normals(first, second), DIGITS, min_fixed=0, max_fixed=0)
    with mp.workdps(50):
        def difference(anchor, offset):
            x = anchor + offset
            a, b = p.cdf(x), q.cdf(x)
            return a - b if a + b < 1 else q.sf(x) - p.sf(x)

        totals, errors = integrate(
            lambda anchor, offset: [abs(difference(anchor, offset))], (p, q), 1, kink=difference,
            goal=mpf(10) ** -24)
        assert errors[0] < mpf(10) ** -20 * totals[0] or totals[0] == 0, (p.text, q.text, "W1", errors)
        return mp.nstr(totals[0], DIGITS, min_fixed=0, max_fixed=0)


ORDINARY = [
    L.Normal(0.3, 1.1), L.Laplace(-0.2, 0.8), L.Logistic(0.1, 0.6), L.Cauchy(0.2, 0.9), L.Student(3, 0.2, 0.9),
    L.Uniform(-1, 2), L.Exponential(1.3), L.Gamma(2.5, 0.7), L.Beta(2, 3), L.Weibull(1.7, 1.2),
    L.Lognormal(0.1, 0.6), L.Gumbel(0.2, 0.9), L.Pareto(2.5, 0.5),
]


def ordinary():
    for i, p in enumerate(ORDINARY):
        for q in ORDINARY[i + 1:]:
            yield p, q


def combined():
    """Combinators against families and against each other."""
    mixture = L.Mixture((0.3, L.Normal(-2, 0.5)), (0.7, L.Normal(2, 1)))
    other = L.Mixture((0.25, L.Laplace(1, 0.5)), (0.75, L.Gamma(2, 1)))
    half = L.Truncated(L.Normal(0, 1), 0.5, float("inf"))
    window = L.Truncated(L.Cauchy(0, 1), -1, 3)
    normal = L.Normal(0, 2)
    for p, q in [(mixture, normal), (mixture, other), (half, window), (half, L.Exponential(0.5)), (window, normal)]:
        yield p, q


def spikes():
    normal = L.Normal(0, 1)
    for centre in (0, 0.3, 5, 1000):
        yield L.Normal(centre, 1e-6), normal
    yield L.Mixture((0.999, normal), (0.001, L.Normal(0.7, 1e-6))), normal
    yield L.Mixture((0.5, normal), (0.5, L.Normal(1e6, 1e-6))), normal


def scales():
    for ratio in (1e5, 1e8):
        yield L.Normal(0, 1), L.Normal(0, ratio)
        yield L.Normal(1, 1), L.Laplace(0, ratio)
        yield L.Cauchy(0, 1), L.Cauchy(0, ratio)
        yield L.Gamma(2, 1), L.Gamma(2, ratio)
        yield L.Uniform(0, 1), L.Uniform(0, ratio)


def singular():
    arcsine, peak = L.Beta(0.5, 0.5), L.Gamma(0.3, 1)
    for other in (L.Uniform(0, 1), L.Normal(0.5, 1), L.Beta(2, 3), L.Beta(0.7, 0.6)):
        yield arcsine, other
    for other in (L.Exponential(1), L.Normal(0, 1), L.Gamma(0.5, 2), L.Weibull(0.6, 1), arcsine):
        yield peak, other
    yield L.Gamma(0.05, 1), L.Gamma(0.06, 1)


def modes():
    count = 24
    centres = [i - 11.5 for i in range(count)]
    narrow = L.Mixture(*[(1 / count, L.Normal(c, 1e-3)) for c in centres])
    shifted = L.Mixture(*[(1 / count, L.Normal(c + 5e-4, 1e-3)) for c in centres])
    missing = L.Mixture(*[(1 / 20, L.Normal(c, 1e-3)) for c in centres[:20]])
    yield narrow, shifted
    yield narrow, L.Normal(0, 7)
    yield missing, narrow
    uneven = [(k + 1) / 300 for k in range(count)]
    yield L.Mixture(*[(w, L.Laplace(c, 1e-3)) for w, c in zip(uneven, centres)]), L.Uniform(-13, 13)


def separations():
    families = [
        lambda d: L.Normal(d, 1), lambda d: L.Laplace(d, 1), lambda d: L.Logistic(d, 1), lambda d: L.Cauchy(d, 1),
        lambda d: L.Student(4, d, 1), lambda d: L.Gumbel(d, 1), lambda d: L.Exponential(1 + d),
        lambda d: L.Gamma(2 + d, 1), lambda d: L.Beta(2 + d, 3), lambda d: L.Weibull(1.5 + d, 1),
        lambda d: L.Lognormal(d, 1), lambda d: L.Pareto(3 + d, 1),
    ]
    for make in families:
        for d in (1e-3, 1e-6):
            yield make(d), make(0)
    for d in (40, 60):
        for make in families[:6]:
            yield make(d), make(0)


def kernel_density():
    generator = random.Random(20140610)
    points = [round(generator.gauss(0, 1) if i % 3 else generator.gauss(4, 0.3), 4) for i in range(200)]
    estimate = L.KernelDensity(points, 0.15)
    yield estimate, L.Normal(1.3, 2)
    yield estimate, L.Mixture((2 / 3, L.Normal(0, 1)), (1 / 3, L.Normal(4, 0.3)))


def truncations():
    inf = float("inf")
    for a in (5, 10, 30):
        yield L.Truncated(L.Normal(0, 1), a, inf), L.Normal(a, 1)
    yield L.Truncated(L.Normal(0, 1), 8, 8.5), L.Uniform(8, 9)
    yield L.Truncated(L.Normal(0, 1), 20, inf), L.Truncated(L.Normal(0, 1.1), 20, inf)
    yield L.Truncated(L.Cauchy(0, 1), 100, inf), L.Pareto(1, 100)
    yield L.Truncated(L.Laplace(0, 1), 50, inf), L.Normal(50, 1)


GROUPS = {
    "ordinary": ordinary, "combined": combined, "spikes": spikes, "scales": scales, "singular": singular,
    "modes": modes, "separations": separations, "kernel_density": kernel_density, "truncations": truncations,
}

# Several members of each family: on both sides of every threshold.
TAILS = [
    L.Normal(0, 1), L.Normal(1, 1), L.Normal(0, 1.5), L.Laplace(0, 1), L.Laplace(0, 0.4), L.Logistic(0, 1),
    L.Cauchy(0, 1), L.Cauchy(2, 1), L.Cauchy(0, 2), L.Student(1, 0, 1), L.Student(2, 0, 1), L.Student(2.5, 0, 1),
    L.Student(6, 0, 1), L.Uniform(0, 1), L.Uniform(-1, 2), L.Exponential(1), L.Exponential(2.5), L.Gamma(0.3, 1),
    L.Gamma(2.5, 1), L.Gamma(6, 1), L.Gamma(2.5, 3), L.Beta(0.5, 0.5), L.Beta(2, 3), L.Beta(5, 1.2),
    L.Weibull(0.6, 1), L.Weibull(1, 1), L.Weibull(2, 1), L.Weibull(2, 2), L.Lognormal(0, 1), L.Lognormal(1, 1),
    L.Lognormal(0, 2), L.Gumbel(0, 1), L.Gumbel(1, 1), L.Gumbel(0, 3), L.Pareto(0.8, 1), L.Pareto(1, 1),
    L.Pareto(2.5, 1), L.Pareto(6, 0.5),
    L.Mixture((0.5, L.Normal(0, 1)), (0.5, L.Laplace(1, 1))), L.Mixture((0.9, L.Normal(0, 1)), (0.1, L.Cauchy(0, 1))),
    L.Truncated(L.Cauchy(0, 1), 0, float("inf")), L.Truncated(L.Normal(0, 1), -1, 2),
] + [
    L.Mirrored(law) for law in (
        L.Exponential(1), L.Gamma(0.3, 1), L.Gamma(2.5, 1), L.Weibull(0.6, 1), L.Lognormal(0, 1), L.Gumbel(0, 1),
        L.Pareto(1, 1))
]


def finiteness(known):
    """A row a pair; those of `known` are kept."""
    rows = list(known)
    found = {(row[0], row[1]) for row in rows}
    for p in TAILS:
        for q in TAILS:
            if p is q or (p.text, q.text) in found:
                continue
            rows.append([
                p.text, q.text, int(finite("kl", p, q)[0]), int(finite("chi_squared", p, q)[0]),
                int(finite_wasserstein(p, q))])
    return rows


def main():
    wanted = sys.argv[1:] or list(GROUPS) + ["finiteness"]
    path = HERE / "references.json"
    cases = json.loads(path.read_text()) if path.exists() else []
    for group in wanted:
        if group == "wasserstein":
            add_wasserstein(path, cases)
            continue
        if group == "finiteness":
            table = HERE / "finiteness.json"
            rows = finiteness(json.loads(table.read_text()) if table.exists() else [])
            text = ",\n".join(json.dumps(row) for row in rows)
            table.write_text(f"[\n{text}\n]\n")
            continue
        cases = [case for case in cases if case["group"] != group]
        for p, q in GROUPS[group]():
            start = time.time()
            cases.append({"group": group, "p": p.text, "q": q.text, "values": references(p, q)})
            print(f"{time.time() - start:7.1f} s  {p.text[:50]} | {q.text[:50]}", flush=True)
        cases.sort(key=lambda case: list(GROUPS).index(case["group"]))
        write(path, cases)


def write(path, cases):
    text = ",\n".join(json.dumps(case) for case in cases)
    path.write_text(f"[\n{text}\n]\n")


def add_wasserstein(path, cases):
    """W1 of every case that has none yet, written as each is found."""
    by_text = {(case["p"], case["q"]): case["values"] for case in cases}
    for group in GROUPS:
        for p, q in GROUPS[group]():
            values = by_text.get((p.text, q.text))
            if values is None or "wasserstein_1" in values:
                continue
            start = time.time()
            values["wasserstein_1"] = wasserstein(p, q)
            write(path, cases)
            print(f"{time.time() - start:7.1f} s  {p.text[:50]} | {q.text[:50]}", flush=True)


if __name__ == "__main__":
    main()
