"""Safetensors between Python and Swift, both ways; needs numpy and safetensors.

    python3 safetensors_check.py write        # writes python.safetensors beside this file, which SafetensorsTests reads
    python3 safetensors_check.py value RUN    # opens both tanh networks of the last snapshot of RUN, a folder of
                                              # minimax train --data "normal(4, 1.25)" --activation tanh with its
                                              # normal noise, and computes V(G, D) anew: to 1e-9 that of its CSV
"""

import csv
import json
import pathlib
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

if sys.argv[1] == "write":
    architecture = {
        "inputs": 2,
        "layers": [
            {"dense": {"_0": {"units": 3, "activation": {"tanh": {}}, "weights": {"glorot": {}},
                              "biases": {"constant": {"value": 0}}}}},
            {"dense": {"_0": {"units": 1, "activation": {"identity": {}}, "weights": {"glorot": {}},
                              "biases": {"constant": {"value": 0}}}}},
        ],
    }
    tensors = {
        "layers.0.weight": np.arange(6, dtype=np.float64).reshape(2, 3) / 10,
        "layers.0.bias": np.array([0.1, -0.2, 0.3]),
        "layers.1.weight": np.array([[1.0], [-2.0], [0.5]]),
        "layers.1.bias": np.array([0.25]),
    }
    x = np.array([[0.3, -0.7]])
    y = np.tanh(x @ tensors["layers.0.weight"] + tensors["layers.0.bias"]) @ tensors["layers.1.weight"] + 0.25
    path = pathlib.Path(__file__).with_name("python.safetensors")
    save_file(tensors, path, metadata={"architecture": json.dumps(architecture), "output": repr(float(y[0, 0]))})
    print(path, float(y[0, 0]))
else:
    run = pathlib.Path(sys.argv[2])
    with open(run / "evolution.csv") as file:
        last = list(csv.DictReader(file))[-1]

    def network(player):
        with safe_open(run / "snapshots" / last["step"] / f"{player}.safetensors", framework="numpy") as file:
            tensors = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}
        count = len(tensors) // 2

        def evaluate(x):
            x = x[:, None]
            for layer in range(count):
                x = x @ tensors[f"layers.{layer}.weight"] + tensors[f"layers.{layer}.bias"]
                x = np.tanh(x) if layer < count - 1 else x
            return x[:, 0]

        return evaluate

    generate, logit = network("generator"), network("discriminator")
    # The trapezoidal rule is spectrally exact here: the integrands are analytic and end with the normal density.
    z = np.linspace(-10, 10, 200_001)
    weights = np.exp(-z * z / 2) * (z[1] - z[0]) / np.sqrt(2 * np.pi)
    softplus = lambda x: np.logaddexp(0, x)
    value = -weights @ softplus(-logit(4 + 1.25 * z)) - weights @ softplus(logit(generate(z)))
    difference = abs(value - float(last["value"]))
    print(f"V(G, D) at step {last['step']}: {float(value)!r} here, {last['value']} in {run}/evolution.csv")
    if not difference <= 1e-9:
        sys.exit(f"they differ by {difference}")
