#!/bin/sh
# Counts the heap allocations of 1,000 training steps: those of 1,100 steps less those of 100, by valgrind (which has no
# AVX-512, so the build is a plain one). Prints one line for each number of workers; anything but 0 is a failure.
set -eu
cd "$(dirname "$0")/../.."
swift build -c release --scratch-path .build-plain --product training-benchmark >&2
program=.build-plain/release/training-benchmark
count() {
  valgrind --tool=memcheck --leak-check=no --undef-value-errors=no "$program" run 32 "$1" "$2" 2>&1 |
    sed -n 's/.*total heap usage: \([0-9,]*\) allocs.*/\1/p' | tr -d ,
}
failed=0
for workers in 1 2; do
  few=$(count "$workers" 100)
  many=$(count "$workers" 1100)
  echo "workers $workers: $((many - few)) allocations in 1000 steps ($few in the first 100 and the start)"
  [ "$many" -eq "$few" ] || failed=1
done
exit $failed
