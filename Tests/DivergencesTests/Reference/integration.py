"""Integrals of two laws to 22 digits and more: composite Gauss-Legendre rules on panels that are graded around every
mark and towards every break, split until 24 and 36 nodes agree. Shares nothing with the Swift package."""

from mpmath import mp, mpf

from laws import INF

_rules = {}


def gauss_legendre(count):
    """Nodes and weights on (-1, 1) by Newton's method on the Legendre polynomial, at the working precision."""
    key = (count, mp.dps)
    if key in _rules:
        return _rules[key]
    nodes, weights = [], []
    for i in range(count):
        x = mp.cos(mp.pi * (i + mpf(3) / 4) / (count + mpf(1) / 2))
        for _ in range(100):
            p0, p1 = mpf(1), x
            for k in range(2, count + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = count * (x * p1 - p0) / (x * x - 1)
            step = p1 / slope
            x -= step
            if abs(step) < mpf(10) ** (3 - mp.dps):
                break
        nodes.append(x)
        weights.append(2 / ((1 - x * x) * slope * slope))
    _rules[key] = (nodes, weights)
    return _rules[key]


class Panels:
    """Intervals as (anchor, low, high): from anchor + low to anchor + high."""

    def __init__(self, laws):
        breaks, marks = set(), []
        for law in laws:
            breaks.update(law.breaks)
            breaks.update(v for v in (law.lower, law.upper) if abs(v) != INF)
            marks.extend(law.marks)
        self.lower = min(law.lower for law in laws)
        self.upper = max(law.upper for law in laws)
        inside = [m for m in marks if self.lower <= m[0] <= self.upper]
        self.breaks = sorted(breaks)
        points = {b: mpf(0) for b in self.breaks}
        for position, scale in inside:
            if position in points and points[position] == 0:
                continue
            points[position] = min(scale, points.get(position, scale))
        if not points:
            points = {mpf(0): mpf(1)}
        self.points = sorted(points.items())

    @staticmethod
    def graded(anchor, scale, reach, direction):
        if scale == 0:
            # Towards a break: halves, from the outside in, until what is left cannot matter.
            edges, edge = [], reach
            for _ in range(5000):
                edges.append((edge / 2, edge))
                edge /= 2
            pairs = edges
        else:
            pairs, edge = [], mpf(0)
            width = min(scale, reach)
            while edge < reach:
                high = min(edge + width, reach)
                pairs.append((edge, high))
                edge = high
                width = max(width, edge)
        return [(anchor, a, b) if direction > 0 else (anchor, -b, -a) for a, b in pairs]

    def tails(self):
        """Sequences of panels towards infinity, doubling."""
        result = []
        if self.upper == INF:
            result.append((self.points[-1], 1))
        if self.lower == -INF:
            result.append((self.points[0], -1))
        return result


def integrate(function, laws, components, kink=None, goal=mpf(10) ** -26):
    """The integrals of `function(anchor, offset) -> list`, and their error estimates.

    `kink(anchor, offset)` changes sign where a component has a kink; panels are split there.
    """
    fine, coarse = gauss_legendre(36), gauss_legendre(24)
    totals = [mpf(0)] * components
    errors = [mpf(0)] * components
    sizes = [mpf(0)] * components
    floor = [mpf(0)] * components

    def rule(panel, nodes_weights):
        anchor, low, high = panel
        centre, half = (low + high) / 2, (high - low) / 2
        sums = [mpf(0)] * components
        for node, weight in zip(*nodes_weights):
            values = function(anchor, centre + half * node)
            for c in range(components):
                sums[c] += weight * values[c]
        return [half * s for s in sums]

    def zero_of_kink(panel):
        anchor, low, high = panel
        width = high - low
        samples = [low + width * (mpf(i) + mpf("0.013")) / 24 for i in range(24)] + [high - width * mpf("0.0007")]
        before = kink(anchor, samples[0])
        for a, b in zip(samples, samples[1:]):
            after = kink(anchor, b)
            if before is not None and after is not None and before * after < 0:
                x, y, fx = a, b, before
                for _ in range(int(3.4 * mp.dps) + 10):
                    m = (x + y) / 2
                    fm = kink(anchor, m)
                    if fm == 0 or not (x < m < y):
                        break
                    if fm * fx < 0:
                        y = m
                    else:
                        x, fx = m, fm
                return (x + y) / 2
            before = after
        return None

    def add(panel, depth=0):
        if kink is not None:
            zero = zero_of_kink(panel)
            if zero is not None:
                anchor, low, high = panel
                tiny = (high - low) * mpf(10) ** (8 - mp.dps)
                if low + tiny < zero < high - tiny:
                    a = add((anchor, low, zero), depth + 1)
                    b = add((anchor, zero, high), depth + 1)
                    return [u + v for u, v in zip(a, b)]
        upper, lower = rule(panel, fine), rule(panel, coarse)
        differences = [abs(a - b) for a, b in zip(upper, lower)]
        if depth < 40 and any(
            d > goal * max(s, f, abs(u)) for d, s, f, u in zip(differences, sizes, floor, upper)):
            anchor, low, high = panel
            middle = (low + high) / 2
            a = add((anchor, low, middle), depth + 1)
            b = add((anchor, middle, high), depth + 1)
            return [u + v for u, v in zip(a, b)]
        for c in range(components):
            totals[c] += upper[c]
            errors[c] += differences[c]
            sizes[c] += abs(upper[c])
        return upper

    def follow(sequence):
        """A sequence of panels until two in a row add nothing."""
        idle = 0
        for panel in sequence:
            values = add(panel)
            negligible = all(abs(v) <= mpf(10) ** -30 * s for v, s in zip(values, sizes))
            idle = idle + 1 if negligible else 0
            if idle == 3:
                return
        raise ArithmeticError("a sequence of panels does not end")

    grid = Panels(laws)
    runs, plain = [], []
    for (a, s), (b, t) in zip(grid.points, grid.points[1:]):
        half = (b - a) / 2
        for anchor, scale, direction in ((a, s, 1), (b, t, -1)):
            panels = Panels.graded(anchor, scale, half, direction)
            (runs.append(panels) if scale == 0 else plain.extend(panels))
    # A first look, so that no panel far from all mass is refined for its own sake.
    for panel in plain + [panel for run in runs for panel in run[:8]]:
        for c, value in enumerate(rule(panel, coarse)):
            floor[c] += abs(value)
    for panel in plain:
        add(panel)
    for (anchor, scale), direction in grid.tails():
        if scale == 0:
            runs.append(Panels.graded(anchor, mpf(0), mpf(1), direction))
    for run in runs:
        follow(run)
    for (anchor, scale), direction in grid.tails():
        def sequence():
            edge, width = (mpf(1), mpf(1)) if scale == 0 else (mpf(0), scale)
            while True:
                high = edge + width
                yield (anchor, edge, high) if direction > 0 else (anchor, -high, -edge)
                edge = high
                width = max(width, edge)
        follow(sequence())
    return totals, errors
