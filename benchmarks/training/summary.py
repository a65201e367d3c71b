"""Turns the lines `name,hidden,least,median` of run into benchmarks/results/training.csv: for each work and program
the median over the rounds of the least time of a round, and how many times faster we are."""

import collections
import csv
import datetime
import importlib.metadata
import pathlib
import platform
import statistics
import sys

times = collections.defaultdict(list)
for line in open(sys.argv[1]):
    name, hidden, least, _ = line.strip().rsplit(",", 3)
    times[name, int(hidden)].append(float(least))
model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
versions = {name: importlib.metadata.version(name) for name in ("jax", "torch")}
load = open("/proc/loadavg").read().split()[0]
path = pathlib.Path(__file__).parents[1] / "results" / "training.csv"
path.parent.mkdir(exist_ok=True)
rows = []
for (name, hidden), values in sorted(times.items(), key=lambda item: (item[0][1], item[0][0])):
    time = statistics.median(values)
    ratios = {}
    if name.startswith("minimax"):
        # The peers on the same work; of several ways of one peer the fastest counts.
        peers = {
            "snapshot": (), "64 seeds": ("jax vmap 64",), "1 seed": ("jax ring", "torch ring"),
            "2 seeds": ("jax ring", "jax ring vmap 2", "jax ring vmap 8", "torch ring", "torch ring 2 processes"),
        }
        for peer in next((peers[word] for word in peers if word in name), ("jax", "torch")):
            if times.get((peer, hidden)):
                ratio = statistics.median(times[peer, hidden]) / time
                ratios[peer.split()[0]] = min(ratio, ratios.get(peer.split()[0], ratio))
    rows.append({
        "program": name, "hidden_units": hidden, "microseconds_per_step": round(time, 2), "rounds": len(values),
        "times_faster_than_jax": round(ratios["jax"], 2) if "jax" in ratios else "",
        "times_faster_than_torch": round(ratios["torch"], 2) if "torch" in ratios else "",
        "machine": model, "cores": len(__import__("os").sched_getaffinity(0)), "load_average": load,
        "jax": versions["jax"], "torch": versions["torch"], "date": datetime.date.today().isoformat(),
    })
with open(path, "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
for row in rows:
    print(*list(row.values())[:6], sep=", ")
