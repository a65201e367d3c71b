#!/bin/sh
# Our training step against JAX and PyTorch, one after the other in the same session, in rounds so that all see the
# same weather; the result goes to benchmarks/results/training.csv. Needs an otherwise idle machine and Python 3.
#
#     benchmarks/training/run.sh [ROUNDS]
#
# MINIMAX_TRAINING_BENCHMARK names a program that is built already.
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-3}
venv=benchmarks/training/.venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet jax numpy safetensors
  "$venv/bin/pip" install --quiet "torch==2.13.0+cpu" || "$venv/bin/pip" install --quiet torch
fi
ours=${MINIMAX_TRAINING_BENCHMARK:-}
if [ -z "$ours" ]; then
  swift build -c release -Xcc -march=native --product training-benchmark >&2
  ours=.build/release/training-benchmark
fi
theirs="$venv/bin/python benchmarks/training/peers.py"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for round in $(seq "$rounds"); do
  for hidden in 32 128; do
    "$ours" step "$hidden" 1 | sed "s/^step,$hidden,1/minimax 1 thread,$hidden/" >>"$log"
    "$ours" step "$hidden" 2 | sed "s/^step,$hidden,2/minimax 2 threads,$hidden/" >>"$log"
    $theirs jax "$hidden" >>"$log"
    $theirs torch "$hidden" >>"$log"
  done
  "$ours" seeds 32 64 2 100 1 | sed "s/^seeds,32,2/minimax 64 seeds on 2 threads,32/" >>"$log"
  $theirs jax-seeds 32 64 >>"$log"
  "$ours" ring 2 | sed "s/^ring,400,2/minimax ring,400/" >>"$log"
  $theirs jax-ring >>"$log"
  $theirs torch-ring >>"$log"
  echo "round $round of $rounds done, load $(cut -d' ' -f1 /proc/loadavg)" >&2
done
"$venv/bin/python" benchmarks/training/summary.py "$log"
