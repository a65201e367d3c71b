#!/bin/sh
# Counts the heap allocations of 100 training steps: those of 120 steps less those of 20, by valgrind (which has no
# AVX-512, so the build is a plain one). Prints one line for each number of workers; anything but 0 is a failure.
set -eu
cd "$(dirname "$0")/../.."
swift build -c release --scratch-path .build-plain --product training-benchmark >&2
program=.build-plain/release/training-benchmark
count() {
  valgrind --tool=memcheck --fair-sched=yes --leak-check=no --undef-value-errors=no "$program" run 32 "$1" "$2" 2>&1 |
    sed -n 's/.*total heap usage: \([0-9,]*\) allocs.*/\1/p' | tr -d ,
}
failed=0
for workers in 1 2; do
  few=$(count "$workers" 20)
  many=$(count "$workers" 120)
  echo "workers $workers: $((many - few)) allocations in 100 steps ($few in the start and the first 20)"
  [ "$many" -eq "$few" ] || failed=1
done
exit $failed
