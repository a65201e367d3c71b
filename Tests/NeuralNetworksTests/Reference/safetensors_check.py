"""Safetensors between Python and Swift, both ways; needs numpy and safetensors.

    python3 safetensors_check.py write        # writes python.safetensors beside this file, which SafetensorsTests reads
    python3 safetensors_check.py read FILE    # opens a 1-H-H-1 tanh network that Swift saved, prints G(0.5)
"""

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
    with safe_open(sys.argv[2], framework="numpy") as file:
        print(file.metadata().keys())
        x = np.array([[0.5]], dtype=np.float32)
        count = sum(name.endswith("weight") for name in file.keys())
        for layer in range(count):
            x = x @ file.get_tensor(f"layers.{layer}.weight") + file.get_tensor(f"layers.{layer}.bias")
            x = np.tanh(x) if layer < count - 1 else x
        print(float(x[0, 0]))
