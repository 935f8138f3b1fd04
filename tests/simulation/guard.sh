#!/usr/bin/env bash
# Sees that the simulation catches every known-bad variant of the bridge within 1000 seeds.
#
#   tests/simulation/guard.sh <folder of the mutants' programs>
#
# A mutant that survives means that the simulation is too weak to be trusted, whatever it says of
# the bridge.
set -euo pipefail
readonly folder=$1 mutants=tests/simulation/mutants
cd "$(dirname "$0")/../.."

survived=0
caught=0
for mutant in "$mutants"/*.mutant; do
  name=$(basename "$mutant" .mutant)
  if [[ ! -x $folder/simulate_$name ]]; then
    echo "mutation guard: there is no $folder/simulate_$name; build the target mutants" >&2
    exit 1
  fi
  if verdict=$(timeout 300 "$folder/simulate_$name" --seeds=1000 --must-fail 2>&1); then
    caught=$((caught + 1))
    printf 'caught    %-34s %s\n' "$name" "$(tail -n 1 <<<"$verdict" | cut -c1-120)"
  else
    survived=$((survived + 1))
    printf 'SURVIVED  %-34s %s\n' "$name" "$(sed -n 's/^what: //p' "$mutant")"
  fi
done
echo "mutation guard: $caught caught, $survived survived"
((survived == 0 && caught >= 15))
