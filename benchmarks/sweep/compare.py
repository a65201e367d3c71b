"""Runs our sweep benchmark and its peers in turn, several rounds, and writes medians and ratios.

Arguments: the C peer, the folder of our native build, the folder of our baseline build.
"""
import csv
import datetime
import pathlib
import platform
import statistics
import subprocess
import sys
import time

peer, native, baseline = sys.argv[1:4]
here = pathlib.Path(__file__).parent
rounds = 3
times = {}


def collect(prefix, *command):
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        name, microseconds, _ = line.split(",")
        times.setdefault(prefix + name, []).append(float(microseconds))


def start_up():
    command = [f"{native}/minimax", "evaluate", "--data", "normal(0, 1)", "--generator", "normal(1, 1.5)", "--format", "table"]
    spans = []
    for _ in range(21):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        spans.append(time.perf_counter() - start)
    times.setdefault("minimax_evaluate_process", []).append(statistics.median(spans) * 1e6)


for _ in range(rounds):
    collect("", peer)
    collect("", f"{native}/sweep-benchmark")
    collect("baseline_", f"{baseline}/sweep-benchmark")
    collect("", sys.executable, str(here / "peers" / "scipy_numpy.py"))
    start_up()

medians = {name: statistics.median(values) for name, values in times.items()}


def ratio(slow, fast):
    return statistics.median(a / b for a, b in zip(times[slow], times[fast]))


def cpu():
    for line in open("/proc/cpuinfo"):
        if line.startswith("flags"):
            flags = set(line.split())
            sets = [name for name in ("avx512f", "avx2", "fma") if name in flags]
            return f"{platform.machine()} with {' '.join(sets)}"
    return platform.machine()


goals = [
    ("QAGI from Swift over C with GSL, 1e-10", ratio("swift_qagi_1e-10", "c_gsl_qagi_1e-10"), "at most 1.2"),
    ("SciPy quad over QAGI from Swift, 1e-10", ratio("scipy_quad_1e-10", "swift_qagi_1e-10"), "at least 15"),
    ("C with GSL over our sweep, 1e-12, this CPU", ratio("c_gsl_qagi_1e-12", "swift_sweep_1e-12_one_core"), "at least 20"),
    ("C with GSL over our sweep, 1e-12, baseline x86-64", ratio("c_gsl_qagi_1e-12", "baseline_swift_sweep_1e-12_one_core"), "at least 8"),
    ("NumPy Gauss-Legendre of 64 nodes over our sweep", ratio("numpy_gauss_legendre_64", "swift_sweep_1e-12_one_core"), "beside"),
    ("a million games, one core over all cores", ratio("swift_sweep_1e-12_million_one_core", "swift_sweep_1e-12_million_all_cores"), "at least 1.8 on 2"),
    ("minimax evaluate, process, milliseconds", medians["minimax_evaluate_process"] / 1000, "under 30"),
]
results = here.parent / "results"
results.mkdir(exist_ok=True)
date = datetime.date.today().isoformat()
with open(results / "sweep.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["name", "microseconds_per_game", "machine", "date"])
    for name in sorted(medians):
        writer.writerow([name, f"{medians[name]:.4g}", cpu(), date])
with open(results / "sweep-ratios.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["what", "ratio", "aim", "machine", "date"])
    for what, value, aim in goals:
        writer.writerow([what, f"{value:.3g}", aim, cpu(), date])
        print(f"{what:55} {value:8.3g}   ({aim})")
