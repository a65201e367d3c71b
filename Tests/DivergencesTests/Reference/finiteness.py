"""Whether a divergence of two laws is finite, found by looking at its integrand a googol away.

At an end, with y the distance (or its inverse), the integral of I converges iff y I(y) falls like a negative power of y or
faster. mpmath's numbers have no largest exponent, so the power is read off between y = 10^100 and 10^200: an
independent witness to the algebra of asymptotic forms in the package.
"""

from mpmath import mp, mpf

from laws import INF, NONE, exp

KERNELS = {
    # name: (power of p, power of q, power of |log p/q|)
    "kl": (1, 0, 1),
    "chi_squared": (2, -1, 0),
}


_memory = {}


def remembered(function, law, x, place):
    """`function(law, x)`, computed once: `place` names x."""
    key = (function.__name__, law.text, place)
    if key not in _memory:
        _memory[key] = function(law, x)
    return _memory[key]


def logpdf(law, x):
    return law.logpdf(x)


def ends(p, q):
    points = {-INF, INF}
    for law in (p, q):
        points.update(law.breaks)
        points.update(v for v in (law.lower, law.upper) if abs(v) != INF)
    result = []
    for point in sorted(points):
        if point != -INF:
            result.append((point, -1))
        if point != INF:
            result.append((point, 1))
    return result


def location(point, side, y):
    """The point at distance y out (or 1/y from a finite end)."""
    if abs(point) == INF:
        return y if point > 0 else -y
    return point + side / y


def slope(point, side, log_integrand):
    """d log(y I dx/dy)/d log y between y = 10^100 and 10^200; -inf where I vanishes, inf where q does."""
    values = []
    for exponent in (100, 200):
        y = mpf(10) ** exponent
        value = log_integrand(location(point, side, y), (point, side, exponent))
        if value in (INF, NONE):
            return value
        jacobian = mp.log(y) if abs(point) == INF else -mp.log(y)
        values.append(value + jacobian)
    return (values[1] - values[0]) / (100 * mp.log(10))


def finite(kernel, p, q):
    """(whether the integral is finite, where it is not)."""
    alpha, beta, gamma = KERNELS[kernel]

    def log_integrand(x, place):
        a, b = remembered(logpdf, p, x, place), remembered(logpdf, q, x, place)
        if a == NONE:
            return NONE
        if b == NONE:
            return INF
        value = alpha * a + beta * b
        if gamma:
            difference = abs(a - b)
            if difference < mpf(10) ** -50:
                return NONE
            value += gamma * mp.log(difference)
        return value

    with mp.workdps(1000):
        for point, side in ends(p, q):
            rate = slope(point, side, log_integrand)
            assert not -0.02 < rate < -1e-3, (p.text, q.text, kernel, point, rate)
            if rate > -0.01:
                return False, (mp.nstr(point, 6), side)
    return True, None


def finite_wasserstein(p, q):
    """W1 is finite iff ∫ |F - G| converges at both infinite ends."""
    with mp.workdps(1000):
        for end in (-INF, INF):
            def log_integrand(x, place):
                difference = abs(remembered(tail, p, x, place) - remembered(tail, q, x, place))
                return mp.log(difference) if difference > 0 else NONE
            rate = slope(end, 0, log_integrand)
            if rate > -0.01:
                return False
    return True


def tail(law, x):
    """P(X > x) for x > 0, P(X < x) for x < 0, to leading order only for Student's t."""
    if hasattr(law, "parts"):
        return mp.fsum(w * tail(part, x) for w, part in law.parts)
    if hasattr(law, "df"):
        # c |z|^(-n-1) and its integral c |z|^-n / n
        z = abs((x - law.location) / law.scale)
        n = law.df
        log_c = mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2 + (n + 1) / 2 * mp.log(n)
        return mp.exp(log_c) * z**-n / n
    if type(law).__name__ in ("Gamma", "Beta", "KernelDensity", "Truncated"):
        # All moments exist: the density stands for the tail.
        value = law.logpdf(x)
        return exp(value)
    if type(law).__name__ in ("Normal", "Lognormal"):
        # The logarithm of a normal tail to leading order, which is all that matters here.
        return exp(law.logpdf(x)) if x > law.lower else mpf(0)
    return law.sf(x) if x > 0 else law.cdf(x)
