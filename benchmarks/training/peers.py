"""The same training step in JAX and PyTorch: networks 1-H-H-1 tanh, minibatch 256, k = 1, momentum 0.5, float32,
fresh noise and data at each step. Prints `peer,hidden,microseconds a step (least),(median)`.

    python peers.py jax 32 | python peers.py jax-seeds 32 64 | python peers.py torch 32
    python peers.py jax-ring [SEEDS] | python peers.py torch-ring | python peers.py torch-ring-processes 2

The ring is PacGAN's step: G 2-400x4-2 with batch normalisation and ReLU, D 2-200x3-1 with maxout of 5, minibatch 100,
Adam with rate 1e-4 and beta1 0.8, non-saturating loss. With SEEDS it is vmap over seeds, and `torch-ring-processes` is
that many PyTorch processes at once on one thread each; both in microseconds a seed and step.

JAX runs a jitted lax.scan of 200 steps on the CPU with its own choice of threads; `jax-seeds` is vmap over seeds, per
seed. PyTorch is eager, on one thread (for nets of this size more are slower) unless THREADS is set.
"""

import os
import sys
import time

# Of the wall, or of the processor: on one core of a busy machine that says more.
now = time.process_time if os.environ.get("CLOCK") == "processor" else time.perf_counter

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
        begin = now()
        state = jax.block_until_ready(run(state))
        times.append((now() - begin) / steps / seeds)
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
        begin = now()
        for _ in range(20):
            step()
        times.append((now() - begin) / 20)
    report("torch", hidden, times)


RING_BATCH, RING_RATE, RING_BETAS = 100, 1e-4, (0.8, 0.999)


def run_jax_ring(seeds):
    import jax
    import jax.numpy as jnp

    angles = 2 * jnp.pi * jnp.arange(8) / 8
    centres = jnp.stack([jnp.cos(angles), jnp.sin(angles)], 1)

    def dense(key, n, m):
        limit = (6 / (n + m)) ** 0.5
        return jax.random.uniform(key, (n, m), jnp.float32, -limit, limit), jnp.zeros(m)

    def start(key):
        keys = iter(jax.random.split(key, 16))
        g = [(*dense(next(keys), n, 400), jnp.ones(400), jnp.zeros(400)) for n in (2, 400, 400, 400)]
        d = [dense(next(keys), n, 1000) for n in (2, 200, 200)]
        return (g, dense(next(keys), 400, 2)), (d, dense(next(keys), 200, 1)), next(keys)

    def generate(parameters, statistics, z):
        hidden, (w, b) = parameters
        new, x = [], z
        for (weight, bias, gain, shift), (mean, variance) in zip(hidden, statistics):
            x = x @ weight + bias
            m, v = x.mean(0), x.var(0)
            new.append((0.9 * mean + 0.1 * m, 0.9 * variance + 0.1 * v * RING_BATCH / (RING_BATCH - 1)))
            x = jax.nn.relu(gain * (x - m) * jax.lax.rsqrt(v + 1e-5) + shift)
        return x @ w + b, new

    def judge(parameters, x):
        hidden, (w, b) = parameters
        for weight, bias in hidden:
            x = (x @ weight + bias).reshape(-1, 5, 200).max(1)
        return x @ w + b

    def d_loss(d, x, fake):
        logits = judge(d, jnp.concatenate([fake, x]))
        return jnp.mean(jax.nn.softplus(logits[:RING_BATCH])) + jnp.mean(jax.nn.softplus(-logits[RING_BATCH:]))

    def g_loss(g, d, statistics, z):
        fake, new = generate(g, statistics, z)
        return jnp.mean(jax.nn.softplus(-judge(d, fake))), new

    def adam(parameters, state, gradient):
        (b1, b2), (m, v, t) = RING_BETAS, state
        t = t + 1
        m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, m, gradient)
        v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, v, gradient)
        rate, correction = RING_RATE / (1 - b1**t), 1 / (1 - b2**t)
        move = lambda p, m, v: p - rate * m / (jnp.sqrt(correction * v) + 1e-8)
        return jax.tree.map(move, parameters, m, v), (m, v, t)

    def step(state, _):
        g, d, statistics, g_state, d_state, key = state
        key, k1, k2, k3, k4 = jax.random.split(key, 5)
        x = centres[jax.random.randint(k1, (RING_BATCH,), 0, 8)] + 0.01 * jax.random.normal(k2, (RING_BATCH, 2))
        fake, statistics = generate(g, statistics, jax.random.normal(k3, (RING_BATCH, 2)))
        d, d_state = adam(d, d_state, jax.grad(d_loss)(d, x, fake))
        gradient, statistics = jax.grad(g_loss, has_aux=True)(g, d, statistics, jax.random.normal(k4, (RING_BATCH, 2)))
        g, g_state = adam(g, g_state, gradient)
        return (g, d, statistics, g_state, d_state, key), None

    def initial(key):
        g, d, key = start(key)
        fresh = lambda p: (jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p), jnp.float32(0))
        statistics = [(jnp.zeros(400), jnp.ones(400)) for _ in range(4)]
        return g, d, statistics, fresh(g), fresh(d), key

    steps = 20 if seeds == 1 else 4
    scan = lambda state: jax.lax.scan(step, state, None, length=steps)[0]
    if seeds == 1:
        state, run = initial(jax.random.key(1)), jax.jit(scan)
    else:
        state, run = jax.vmap(initial)(jax.random.split(jax.random.key(1), seeds)), jax.jit(jax.vmap(scan))
    state = jax.block_until_ready(run(state))
    times = []
    for _ in range(20):
        begin = now()
        state = jax.block_until_ready(run(state))
        times.append((now() - begin) / steps / seeds)
    report("jax ring" if seeds == 1 else f"jax ring vmap {seeds}", 400, times)


def torch_ring_times(threads, blocks=40, together=None):
    import torch
    from torch import nn

    torch.set_num_threads(threads)

    class Maxout(nn.Module):
        def __init__(self, n):
            super().__init__()
            self.affine = nn.Linear(n, 1000)

        def forward(self, x):
            return self.affine(x).view(-1, 5, 200).amax(1)

    block = lambda n: (nn.Linear(n, 400), nn.BatchNorm1d(400), nn.ReLU())
    g = nn.Sequential(*block(2), *block(400), *block(400), *block(400), nn.Linear(400, 2))
    d = nn.Sequential(Maxout(2), Maxout(200), Maxout(200), nn.Linear(200, 1))
    g_rule = torch.optim.Adam(g.parameters(), RING_RATE, RING_BETAS)
    d_rule = torch.optim.Adam(d.parameters(), RING_RATE, RING_BETAS)
    softplus = nn.functional.softplus
    angles = 2 * torch.pi * torch.arange(8) / 8
    centres = torch.stack([torch.cos(angles), torch.sin(angles)], 1)

    def step():
        x = centres[torch.randint(8, (RING_BATCH,))] + 0.01 * torch.randn(RING_BATCH, 2)
        with torch.no_grad():
            fake = g(torch.randn(RING_BATCH, 2))
        d_rule.zero_grad()
        logits = d(torch.cat([fake, x]))
        (softplus(logits[:RING_BATCH]).mean() + softplus(-logits[RING_BATCH:]).mean()).backward()
        d_rule.step()
        g_rule.zero_grad()
        softplus(-d(g(torch.randn(RING_BATCH, 2)))).mean().backward()
        g_rule.step()

    times = []
    for _ in range(20):
        step()
    if together:
        together.wait()
    for _ in range(blocks):
        begin = now()
        for _ in range(5):
            step()
        times.append((now() - begin) / 5)
    return times


def one_of_many(together, results):
    results.put(torch_ring_times(1, together=together))


def run_torch_ring_processes(count):
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    together, results = context.Barrier(count), context.Queue()
    processes = [context.Process(target=one_of_many, args=(together, results)) for _ in range(count)]
    for process in processes:
        process.start()
    times = [results.get() for _ in processes]
    for process in processes:
        process.join()
    # Blocks side by side; the slower counts for all.
    report(f"torch ring {count} processes", 400, [max(block) / count for block in zip(*times)])


if __name__ == "__main__":
    mode, hidden = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    if mode == "jax":
        run_jax(hidden, 1)
    elif mode == "jax-seeds":
        run_jax(hidden, int(sys.argv[3]))
    elif mode == "jax-ring":
        run_jax_ring(max(hidden, 1))
    elif mode == "torch-ring":
        report("torch ring", 400, torch_ring_times(int(os.environ.get("THREADS", "2"))))
    elif mode == "torch-ring-processes":
        run_torch_ring_processes(hidden)
    else:
        run_torch(hidden)
