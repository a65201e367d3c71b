"""The laws of the text form, in mpmath: log-density, cumulative, marks. Written from the textbook definitions.

Parameters are the doubles that Swift reads from the same text, so nothing is lost between the two.
"""

from mpmath import mp, mpf

INF = mpf("inf")
NONE = -INF


def exp(x):
    """e^x, and 0 where even mpmath would need a number of a billion bits to say how small it is."""
    return mpf(0) if x < -(10**8) else mp.exp(x)


class Law:
    """`marks` are (position, scale): where an integrand has structure; `breaks` where it is not smooth."""

    text = ""
    lower, upper = -INF, INF
    marks, breaks = (), ()

    def sf(self, x):
        return 1 - self.cdf(x)

    def inside(self, x):
        return self.lower < x < self.upper


def text_of(name, *arguments):
    return f"{name}({', '.join(repr(float(a)) for a in arguments)})"


class LocationScale(Law):
    def __init__(self, location, scale):
        self.text = text_of(self.name, location, scale)
        self.location, self.scale = mpf(float(location)), mpf(float(scale))
        self.marks = ((self.location, self.scale),)

    def z(self, x):
        return (x - self.location) / self.scale


class Normal(LocationScale):
    name = "normal"

    def logpdf(self, x):
        z = self.z(x)
        return -z * z / 2 - mp.log(self.scale * mp.sqrt(2 * mp.pi))

    def cdf(self, x):
        return mp.erfc(-self.z(x) / mp.sqrt(2)) / 2

    def sf(self, x):
        return mp.erfc(self.z(x) / mp.sqrt(2)) / 2


class Laplace(LocationScale):
    name = "laplace"

    def __init__(self, location, scale):
        super().__init__(location, scale)
        self.breaks = (self.location,)

    def logpdf(self, x):
        return -abs(self.z(x)) - mp.log(2 * self.scale)

    def cdf(self, x):
        z = self.z(x)
        return exp(z) / 2 if z < 0 else 1 - exp(-z) / 2

    def sf(self, x):
        z = self.z(x)
        return exp(-z) / 2 if z > 0 else 1 - exp(z) / 2


class Logistic(LocationScale):
    name = "logistic"

    def logpdf(self, x):
        z = abs(self.z(x))
        return -z - 2 * mp.log1p(exp(-z)) - mp.log(self.scale)

    def cdf(self, x):
        return 1 / (1 + exp(-self.z(x))) if self.z(x) > 0 else exp(self.z(x)) / (1 + exp(self.z(x)))

    def sf(self, x):
        return 1 / (1 + exp(self.z(x))) if self.z(x) < 0 else exp(-self.z(x)) / (1 + exp(-self.z(x)))


class Cauchy(LocationScale):
    name = "cauchy"

    def logpdf(self, x):
        return -mp.log1p(self.z(x) ** 2) - mp.log(mp.pi * self.scale)

    def cdf(self, x):
        return mp.atan2(1, -self.z(x)) / mp.pi

    def sf(self, x):
        return mp.atan2(1, self.z(x)) / mp.pi


class Gumbel(LocationScale):
    name = "gumbel"

    def logpdf(self, x):
        z = self.z(x)
        return -z - mp.exp(-z) - mp.log(self.scale)

    def cdf(self, x):
        return exp(-mp.exp(-self.z(x)))

    def sf(self, x):
        return 1 - exp(-mp.exp(-self.z(x))) if self.z(x) < 0 else -mp.expm1(-exp(-self.z(x)))


class Student(Law):
    def __init__(self, df, location, scale):
        self.text = text_of("student", df, location, scale)
        self.df, self.location, self.scale = mpf(float(df)), mpf(float(location)), mpf(float(scale))
        self.marks = ((self.location, self.scale),)
        self.constant = None

    def logpdf(self, x):
        n = self.df
        if self.constant is None or self.constant[0] != mp.dps:
            value = mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2 - mp.log(self.scale)
            self.constant = (mp.dps, value)
        z = (x - self.location) / self.scale
        return self.constant[1] - (n + 1) / 2 * mp.log1p(z * z / n)

    def tail(self, z):
        n = self.df
        return mp.betainc(n / 2, mpf(1) / 2, 0, n / (n + z * z), regularized=True) / 2

    def cdf(self, x):
        z = (x - self.location) / self.scale
        return self.tail(z) if z < 0 else 1 - self.tail(z)

    def sf(self, x):
        z = (x - self.location) / self.scale
        return self.tail(z) if z > 0 else 1 - self.tail(z)


class Uniform(Law):
    def __init__(self, lower, upper):
        self.text = text_of("uniform", lower, upper)
        self.lower, self.upper = mpf(float(lower)), mpf(float(upper))
        self.breaks = (self.lower, self.upper)

    def logpdf(self, x):
        return -mp.log(self.upper - self.lower) if self.inside(x) else NONE

    def cdf(self, x):
        return min(max((x - self.lower) / (self.upper - self.lower), mpf(0)), mpf(1))

    def sf(self, x):
        return min(max((self.upper - x) / (self.upper - self.lower), mpf(0)), mpf(1))


class Positive(Law):
    """A law on (0, inf)."""

    lower = mpf(0)

    def __init__(self, *arguments):
        self.text = text_of(self.name, *arguments)
        self.a = mpf(float(arguments[0]))
        self.b = mpf(float(arguments[1])) if len(arguments) > 1 else None
        self.breaks = (mpf(0),)
        self.prepare()
        self.constants = {}

    def prepare(self):
        self.marks = ((mpf(0), self.b),)

    def norm(self):
        if mp.dps not in self.constants:
            self.constants[mp.dps] = self.log_normalizer()
        return self.constants[mp.dps]


class Exponential(Positive):
    name = "exponential"

    def prepare(self):
        self.marks = ((mpf(0), self.a),)

    def logpdf(self, x):
        return -x / self.a - mp.log(self.a) if x > 0 else NONE

    def cdf(self, x):
        return -mp.expm1(-x / self.a) if x > 0 else mpf(0)

    def sf(self, x):
        return exp(-x / self.a) if x > 0 else mpf(1)


class Gamma(Positive):
    name = "gamma"

    def prepare(self):
        self.marks = ((mpf(0), self.b), (self.a * self.b, mp.sqrt(self.a) * self.b))

    def log_normalizer(self):
        return -mp.loggamma(self.a) - self.a * mp.log(self.b)

    def logpdf(self, x):
        return (self.a - 1) * mp.log(x) - x / self.b + self.norm() if x > 0 else NONE

    def cdf(self, x):
        return mp.gammainc(self.a, 0, x / self.b, regularized=True) if x > 0 else mpf(0)

    def sf(self, x):
        return mp.gammainc(self.a, x / self.b, INF, regularized=True) if x > 0 else mpf(1)


class Weibull(Positive):
    name = "weibull"

    def logpdf(self, x):
        if x <= 0:
            return NONE
        z = x / self.b
        return mp.log(self.a / self.b) + (self.a - 1) * mp.log(z) - z**self.a

    def cdf(self, x):
        return -mp.expm1(-((x / self.b) ** self.a)) if x > 0 else mpf(0)

    def sf(self, x):
        return exp(-((x / self.b) ** self.a)) if x > 0 else mpf(1)


class Lognormal(Positive):
    name = "lognormal"

    def prepare(self):
        self.marks = ((mp.exp(self.a), mp.exp(self.a) * min(self.b, mpf(1))),)

    def logpdf(self, x):
        if x <= 0:
            return NONE
        z = (mp.log(x) - self.a) / self.b
        return -z * z / 2 - mp.log(x * self.b * mp.sqrt(2 * mp.pi))

    def cdf(self, x):
        return mp.erfc((self.a - mp.log(x)) / (self.b * mp.sqrt(2))) / 2 if x > 0 else mpf(0)

    def sf(self, x):
        return mp.erfc((mp.log(x) - self.a) / (self.b * mp.sqrt(2))) / 2 if x > 0 else mpf(1)


class Pareto(Positive):
    name = "pareto"

    def prepare(self):
        self.lower = self.b
        self.breaks = (self.b,)
        self.marks = ((self.b, self.b / (self.a + 1)),)

    def logpdf(self, x):
        return mp.log(self.a / self.b) - (self.a + 1) * mp.log(x / self.b) if x > self.b else NONE

    def cdf(self, x):
        return 1 - self.sf(x)

    def sf(self, x):
        return (x / self.b) ** -self.a if x > self.b else mpf(1)


class Beta(Law):
    lower, upper = mpf(0), mpf(1)

    def __init__(self, a, b):
        self.text = text_of("beta", a, b)
        self.a, self.b = mpf(float(a)), mpf(float(b))
        self.breaks = (mpf(0), mpf(1))
        self.marks = ((self.a / (self.a + self.b), mpf("0.2")),)
        self.constants = {}

    def logpdf(self, x):
        if not self.inside(x):
            return NONE
        return self.edge(x, 1 - x)

    def edge(self, x, complement):
        """log p by the distances to both ends, either of which may be tiny."""
        if mp.dps not in self.constants:
            self.constants[mp.dps] = mp.log(mp.beta(self.a, self.b))
        return (self.a - 1) * mp.log(x) + (self.b - 1) * mp.log(complement) - self.constants[mp.dps]

    def cdf(self, x):
        x = min(max(x, mpf(0)), mpf(1))
        return mp.betainc(self.a, self.b, 0, x, regularized=True)

    def sf(self, x):
        x = min(max(x, mpf(0)), mpf(1))
        return mp.betainc(self.b, self.a, 0, 1 - x, regularized=True)


class Mirrored(Law):
    """-X for X of a law: its upper end becomes the lower."""

    def __init__(self, law):
        self.text = f"affine({law.text}, 0, -1)"
        self.law = law
        self.lower, self.upper = -law.upper, -law.lower
        self.marks = tuple((-position, scale) for position, scale in law.marks)
        self.breaks = tuple(-point for point in reversed(law.breaks))

    def logpdf(self, x):
        return self.law.logpdf(-x)

    def cdf(self, x):
        return self.law.sf(-x)

    def sf(self, x):
        return self.law.cdf(-x)


class Mixture(Law):
    def __init__(self, *parts):
        """parts: (weight, law), weights summing to 1."""
        self.text = " + ".join(f"{float(w)!r}*{law.text}" for w, law in parts)
        total = sum(mpf(float(w)) for w, _ in parts)
        self.parts = [(mpf(float(w)) / total, law) for w, law in parts]
        self.lower = min(law.lower for _, law in parts)
        self.upper = max(law.upper for _, law in parts)
        self.marks = tuple(mark for _, law in parts for mark in law.marks)
        self.breaks = tuple(point for _, law in parts for point in law.breaks)

    def logpdf(self, x):
        logs = [law.logpdf(x) + mp.log(w) for w, law in self.parts]
        top = max(logs)
        if top == NONE:
            return NONE
        return top + mp.log(mp.fsum(mp.exp(v - top) for v in logs if v - top > -300))

    def cdf(self, x):
        return mp.fsum(w * law.cdf(x) for w, law in self.parts)

    def sf(self, x):
        return mp.fsum(w * law.sf(x) for w, law in self.parts)


class Truncated(Law):
    def __init__(self, law, lower, upper):
        spelled = [("inf" if v > 0 else "-inf") if abs(v) == INF else repr(float(v)) for v in (lower, upper)]
        self.text = f"truncated({law.text}, {spelled[0]}, {spelled[1]})"
        self.law = law
        self.lower = max(law.lower, mpf(float(lower)))
        self.upper = min(law.upper, mpf(float(upper)))
        self.ends = (mpf(float(lower)), mpf(float(upper)))
        self.breaks = tuple(v for v in (self.lower, self.upper) if abs(v) != INF) + tuple(
            b for b in law.breaks if self.lower < b < self.upper)
        self.marks = tuple(m for m in law.marks if self.lower <= m[0] <= self.upper)
        for end, inward in ((self.lower, 1), (self.upper, -1)):
            if abs(end) != INF and law.lower < end < law.upper:
                step = mpf(10) ** -15
                slope = abs(law.logpdf(end + inward * step) - law.logpdf(end)) / step
                self.marks += ((end, min(1 / (slope + mpf(10) ** -9), mpf(1))),)
        self.masses = {}

    def mass(self):
        if mp.dps not in self.masses:
            a, b = self.lower, self.upper
            below = self.law.cdf(b) - self.law.cdf(a)
            above = self.law.sf(a) - self.law.sf(b)
            self.masses[mp.dps] = max(below, above) if max(below, above) > mpf(10) ** (-mp.dps // 2) else above
        return self.masses[mp.dps]

    def logpdf(self, x):
        return self.law.logpdf(x) - mp.log(self.mass()) if self.inside(x) else NONE

    def cdf(self, x):
        x = min(max(x, self.lower), self.upper)
        return 1 - self.sf(x)

    def sf(self, x):
        x = min(max(x, self.lower), self.upper)
        return (self.law.sf(x) - self.law.sf(self.upper)) / self.mass()


class KernelDensity(Law):
    def __init__(self, points, bandwidth):
        self.text = "kde([" + ", ".join(repr(float(v)) for v in points) + f"], {float(bandwidth)!r})"
        self.points = sorted(mpf(float(v)) for v in points)
        self.h = mpf(float(bandwidth))
        self.marks = tuple((v, self.h) for v in self.points)

    def logpdf(self, x):
        squares = [((x - v) / self.h) ** 2 / 2 for v in self.points]
        least = min(squares)
        total = mp.fsum(mp.exp(least - s) for s in squares if s - least < 150)
        return mp.log(total) - least - mp.log(len(self.points) * self.h * mp.sqrt(2 * mp.pi))

    def cdf(self, x):
        return mp.fsum(mp.erfc((v - x) / (self.h * mp.sqrt(2))) for v in self.points) / (2 * len(self.points))

    def sf(self, x):
        return mp.fsum(mp.erfc((x - v) / (self.h * mp.sqrt(2))) for v in self.points) / (2 * len(self.points))
