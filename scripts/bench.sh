#!/bin/sh
# Measures what design targets promise, on this machine, with the build that is shipped.
#
#   scripts/bench.sh decode      pmacct messages → classified, added up
#   scripts/bench.sh encode      samples → compressed request bodies
#   scripts/bench.sh journal     groups and checkpoints on this disk, recovery
#   scripts/bench.sh push        a journal → answered requests, beside Debian's vmagent
#   scripts/bench.sh kafka       our Kafka source beside a bare librdkafka consumer
#   scripts/bench.sh isolation   one of two destinations never answers: how late the other one is
#   scripts/bench.sh names       the registries' files and asn.txt → who an AS number is
#   scripts/bench.sh peeringdb   PeeringDB's largest dump → networks, and how much memory
#   scripts/bench.sh refresh     the program fetches all of them: memory, time, names after a start
#
# Prints `name value unit target ok|short` per figure; exit status 1 if one is short, 2 on misuse.
set -eu

cd "$(dirname "$0")/.."

if [ $# -eq 0 ]; then
  echo "usage: scripts/bench.sh" \
    "decode|encode|isolation|journal|push|kafka|names|peeringdb|refresh..." >&2
  exit 2
fi
for name in "$@"; do
  case "$name" in
    decode | encode | isolation | journal | push | kafka | names | peeringdb | refresh) ;;
    *)
      echo "scripts/bench.sh: no benchmark is called '$name';" \
        "there are: decode encode isolation journal push kafka names peeringdb refresh" >&2
      exit 2
      ;;
  esac
done

cmake --preset release >/dev/null
status=0
for name in "$@"; do
  cmake --build --preset release --target "${name}_bench" >/dev/null
  "build/release/bin/${name}_bench" || status=1
done
exit $status
