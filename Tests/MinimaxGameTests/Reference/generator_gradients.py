"""Mean and variance of the generator's gradient at D = D* for p_data = normal(0, 1), p_g = normal(theta, 1).

Written to generator-gradients.csv, which GeneratorGradientTests reads. From the definitions, with 60 digits by
mpmath's tanh-sinh and Gauss-Legendre quadrature: the gradient of one sample is loss'(D(x)) D'(x) at x = theta + z.

    python3 generator_gradients.py > generator-gradients.csv
"""

from mpmath import exp, mp, mpf, pi, quad, sqrt

mp.dps = 60
SEPARATIONS = ["0.01", "0.03", "0.1", "0.3", "1", "2", "4", "8", "12", "16", "20"]
# d loss / d D, from D and c = 1 - D.
LOSSES = {
    "saturating": lambda d, c: -1 / c,
    "nonSaturating": lambda d, c: -1 / d,
    "maximumLikelihood": lambda d, c: -1 / c**2,
    "logOdds": lambda d, c: -1 / (d * c),
}


def density(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def moments(slope, theta):
    """E[g] and E[(g - E[g])^2], g = loss'(D) dD/dx."""

    def gradient(x):
        # D = p/(p + q) and 1 - D, neither as 1 minus the other; dD/dx = D (1 - D) h', h' = -theta.
        odds = exp(theta * theta / 2 - theta * x)
        d, c = 1 / (1 + 1 / odds), 1 / (1 + odds)
        return slope(d, c) * (-theta * d * c)

    points = sorted({-theta + k for k in range(-14, 15, 2)} | {k + mpf(0) for k in range(-14, 15, 2)}
                    | {theta + k for k in range(-14, 15, 2)} | {theta / 2 + mpf(k) / 2 for k in range(-8, 9)})
    mean = quad(lambda x: gradient(x) * density(x - theta), points)
    variance = quad(lambda x: (gradient(x) - mean) ** 2 * density(x - theta), points)
    return mean, variance


print("separation,objective,mean,variance")
for text in SEPARATIONS:
    for name, slope in LOSSES.items():
        mean, variance = moments(slope, mpf(text))
        if abs(variance) < mpf(10) ** -50:
            variance = mpf(0)
        print(f"{text},{name},{mp.nstr(mean, 20)},{mp.nstr(variance, 20)}", flush=True)
