#!/usr/bin/env python3
"""Prints KL(p || q) for q of narrow components, and chi-squared at ties that a power decides, to 20 digits.

    pip install mpmath
    python3 narrow_mixtures.py

Shares nothing with the Swift package: mpmath's Gauss-Legendre rule between break points that are graded around every
centre and every point where one component of q takes over from the next.
"""

from mpmath import mp, mpf

from integration import gauss_legendre

mp.dps = 40


def normal(m, s):
    m, s = mpf(m), mpf(s)
    return (m, s, lambda x: -((x - m) / s) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2)


def laplace(m, s):
    m, s = mpf(m), mpf(s)
    return (m, s, lambda x: -abs(x - m) / s - mp.log(2 * s))


def logistic(m, s):
    m, s = mpf(m), mpf(s)
    return (m, s, lambda x: -abs(x - m) / s - mp.log(s) - 2 * mp.log1p(mp.exp(-abs(x - m) / s)))


def log_density(mixture):
    def value(x):
        logs = [mp.log(w) + law[2](x) for w, law in mixture]
        top = max(logs)
        return top + mp.log(sum(mp.exp(v - top) for v in logs))

    return value


def crossings(a, b, grid):
    """Where neither of two weighted components is greater, and the length on which their log-ratio changes by 1."""
    f = lambda x: mp.log(a[0]) + a[1][2](x) - mp.log(b[0]) - b[1][2](x)
    values = [f(x) for x in grid]
    for low, high, left, right in zip(grid, grid[1:], values, values[1:]):
        if (left > 0) == (right > 0):
            continue
        for _ in range(120):
            middle = (low + high) / 2
            if (f(middle) > 0) == (left > 0):
                low = middle
            else:
                high = middle
        step = mpf(10) ** -12
        yield low, 2 * step / abs(f(low + step) - f(low - step))


def kl(p, q):
    q = [(mpf(w), law) for w, law in q]
    p = [(mpf(w), law) for w, law in p]
    marks = [(law[0], law[1]) for _, law in p + q]
    grid = sorted(m for m, s in marks) + [mpf(k) / 8 for k in range(-960, 961)]
    ordered = sorted(q, key=lambda item: item[1][0])
    for a, b in zip(ordered, ordered[1:]):
        marks.extend(crossings(a, b, sorted(set(grid))))
    edge = mpf(120)
    points = {-edge, edge}
    for position, scale in marks:
        points.add(position)
        d = scale
        while d < edge:
            points.update(v for v in (position - d, position + d) if abs(v) < edge)
            d *= 2
    log_p, log_q = log_density(p), log_density(q)
    nodes, weights = gauss_legendre(28)
    total = mpf(0)
    points = sorted(points)
    for low, high in zip(points, points[1:]):
        half, centre = (high - low) / 2, (high + low) / 2
        for node, weight in zip(nodes, weights):
            x = centre + half * node
            value = log_p(x)
            total += half * weight * mp.exp(value) * (value - log_q(x))
    return total


def tie(a, b, shift=0):
    """Chi-squared of gamma(a, 2) against gamma(b, 1) - shift, both on [1, inf): p^2/q is a power of x there."""
    a, b, shift = mpf(a), mpf(b), mpf(shift)
    of_p = mp.gammainc(a, mpf(1) / 2) * 2**a
    of_q = mp.gammainc(b, 1 + shift)
    power = lambda x: x ** (2 * (a - 1)) / (x + shift) ** (b - 1)
    # Over t = log x, to where e^-0.1t is 1e-52.
    ends = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1200]
    integral = 1 / (b - 2 * a) if shift == 0 else mp.quad(lambda t: power(mp.exp(t)) * mp.exp(t), ends)
    return of_q / of_p**2 * mp.exp(shift) * integral - 1


sample = ["-0.91", "0.08", "1.21", "-0.36", "0.55", "0.27", "-2.04", "1.77", "0.93", "-1.42"]
standard = [("1", normal(0, 1))]
print("laplace | logistic + laplace", mp.nstr(kl(
    [("1", laplace(0, 1))], [("0.5", logistic("1.771", "0.000155")), ("0.5", laplace("-0.866", "0.000155"))]), 20))
print("normal | laplace + laplace", mp.nstr(kl(
    standard, [("0.3", laplace("-1.424", "0.000322")), ("0.7", laplace("1.055", "0.000322"))]), 20))
print("normal + laplace | normal + laplace", mp.nstr(kl(
    [("0.3", normal(0, 1)), ("0.7", laplace(1, 1))],
    [("0.3", normal("0.3", "0.01")), ("0.7", laplace("-2.7", "0.01"))]), 20))
print("normal | kde", mp.nstr(kl(standard, [(mpf(1) / 10, normal(x, "0.002")) for x in sample]), 20))
# Unequal widths: the wider component takes over beyond the narrower, amid p.
print("normal | 0.5 normal + 0.5 normal", mp.nstr(kl(
    standard, [("0.5", normal("-2.172", "0.000454")), ("0.5", normal("-1.14", "0.000307"))]), 20))
print("logistic | laplace + laplace", mp.nstr(kl(
    [("1", logistic(1, "0.5"))], [("0.1", laplace("-0.157", "0.00124")), ("0.9", laplace("2.53", "0.00169"))]), 20))
print("normal | 0.6 normal + 0.4 normal", mp.nstr(kl(
    standard, [("0.6", normal("-2.619", "0.0005033")), ("0.4", normal("-1.813", "0.000368"))]), 20))
for arguments in [(2, 5), (2, "4.01"), ("1.5", "3.2"), (2, 5, "0.5"), ("1.5", "3.1", "0.5")]:
    print("tie", arguments, mp.nstr(tie(*arguments), 20))
