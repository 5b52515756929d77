#!/usr/bin/env bash
# Runs the SDKs' suites beside the cluster of rig.py: results go to $results/sdk-*.log. Those that change something in the cluster take turns, since each kills its
# leader; what only reads the API's document, or needs no cluster, runs beside them.
set -uo pipefail
TIMEFORMAT="%R s, of which the suite itself used %U s of the processor"
wants() { [[ " $suites_wanted " == *" $1 "* ]]; }

python_suite() {
  local log=$1
  shift
  time (cd "$root/sdk/python" && PYTHONPATH=src python3 -B -m unittest -v "$@") >"$results/$log.log" 2>&1
}
node_suite() {
  local log=$1
  shift
  time (cd "$root/sdk/node" && node --test --test-reporter=tap --test-timeout=150000 "$@") >"$results/$log.log" 2>&1
}

with_cluster=() alone=()
for file in "$root"/sdk/python/tests/test_*.py; do
  name=tests.$(basename "$file" .py)
  case $name in
    tests.test_live) with_cluster+=("$name") ;;
    *) alone+=("$name") ;;
  esac
done
node_with_cluster=() node_alone=()
for file in "$root"/sdk/node/tests/*.test.mjs; do
  case $(basename "$file") in
    live.* | browser.*) node_with_cluster+=("$file") ;;
    *) node_alone+=("$file") ;;
  esac
done

if wants node; then node_suite sdk-node "${node_alone[@]}" & fi
if wants python; then python_suite sdk-python-live "${with_cluster[@]}"; fi
if wants python; then python_suite sdk-python "${alone[@]}" & fi
# One file at a time: the last of them kills the leader.
if wants node; then node_suite sdk-node-live --test-concurrency=1 "${node_with_cluster[@]}"; fi
wait
exit 0
