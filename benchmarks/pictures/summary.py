"""Turns the lines `name,threads,least,median` of run into benchmarks/results/pictures.csv: the median over the rounds of
the least time of a round and of its median, and the ratios to the same work elsewhere."""

import collections
import csv
import datetime
import importlib.metadata
import os
import pathlib
import platform
import statistics
import sys

least, middle = collections.defaultdict(list), collections.defaultdict(list)
for line in open(sys.argv[1]):
    name, threads, low, median = line.strip().rsplit(",", 3)
    least[name, int(threads)].append(float(low))
    middle[name, int(threads)].append(float(median))
model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
cores = len(os.sched_getaffinity(0))
time = lambda name, threads: statistics.median(least[name, threads]) if least.get((name, threads)) else None


def pairs(name):
    """The points and centres of a Parzen score."""
    points, _, centres = name.split(" ")[-3:]
    return int(points) * int(centres)


rows = []
for (name, threads), values in sorted(least.items()):
    if name.startswith("operations"):
        continue
    row = {
        "work": name, "threads": threads, "milliseconds_least": round(statistics.median(values), 3),
        "milliseconds_median": round(statistics.median(middle[name, threads]), 3), "gflop_per_second": "",
        "share_of_products": "", "times_faster_than_jax": "", "times_faster_than_torch": "", "times_faster_than_numpy": "",
        "rounds": len(values), "machine": model, "cores": cores, "load_average": open("/proc/loadavg").read().split()[0],
        "date": datetime.date.today().isoformat(), "jax": importlib.metadata.version("jax"),
        "torch": importlib.metadata.version("torch")}
    order = name.split(" ")[-1]
    own = statistics.median(values)
    if name.startswith(("step", "products")):
        row["gflop_per_second"] = round(time(f"operations {order}", 0) / own * 1e3, 1)
    if name.startswith("step"):
        row["share_of_products"] = round(time(f"products {order}", threads) / own, 3)
        for peer in ("jax", "torch"):
            if other := time(f"{peer} {order}", cores):
                row[f"times_faster_than_{peer}"] = round(other / own, 2)
    if name.startswith("parzen"):
        for (peer, _), times in least.items():
            if peer.startswith("numpy parzen"):
                row["times_faster_than_numpy"] = round(statistics.median(times) / pairs(peer) / (own / pairs(name)), 1)
    rows.append(row)
path = pathlib.Path(__file__).parents[1] / "results" / "pictures.csv"
with open(path, "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
for row in rows:
    print(*list(row.values())[:9], sep=", ")
