#!/usr/bin/env python3
"""What scipy.integrate.quad makes of the integrals of the experiment quadrature-accuracy.

Draws the members of every IntegrandFamily (Sources/QuadratureCases) by the same SplitMix64 and formulas, reads
the published integrals from Tests/QuadratureTests/Resources/quadrature-cases.json, integrates each as a black
box, and writes one row a family and size to experiments/Experiments/Reference/scipy-quad.csv, which the
experiment embeds. A few minutes on one core; --help lists the options.
"""

import argparse
import csv
import json
import math
import pathlib

import scipy
from scipy.integrate import quad

root = pathlib.Path(__file__).resolve().parents[3]
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


class Draw:
    """The uniform numbers of one member, as Draw in IntegrandFamily.swift."""

    def __init__(self, family, index, seed):
        self.state = seed
        for word in [*family.encode(), index]:
            self.state = ((self.next() ^ word) * GOLDEN) & MASK

    def next(self):
        self.state = (self.state + GOLDEN) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def unit(self):
        return (self.next() >> 11) * 2.0**-53

    def uniform(self, lower, upper):
        return lower + (upper - lower) * self.unit()

    def power(self, lower, upper):
        return math.pow(10, self.uniform(lower, upper))


def singular_power(draw):
    point, a = draw.unit(), draw.uniform(-0.5, 0)
    value = (point ** (1 + a) + (1 - point) ** (1 + a)) / (1 + a)
    return 0, 1, value, lambda x: math.pow(abs(x - point), a)


def jump(draw):
    point, alpha = draw.unit(), draw.unit()
    value = math.exp(alpha * point) * math.expm1(alpha * (1 - point)) / alpha
    return 0, 1, value, lambda x: math.exp(alpha * x) if x > point else 0.0


def corner(draw):
    point, alpha = draw.unit(), draw.uniform(0, 4)
    value = -(math.expm1(-alpha * point) + math.expm1(-alpha * (1 - point))) / alpha
    return 0, 1, value, lambda x: math.exp(-alpha * abs(x - point))


def cauchy_peaks(count, lowest, draw):
    width = draw.power(lowest, -3)
    points = [draw.unit() for _ in range(count)]
    value = sum(math.atan(p / width) + math.atan((1 - p) / width) for p in points)

    def integrand(x):
        total = 0.0
        for p in points:
            total += width / ((x - p) * (x - p) + width * width)
        return total

    return 0, 1, value, integrand


def oscillation(draw):
    point = draw.unit()
    longer = max(point, 1 - point)
    beta = draw.power(1.8, 2) / (longer * longer)
    middle = (point * point + (1 - point) * (1 - point)) / 2
    value = 2 * math.cos(beta * middle) * math.sin(beta * (0.5 - point))
    return 0, 1, value, lambda x: 2 * beta * (x - point) * math.cos(beta * (x - point) * (x - point))


def density(mean, deviation):
    height = 1 / (deviation * math.sqrt(2 * math.pi))

    def integrand(x):
        z = (x - mean) / deviation
        return height * math.exp(-z * z / 2)

    return integrand


def narrow_normal(draw):
    mean, deviation = draw.unit(), draw.power(-6, -2)
    scale = deviation * math.sqrt(2)
    value = (math.erf((1 - mean) / scale) + math.erf(mean / scale)) / 2
    return 0, 1, value, density(mean, deviation)


def two_normals(draw):
    distance = draw.power(0, 3)
    left, right = (density(m, draw.power(-2, 0)) for m in (-distance / 2, distance / 2))
    return -math.inf, math.inf, 1, lambda x: (left(x) + right(x)) / 2


def student(draw):
    freedom = draw.uniform(1, 10)
    location, scale = draw.uniform(-10, 10), draw.power(-1, 1)
    height = math.gamma((freedom + 1) / 2) / (math.gamma(freedom / 2) * math.sqrt(freedom * math.pi) * scale)

    def integrand(x):
        z = (x - location) / scale
        return height * math.pow(1 + z * z / freedom, -(freedom + 1) / 2)

    return -math.inf, math.inf, 1, integrand


def gamma(draw):
    shape, scale = draw.uniform(0.5, 5), draw.power(-3, 3)
    height = 1 / (math.gamma(shape) * scale)
    return 0, math.inf, 1, lambda x: height * math.pow(x / scale, shape - 1) * math.exp(-x / scale)


FAMILIES = {
    "singularPower": singular_power,
    "jump": jump,
    "corner": corner,
    "cauchyPeak": lambda draw: cauchy_peaks(1, -6, draw),
    "fourPeaks": lambda draw: cauchy_peaks(4, -5, draw),
    "oscillation": oscillation,
    "narrowNormal": narrow_normal,
    "twoNormals": two_normals,
    "student": student,
    "gamma": gamma,
}


def published():
    known = "floor log sin tan atan cos exp sqrt cosh pow pi inf".split()
    names = {name: getattr(math, name) for name in known}
    cases = json.loads((root / "Tests/QuadratureTests/Resources/quadrature-cases.json").read_text())
    for case in cases:
        lower, upper = (float(eval(case[end], dict(names))) for end in ("lower", "upper"))
        yield lower, upper, float(case["value"]), eval(f"lambda x: {case['integrand']}", dict(names, abs=abs))


def total(integrand):
    """The integrand with what C gives where Python raises: infinite at a pole."""

    def answer(x):
        try:
            return integrand(x)
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.inf

    return answer


COUNTS = ["members", "silent_failures", "warned", "claims", "bold_claims", "evaluations", "fingerprint"]


def judge(integrals, relative, sizes):
    """The counts over the first n integrals, for each n of sizes."""
    counts = dict.fromkeys(COUNTS, 0)
    for lower, upper, exact, integrand in integrals:
        integrand = total(integrand)
        value, claim, info, *warning = quad(
            integrand, lower, upper, epsabs=0, epsrel=relative, limit=1000, full_output=1)
        error = abs(value - exact)
        here = integrand(1 / 3)
        counts["members"] += 1
        counts["silent_failures"] += not warning and not error <= 10 * max(claim, relative * abs(exact))
        counts["warned"] += bool(warning)
        counts["claims"] += math.isfinite(value)
        counts["bold_claims"] += math.isfinite(value) and not error <= claim
        counts["evaluations"] += info["neval"]
        counts["fingerprint"] += here if math.isfinite(here) else 0
        if counts["members"] in sizes:
            yield dict(counts)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="the experiment's seed (default: 1)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 2000], help="members at each size")
    parser.add_argument("--tolerance", type=float, default=1e-9, help="relative (default: 1e-9)")
    parser.add_argument("--out", type=pathlib.Path,
                        default=root / "experiments/Experiments/Reference/scipy-quad.csv")
    options = parser.parse_args()
    seed = (1_000_000_000 + options.seed) & MASK

    rows = []
    for family, make in FAMILIES.items():
        members = (make(Draw(family, index, seed)) for index in range(max(options.sizes)))
        rows += [{"family": family, **counts} for counts in judge(members, options.tolerance, options.sizes)]
        print(rows[-1], flush=True)
    cases = list(published())
    rows += [{"family": "published", **counts} for counts in judge(cases, options.tolerance, [len(cases)])]
    print(rows[-1])

    with options.out.open("w", newline="") as file:
        common = ["scipy_version", "seed", "relative_tolerance"]
        writer = csv.DictWriter(file, ["family", *common, *COUNTS], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(dict(zip(common, (scipy.__version__, seed, options.tolerance))) | row)


if __name__ == "__main__":
    main()
