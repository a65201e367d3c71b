"""The same training step in JAX and PyTorch: networks 1-H-H-1 tanh, minibatch 256, k = 1, momentum 0.5, float32,
fresh noise and data at each step. Prints `peer,hidden,microseconds a step (least),(median)`.

    python peers.py jax 32 | python peers.py jax-seeds 32 64 | python peers.py torch 32

JAX runs a jitted lax.scan of 200 steps on the CPU with its own choice of threads; `jax-seeds` is vmap over seeds, per
seed. PyTorch is eager, on one thread (for nets of this size more are slower) unless THREADS is set.
"""

import os
import sys
import time

BATCH, RATE_D, RATE_G, MOMENTUM = 256, 0.1, 0.02, 0.5


def report(name, hidden, times):
    times = sorted(times)
    print(f"{name},{hidden},{times[0] * 1e6:.2f},{times[len(times) // 2] * 1e6:.2f}", flush=True)


def run_jax(hidden, seeds):
    import jax
    import jax.numpy as jnp

    def initial(key):
        parameters = []
        for n, m in ((1, hidden), (hidden, hidden), (hidden, 1)):
            key, part = jax.random.split(key)
            limit = (6 / (n + m)) ** 0.5
            parameters.append((jax.random.uniform(part, (n, m), jnp.float32, -limit, limit), jnp.zeros(m)))
        return parameters

    def network(parameters, x):
        for w, b in parameters[:-1]:
            x = jnp.tanh(x @ w + b)
        w, b = parameters[-1]
        return x @ w + b

    def d_loss(d, g, x, z):
        return jnp.mean(jax.nn.softplus(-network(d, x))) + jnp.mean(jax.nn.softplus(network(d, network(g, z))))

    def g_loss(g, d, z):
        return jnp.mean(jax.nn.softplus(-network(d, network(g, z))))

    def momentum(parameters, velocity, gradient, rate):
        velocity = jax.tree.map(lambda v, g: MOMENTUM * v - rate * g, velocity, gradient)
        return jax.tree.map(jnp.add, parameters, velocity), velocity

    def step(state, _):
        g, d, vg, vd, key = state
        key, k1, k2, k3 = jax.random.split(key, 4)
        x = 4 + 1.25 * jax.random.normal(k1, (BATCH, 1))
        d, vd = momentum(d, vd, jax.grad(d_loss)(d, g, x, jax.random.normal(k2, (BATCH, 1))), RATE_D)
        g, vg = momentum(g, vg, jax.grad(g_loss)(g, d, jax.random.normal(k3, (BATCH, 1))), RATE_G)
        return (g, d, vg, vd, key), None

    def start(key):
        a, b, c = jax.random.split(key, 3)
        g, d = initial(a), initial(b)
        zeros = lambda p: jax.tree.map(jnp.zeros_like, p)
        return g, d, zeros(g), zeros(d), c

    steps = 200 if seeds == 1 else 20
    scan = lambda state: jax.lax.scan(step, state, None, length=steps)[0]
    if seeds == 1:
        state, run = start(jax.random.key(1)), jax.jit(scan)
    else:
        state, run = jax.vmap(start)(jax.random.split(jax.random.key(1), seeds)), jax.jit(jax.vmap(scan))
    state = jax.block_until_ready(run(state))
    times = []
    for _ in range(40):
        begin = time.perf_counter()
        state = jax.block_until_ready(run(state))
        times.append((time.perf_counter() - begin) / steps / seeds)
    report("jax" if seeds == 1 else f"jax vmap {seeds}", hidden, times)


def run_torch(hidden):
    import torch
    from torch import nn

    torch.set_num_threads(int(os.environ.get("THREADS", "1")))
    make = lambda: nn.Sequential(
        nn.Linear(1, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, 1))
    g, d = make(), make()
    g_rule = torch.optim.SGD(g.parameters(), RATE_G, MOMENTUM)
    d_rule = torch.optim.SGD(d.parameters(), RATE_D, MOMENTUM)
    softplus = nn.functional.softplus

    def step():
        x = 4 + 1.25 * torch.randn(BATCH, 1)
        with torch.no_grad():
            fake = g(torch.randn(BATCH, 1))
        d_rule.zero_grad()
        (softplus(-d(x)).mean() + softplus(d(fake)).mean()).backward()
        d_rule.step()
        g_rule.zero_grad()
        softplus(-d(g(torch.randn(BATCH, 1)))).mean().backward()
        g_rule.step()

    times = []
    for _ in range(100):
        step()
    for _ in range(60):
        begin = time.perf_counter()
        for _ in range(20):
            step()
        times.append((time.perf_counter() - begin) / 20)
    report("torch", hidden, times)


if __name__ == "__main__":
    mode, hidden = sys.argv[1], int(sys.argv[2])
    if mode == "jax":
        run_jax(hidden, 1)
    elif mode == "jax-seeds":
        run_jax(hidden, int(sys.argv[3]))
    else:
        run_torch(hidden)
