"""The same training step of the paper's image model in JAX and PyTorch, and the Parzen score as a direct double loop in
NumPy. Prints `name,threads,milliseconds (least),(median)`; float32, minibatch 100, dropout, maxout, momentum as published.

    python peers.py jax simultaneous | python peers.py torch alternating | python peers.py numpy-parzen 20 10000
"""

import os
import sys
import time

import numpy as np

BATCH, RATE, MOMENTUM = 100, 0.1, 0.5
G = [(100, 1200), (1200, 1200), (1200, 784)]
D = [(784, 240), (240, 240)]
CORES = len(os.sched_getaffinity(0))


def report(name, times):
    times = sorted(times)
    print(f"{name},{CORES},{times[0] * 1e3:.3f},{times[len(times) // 2] * 1e3:.3f}", flush=True)


def pictures():
    return np.random.default_rng(1).random((2000, 784), dtype=np.float32)


def run_jax(order):
    import jax
    import jax.numpy as jnp

    data = jnp.asarray(pictures())
    uniform = lambda key, shape, size: jax.random.uniform(key, shape, jnp.float32, -size, size)

    def start(key):
        keys = iter(jax.random.split(key, 8))
        g = [(uniform(next(keys), shape, 0.05), jnp.zeros(shape[1])) for shape in G]
        d = [(uniform(next(keys), (n, 5 * m), 0.005), jnp.zeros(5 * m)) for n, m in D]
        d.append((uniform(next(keys), (240, 1), 0.005), jnp.zeros(1)))
        zeros = lambda p: jax.tree.map(jnp.zeros_like, p)
        return g, d, zeros(g), zeros(d), next(keys)

    def generate(g, z):
        (a, p), (b, q), (c, r) = g
        return jax.nn.sigmoid(jax.nn.relu(jax.nn.relu(z @ a + p) @ b + q) @ c + r)

    def judge(d, x, key):
        for (w, b), keep, part in zip(d, (0.8, 0.5, 0.5), jax.random.split(key, 3)):
            x = jnp.where(jax.random.bernoulli(part, keep, x.shape), x / keep, 0) @ w + b
            if w.shape[1] > 1:
                x = x.reshape(-1, 5, 240).max(1)
        return x

    softplus = jax.nn.softplus
    d_loss = lambda d, x, fake, k1, k2: 0.5 * (softplus(-judge(d, x, k1)).mean() + softplus(judge(d, fake, k2)).mean())
    g_loss = lambda g, d, z, key: softplus(-judge(d, generate(g, z), key)).mean()

    def momentum(p, v, gradient):
        v = jax.tree.map(lambda v, g: MOMENTUM * v - RATE * g, v, gradient)
        return jax.tree.map(jnp.add, p, v), v

    root = 3**0.5

    def step(state, _):
        g, d, vg, vd, key = state
        key, k1, k2, k3, k4, k5, k6 = jax.random.split(key, 7)
        x = data[jax.random.randint(k1, (BATCH,), 0, len(data))]
        z = uniform(k2, (BATCH, 100), root)
        if order == "simultaneous":
            # One pass of G and of D on samples serves both players.
            fake, back_g = jax.vjp(lambda g: generate(g, z), g)
            logits, back_d = jax.vjp(lambda d, fake: judge(d, fake, k4), d, fake)
            data_gradient = jax.grad(lambda d: 0.5 * softplus(-judge(d, x, k3)).mean())(d)
            slope_d, slope_g = 0.5 * jax.nn.sigmoid(logits) / BATCH, -jax.nn.sigmoid(-logits) / BATCH
            d_gradient = jax.tree.map(jnp.add, data_gradient, back_d(slope_d)[0])
            g_gradient = back_g(back_d(slope_g)[1])[0]
            d, vd = momentum(d, vd, d_gradient)
            g, vg = momentum(g, vg, g_gradient)
        else:
            d, vd = momentum(d, vd, jax.grad(d_loss)(d, x, generate(g, z), k3, k4))
            g, vg = momentum(g, vg, jax.grad(g_loss)(g, d, uniform(k5, (BATCH, 100), root), k6))
        return (g, d, vg, vd, key), None

    run = jax.jit(lambda state: jax.lax.scan(step, state, None, length=10)[0])
    state = jax.block_until_ready(run(start(jax.random.key(1))))
    times = []
    for _ in range(20):
        begin = time.perf_counter()
        state = jax.block_until_ready(run(state))
        times.append((time.perf_counter() - begin) / 10)
    report(f"jax {order}", times)


def run_torch(order):
    import torch
    from torch import nn

    torch.set_num_threads(CORES)

    class Maxout(nn.Module):
        def __init__(self, n, m):
            super().__init__()
            self.affine, self.m = nn.Linear(n, 5 * m), m

        def forward(self, x):
            return self.affine(x).view(-1, 5, self.m).amax(1)

    g = nn.Sequential(
        nn.Linear(100, 1200), nn.ReLU(), nn.Linear(1200, 1200), nn.ReLU(), nn.Linear(1200, 784), nn.Sigmoid())
    d = nn.Sequential(
        nn.Dropout(0.2), Maxout(784, 240), nn.Dropout(0.5), Maxout(240, 240), nn.Dropout(0.5), nn.Linear(240, 1))
    for network, size in ((g, 0.05), (d, 0.005)):
        for p in network.parameters():
            nn.init.uniform_(p, -size, size) if p.dim() > 1 else nn.init.zeros_(p)
    g_rule = torch.optim.SGD(g.parameters(), RATE, MOMENTUM)
    d_rule = torch.optim.SGD(d.parameters(), RATE, MOMENTUM)
    data, softplus = torch.from_numpy(pictures()), nn.functional.softplus
    noise = lambda: (2 * torch.rand(BATCH, 100) - 1) * 3**0.5
    g_parameters = list(g.parameters())

    def step():
        x = data[torch.randint(len(data), (BATCH,))]
        d_rule.zero_grad()
        g_rule.zero_grad()
        if order == "simultaneous":
            fake = g(noise())
            logits = d(torch.cat([fake, x]))
            g_loss = softplus(-logits[:BATCH]).mean()
            d_loss = 0.5 * (softplus(logits[:BATCH]).mean() + softplus(-logits[BATCH:]).mean())
            gradients = torch.autograd.grad(g_loss, g_parameters, retain_graph=True)
            d_loss.backward(inputs=list(d.parameters()))
            for p, gradient in zip(g_parameters, gradients):
                p.grad = gradient
            d_rule.step()
            g_rule.step()
            return
        with torch.no_grad():
            fake = g(noise())
        logits = d(torch.cat([fake, x]))
        (0.5 * (softplus(logits[:BATCH]).mean() + softplus(-logits[BATCH:]).mean())).backward()
        d_rule.step()
        g_rule.zero_grad()
        softplus(-d(g(noise()))).mean().backward()
        g_rule.step()

    for _ in range(5):
        step()
    times = []
    for _ in range(60):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    report(f"torch {order}", times)


def run_numpy_parzen(points, centres):
    table = lambda n: (np.arange(784 * n) * 7919 % 256 / 255.0).reshape(n, 784)
    x, mu, sigma = table(points), table(centres), 0.2
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        for point in x:
            exponents = np.empty(centres)
            for i, c in enumerate(mu):
                difference = point - c
                exponents[i] = -0.5 * (difference @ difference) / sigma**2
            top = exponents.max()
            _ = top + np.log(np.mean(np.exp(exponents - top))) - 784 * np.log(sigma * np.sqrt(2 * np.pi))
        times.append(time.perf_counter() - begin)
    report(f"numpy parzen {points} x {centres}", times)


if __name__ == "__main__":
    mode = sys.argv[1]
    if mode == "jax":
        run_jax(sys.argv[2])
    elif mode == "torch":
        run_torch(sys.argv[2])
    else:
        run_numpy_parzen(int(sys.argv[2]), int(sys.argv[3]))
