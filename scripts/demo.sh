#!/usr/bin/env bash
# Shows flowbridge at work on this machine: made-up flows through an embedded Kafka into a real
# Prometheus, and every few seconds the networks with most traffic, asked from that Prometheus.
#
#   scripts/demo.sh           runs until Ctrl-C
#   scripts/demo.sh --once    stops the flows after a minute, then compares every series and window
#                             with what was produced; exit 0 only if all are equal
#
# Installs what is missing and builds first. Listens on free ports of 127.0.0.1 only. Everything it
# starts ends with it; logs are in build/demo.
set -euo pipefail
cd "$(dirname "$0")/.."

once=false
case "${1:-}" in
  '') ;;
  --once) once=true ;;
  *)
    echo "usage: scripts/demo.sh [--once]" >&2
    exit 2
    ;;
esac

readonly rate=2000 partitions=3 window=15 seconds=60
readonly bin=build/dev/bin run=build/demo
pids=()

fail() {
  printf '\ndemo: %s\n' "$1" >&2
  [[ -z "${2:-}" ]] || { tail -n 20 "$2" >&2 || true; printf 'its log: %s\n' "$PWD/$2" >&2; }
  exit 1
}

finish() {
  local status=$?
  trap - EXIT
  # The last one started ends first: flows, bridge, Prometheus, Kafka.
  for ((i = ${#pids[@]} - 1; i >= 0; --i)); do
    kill "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# start <name> <command...>: in the background, into build/demo/<name>.log.
start() {
  local name=$1
  shift
  "$@" >"$run/$name.log" 2>&1 </dev/null &
  pids+=($!)
  declare -g "${name}_pid=$!"
}

free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 30000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# wait_for <what> <log> <command...>
wait_for() {
  local what=$1 log=$2
  shift 2
  for _ in $(seq 100); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  fail "$what did not come up" "$log"
}

query() { curl -fsS --get "$prometheus/api/v1/query" --data-urlencode "query=$1"; }

# The value of a metric without labels, or the sum over its series.
metric() {
  curl -fsS "$bridge/metrics" | awk -v name="$1" '
    index($1, name) == 1 { rest = substr($1, length(name) + 1)
      if (rest == "" || substr(rest, 1, 1) == "{") { sum += $2; found = 1 } }
    END { if (!found) exit 1; printf "%.0f\n", sum }'
}

top_table() {
  printf '\n%-9s %-34s %12s %12s\n' AS name 'in Mbit/s' 'out Mbit/s'
  query 'topk(10, 8e-6 * sum by (source_as, source_as_name) (rate(flow_receive_bytes_total[1m])))' \
    >"$run/in.json"
  query '8e-6 * sum by (destination_as) (rate(flow_transmit_bytes_total[1m]))' >"$run/out.json"
  jq -rn --slurpfile in "$run/in.json" --slurpfile out "$run/out.json" '
    ($out[0].data.result | map({key: .metric.destination_as, value: .value[1]}) | from_entries)
      as $o
    | $in[0].data.result[]
    | [.metric.source_as, .metric.source_as_name, .value[1], ($o[.metric.source_as] // "0")]
    | @tsv' | while IFS=$'\t' read -r as name received sent; do
    printf '%-9s %-34.34s %12.2f %12.2f\n' "$as" "$name" "$received" "$sent"
  done
}

echo "demo: installing what is missing and building; logs are in build/logs and build/demo"
scripts/deps.sh build test demo
mkdir -p build/logs
cmake --preset dev >build/logs/demo-configure.log 2>&1 ||
  fail "cmake failed" build/logs/demo-configure.log
cmake --build --preset dev -j "$(nproc)" --target flowbridge flowgen mockkafka oracle \
  >build/logs/demo-build.log 2>&1 || fail "the build failed" build/logs/demo-build.log

rm -rf "$run"
mkdir -p "$run"

start mockkafka "$bin/mockkafka" --topic="pmacct.acct:$partitions" --detach \
  --address-file="$run/kafka.address"
wait_for "the embedded Kafka" "$run/mockkafka.log" test -s "$run/kafka.address"
kafka=$(cat "$run/kafka.address")

prometheus_port=$(free_port)
prometheus=http://127.0.0.1:$prometheus_port
echo 'global: {scrape_interval: 15s}' >"$run/prometheus.yml"
start prometheus prometheus --config.file="$run/prometheus.yml" --storage.tsdb.path="$run/tsdb" \
  --web.listen-address="127.0.0.1:$prometheus_port" --web.enable-remote-write-receiver
wait_for Prometheus "$run/prometheus.log" curl -fsS "$prometheus/-/ready"

bridge_port=$(free_port)
bridge=http://127.0.0.1:$bridge_port
start flowbridge "$bin/flowbridge" --kafka.brokers="$kafka" --kafka.topics=pmacct.acct \
  --kafka.start=earliest --asn=64496 --asn-db.file=scripts/demo-asn.txt --window="${window}s" \
  --storage.path="$run/state" --asn-db.refresh=off --remote-write.url="$prometheus/api/v1/write" \
  --web.listen-address="127.0.0.1:$bridge_port"
wait_for flowbridge "$run/flowbridge.log" curl -fsS "$bridge/-/healthy"

limit=()
if $once; then limit=(--duration="${seconds}s"); fi
# The embedded Kafka keeps little, so flows run at most a minute ahead of what is counted.
start flowgen "$bin/flowgen" --brokers="$kafka" --topic=pmacct.acct --partitions="$partitions" \
  --rate="$rate" --compression=zstd --group-id=flowbridge \
  --ahead-limit=$((rate * 60 / partitions)) \
  --truth-file="$run/truth.json" "${limit[@]}"

cat <<TEXT

  Prometheus   $prometheus/graph?g0.expr=topk(10,rate(flow_receive_bytes_total[1m]))&g0.tab=0
  flowbridge   $bridge/            status, /metrics
  flows        $rate a second over $partitions partitions, windows of $window s

The first samples arrive after about $((window + 6)) s.
TEXT

running() { kill -0 "$1" 2>/dev/null; }

check_alive() {
  local name
  for name in mockkafka prometheus flowbridge; do
    local pid=${name}_pid
    running "${!pid}" || fail "$name has ended" "$run/$name.log"
  done
}

while ! $once || running "$flowgen_pid"; do
  sleep 5
  check_alive
  if ! $once; then running "$flowgen_pid" || fail "flowgen has ended" "$run/flowgen.log"; fi
  if [[ $(query 'count(flow_receive_bytes_total)' | jq '.data.result | length') -gt 0 ]]; then
    top_table
  fi
done

wait "$flowgen_pid" || fail "flowgen failed" "$run/flowgen.log"
printf '\ndemo: the flows have stopped; waiting for the last windows to be closed and delivered\n'

settled() {
  local value
  for name in flowbridge_open_windows flowbridge_remote_write_samples_pending \
    flowbridge_remote_write_ticks_pending flowbridge_kafka_consumer_lag_records; do
    value=$(metric "$name") || return 1
    ((value == 0)) || return 1
  done
}
quiet=0
for _ in $(seq 90); do
  check_alive
  if settled; then quiet=$((quiet + 1)); else quiet=0; fi
  ((quiet < 3)) || break
  sleep 1
done
((quiet >= 3)) || fail "windows or samples are still pending after 90 s" "$run/flowbridge.log"

"$bin/oracle" --truth-file="$run/truth.json" --prometheus="$prometheus" --window="${window}s" \
  --wait=10s || fail "what Prometheus holds is not what was produced" "$run/flowbridge.log"
echo "demo: every byte is there, in its window"
