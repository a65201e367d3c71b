"""Whole GAN trajectories in NumPy, written from the formulas and not from the Swift code, for TrajectoryTests.

The random words (xoshiro256** seeded by SplitMix64 and FNV-1a), the initialisation, the minibatches, both networks'
passes and the optimisers are all made here again, in double precision. Run it beside this file:

    python3 trajectories.py      # writes trajectories.json; needs numpy
"""

import json
import math
import pathlib

import numpy as np

MASK = (1 << 64) - 1


class Stream:
    def __init__(self, seed, name):
        value = 0xCBF29CE484222325
        for byte in name.encode():
            value = ((value ^ byte) * 0x100000001B3) & MASK
        self.mixer = seed
        self.mixer = self.split_mix() ^ value
        self.s = [self.split_mix() for _ in range(4)]
        self.s[3] |= 1

    def split_mix(self):
        self.mixer = (self.mixer + 0x9E3779B97F4A7C15) & MASK
        z = self.mixer
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def word(self):
        rotate = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
        s = self.s
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return result

    def uniform(self, shape, lower, upper):
        count = math.prod(shape)
        unit = np.array([(self.word() >> 11) * 2.0**-53 for _ in range(count)])
        return (lower + (upper - lower) * unit).reshape(shape)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def softplus(a):
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


ACTIVATIONS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "softplus": (softplus, sigmoid),
    "identity": (lambda z: z, np.ones_like),
}


class Network:
    def __init__(self, widths, hidden, stream):
        self.names = [hidden] * (len(widths) - 2) + ["identity"]
        self.parameters = []
        for n, m in zip(widths, widths[1:]):
            limit = math.sqrt(6 / (n + m))
            self.parameters += [stream.uniform((n, m), -limit, limit), np.zeros(m)]

    def forward(self, x):
        self.trace = []
        for layer, name in enumerate(self.names):
            z = x @ self.parameters[2 * layer] + self.parameters[2 * layer + 1]
            self.trace.append((x, z))
            x = ACTIVATIONS[name][0](z)
        return x

    def backward(self, delta):
        gradients = []
        for layer in reversed(range(len(self.names))):
            x, z = self.trace[layer]
            delta = delta * ACTIVATIONS[self.names[layer]][1](z)
            gradients = [x.T @ delta, delta.sum(axis=0)] + gradients
            delta = delta @ self.parameters[2 * layer].T
        return gradients, delta


class Momentum:
    def __init__(self, rate, momentum):
        self.rate, self.momentum, self.t, self.v = rate, momentum, 0, None

    def update(self, parameters, gradients, sign):
        self.v = self.v or [np.zeros_like(g) for g in gradients]
        for i, g in enumerate(gradients):
            self.v[i] = self.momentum(self.t) * self.v[i] + sign * self.rate(self.t) * g
            parameters[i] = parameters[i] + self.v[i]
        self.t += 1


class Adam:
    def __init__(self, rate, beta1, beta2):
        self.rate, self.b1, self.b2, self.t, self.m, self.v = rate, beta1, beta2, 0, None, None

    def update(self, parameters, gradients, sign):
        self.m = self.m or [np.zeros_like(g) for g in gradients]
        self.v = self.v or [np.zeros_like(g) for g in gradients]
        rate = self.rate(self.t)
        self.t += 1
        for i, g in enumerate(gradients):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g**2
            m, v = self.m[i] / (1 - self.b1**self.t), self.v[i] / (1 - self.b2**self.t)
            parameters[i] = parameters[i] + sign * rate * m / (np.sqrt(v) + 1e-8)


class RMSProp:
    def __init__(self, rate, decay, epsilon):
        self.rate, self.decay, self.epsilon, self.t, self.s = rate, decay, epsilon, 0, None

    def update(self, parameters, gradients, sign):
        self.s = self.s or [np.zeros_like(g) for g in gradients]
        for i, g in enumerate(gradients):
            self.s[i] = self.decay * self.s[i] + (1 - self.decay) * g**2
            parameters[i] = parameters[i] + sign * self.rate(self.t) * g / (np.sqrt(self.s[i]) + self.epsilon)
        self.t += 1


GENERATOR_LOSSES = {  # value and derivative in the logit
    "saturating": (lambda a: -softplus(a), lambda a: -sigmoid(a)),
    "nonSaturating": (lambda a: softplus(-a), lambda a: -sigmoid(-a)),
    "maximumLikelihood": (lambda a: -np.exp(a), lambda a: -np.exp(a)),
}


def train(seed, m, k, prior, g_hidden, d_hidden, loss, order, factor, g_rule, d_rule, steps=200):
    generator = Network([prior, 6, 6, 1], g_hidden, Stream(seed, "generator"))
    discriminator = Network([1, 6, 6, 1], d_hidden, Stream(seed, "discriminator"))
    noise, data = Stream(seed, "noise"), Stream(seed, "data")
    value_of, slope_of = GENERATOR_LOSSES[loss]
    history = []

    def discriminator_gradient(z, x):
        fake = generator.forward(z)
        a = discriminator.forward(fake)
        g_fake, _ = discriminator.backward(-factor * sigmoid(a) / m)
        b = discriminator.forward(x)
        g_real, _ = discriminator.backward(factor * sigmoid(-b) / m)
        value = -softplus(-b).mean() - softplus(a).mean()
        return value, [p + q for p, q in zip(g_fake, g_real)]

    def generator_gradient(z):
        a = discriminator.forward(generator.forward(z))
        _, slopes = discriminator.backward(slope_of(a) / m)
        gradients, _ = generator.backward(slopes)
        return value_of(a).mean(), gradients

    draw_noise = lambda: noise.uniform((m, prior), -1, 1)
    draw_data = lambda: 1 + data.uniform((m, 1), 0, 1) ** 2
    for step in range(1, steps + 1):
        for inner in range(k):
            z, x = draw_noise(), draw_data()
            value, up = discriminator_gradient(z, x)
            if order == "simultaneous" and inner == k - 1:
                g_loss, down = generator_gradient(z)
            d_rule.update(discriminator.parameters, up, +1)
        if order == "alternating":
            g_loss, down = generator_gradient(draw_noise())
        g_rule.update(generator.parameters, down, -1)
        if step % 50 == 0 or step == 1:
            history.append({"step": step, "value": value, "generatorLoss": g_loss})
    flat = lambda network: np.concatenate([p.ravel() for p in network.parameters]).tolist()
    return {"history": history, "generator": flat(generator), "discriminator": flat(discriminator)}


constant = lambda value: lambda t: value
exponential = lambda initial, divisor, floor: lambda t: max(floor, initial / divisor**t)


def linear(initial, final, start, end):
    return lambda t: initial + (final - initial) * min(max((t - start) / (end - start), 0), 1)


cases = {
    "momentum": train(
        1, 16, 1, 1, "tanh", "tanh", "nonSaturating", "alternating", 1,
        Momentum(constant(0.05), constant(0.5)), Momentum(constant(0.1), constant(0.5))),
    "adam": train(
        2, 16, 1, 2, "sigmoid", "softplus", "saturating", "simultaneous", 0.5,
        Adam(constant(0.002), 0.5, 0.999), Adam(constant(0.001), 0.9, 0.99)),
    "rmsprop": train(
        3, 16, 3, 1, "tanh", "tanh", "nonSaturating", "alternating", 1,
        RMSProp(linear(0.004, 0.001, 50, 150), 0.9, 1e-4),
        Momentum(exponential(0.1, 1.01, 0.03), linear(0.5, 0.7, 10, 400))),
    "likelihood": train(
        4, 16, 2, 1, "tanh", "tanh", "maximumLikelihood", "simultaneous", 1,
        Momentum(constant(0.01), constant(0)), Adam(constant(0.002), 0.9, 0.999)),
}
path = pathlib.Path(__file__).with_name("trajectories.json")
path.write_text(json.dumps(cases, indent=1) + "\n")
for name, case in cases.items():
    print(name, case["history"][-1])
