#!/usr/bin/env bash
# Feeds a Prometheus and a VictoriaMetrics as a bridge would in production, and then has every
# expression of grafana/ asked of both: queries.mjs. The bridge reads made-up flows of the past from
# an embedded Kafka, with names and PeeringDB from files, and goes on with flows of now.
#
#   tests/dashboards/stores.sh           asks, and ends everything
#   tests/dashboards/stores.sh --keep    goes on until Ctrl-C; prints where the stores are
#
# PROGRAMS is the folder of the programs, by default build/dev/bin. Listens on free ports of
# 127.0.0.1 only; logs are in build/dashboards/stores.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly here=tests/dashboards run=build/dashboards/stores
readonly bin=${PROGRAMS:-build/dev/bin}
# Of event time: some flows of each pair of AS and router within each four minutes, which is the
# shortest rate of a dashboard.
readonly partitions=2 event_rate=4 networks=40 window=1m
# Numbers for documentation are in no PeeringDB, and only who is in it has something in common.
readonly own_as=1103
pids=()

fail() {
  printf '\nstores: %s\n' "$1" >&2
  [[ -z "${2:-}" ]] || { tail -n 20 "$2" >&2 || true; printf 'its log: %s\n' "$PWD/$2" >&2; }
  exit 1
}

finish() {
  local status=$?
  trap - EXIT
  for ((i = ${#pids[@]} - 1; i >= 0; --i)); do
    kill "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

start() {
  local name=$1
  shift
  "$@" >>"$run/$name.log" 2>&1 </dev/null &
  pids+=($!)
  declare -g "${name}_pid=$!"
}

stop() {
  local pid=${1}_pid
  kill "${!pid}" 2>/dev/null || true
  wait "${!pid}" 2>/dev/null || true
}

free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# wait_for <seconds> <what> <log> <command...>
wait_for() {
  local seconds=$1 what=$2 log=$3 end=$((SECONDS + $1))
  shift 3
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "$what: not after $seconds s" "$log"
    sleep 0.5
  done
}

# metric <name> [<label="value">...]: of the bridge, the sum over its series that have these labels.
metric() {
  local name=$1 label lines
  shift
  lines=$(curl -fsS "$bridge/metrics") || return 1
  for label in "$@"; do lines=$(grep -F "$label" <<<"$lines") || return 1; done
  awk -v name="$name" '
    index($1, name) == 1 { rest = substr($1, length(name) + 1)
      if (rest == "" || substr(rest, 1, 1) == "{") { sum += $2; found = 1 } }
    END { if (!found) exit 1; printf "%.0f\n", sum }' <<<"$lines"
}

caught_up() {
  local name value
  for name in flowbridge_kafka_consumer_lag_records flowbridge_remote_write_ticks_pending \
    flowbridge_remote_write_samples_pending; do
    value=$(metric "$name") || return 1
    ((value == 0)) || return 1
  done
}

# pushed <times>: each of the two stores took own metrics so often.
pushed() {
  local store value
  for store in prometheus victoria; do
    value=$(metric flowbridge_self_metrics_pushes_total \
      "remote_name=\"$store\"" 'outcome="accepted"') || return 1
    ((value >= $1)) || return 1
  done
}

run_prometheus() {
  start prometheus prometheus --config.file="$run/prometheus.yml" --storage.tsdb.path="$run/tsdb" \
    --storage.tsdb.retention.time=60d --web.listen-address="127.0.0.1:$prometheus_port" \
    --web.enable-remote-write-receiver
  wait_for 30 "Prometheus is ready" "$run/prometheus.log" curl -fsS "$prometheus/-/ready"
}

# flows <begin> <argument...>: from this time on, in ms since 1970. flowgen counts time from the
# first offset of the topic, so a later run is given the time at which that one would be. It takes
# the place of its shell, so that who ends that ends it.
next_offset=0
flows() {
  local begin=$1
  shift
  exec "$bin/flowgen" --brokers="$kafka" --topic=pmacct.acct --partitions="$partitions" \
    --asn="$own_as" --as-count="$networks" --malformed-share=0.001 --late-share=0.001 \
    --compression=lz4 --group-id=flowbridge --ahead-limit=50000 --truth-file="$run/truth.json" \
    --from-offset="$next_offset" --event-rate="$event_rate" \
    --start=$((begin - next_offset * partitions * 1000 / event_rate)) "$@"
}

# past_flows <hours ago> <hours>: all at once.
past_flows() {
  local records=$(($2 * 3600 * event_rate))
  (flows $((now_ms - $1 * 3600000)) --rate=0 --records="$records") >>"$run/past.log" 2>&1 ||
    fail "flowgen failed" "$run/past.log"
  next_offset=$((next_offset + records / partitions))
}

# Files instead of the servers of registries and of PeeringDB.
make_names() {
  mkdir -p "$run/peeringdb"
  node "$here/make_peeringdb.mjs" "$run/peeringdb" "$own_as"
  names=(--asn-db.peeringdb --asn-db.file=scripts/demo-asn.txt --asn-db.path="$run/asn-db")
  local source
  for source in delegated-afrinic delegated-apnic delegated-arin delegated-lacnic \
    delegated-ripencc peeringdb-org peeringdb-ix peeringdb-fac; do
    names+=("--asn-db.source=$source=off")
  done
  for source in net netixlan netfac; do
    names+=("--asn-db.source=peeringdb-$source=file://$PWD/$run/peeringdb/$source.json")
  done
  "$bin/flowbridge" asn refresh "${names[@]}" >"$run/refresh.log" ||
    fail "no names" "$run/refresh.log"
}

run_bridge() {
  start flowbridge "$bin/flowbridge" --config.file="$run/flowbridge.yaml" --kafka.brokers="$kafka" \
    --kafka.topics=pmacct.acct --kafka.start=earliest --asn="$own_as" --window="$window" \
    --metrics=bytes,packets --as-names=both --storage.path="$run/state" --instance=demo \
    --web.listen-address="127.0.0.1:$bridge_port" "${names[@]}"
  wait_for 30 "flowbridge is healthy" "$run/flowbridge.log" curl -fsS "$bridge/-/healthy"
}

for program in flowbridge flowgen mockkafka; do
  [[ -x "$bin/$program" ]] || fail "there is no $bin/$program; build preset dev first"
done
rm -rf "$run"
mkdir -p "$run"
make_names

start mockkafka "$bin/mockkafka" --topic=pmacct.acct:2 --detach --address-file="$run/kafka.address"
wait_for 20 "the embedded Kafka" "$run/mockkafka.log" test -s "$run/kafka.address"
kafka=$(cat "$run/kafka.address")

prometheus_port=$(free_port)
victoria_port=$(free_port)
bridge_port=$(free_port)
prometheus=http://127.0.0.1:$prometheus_port
victoria=http://127.0.0.1:$victoria_port
bridge=http://127.0.0.1:$bridge_port
echo 'global: {scrape_interval: 15s}' >"$run/prometheus.yml"
run_prometheus
start victoria victoria-metrics -storageDataPath="$run/victoria" -retentionPeriod=100y \
  -httpListenAddr="127.0.0.1:$victoria_port" -search.latencyOffset=1s
wait_for 30 "VictoriaMetrics is ready" "$run/victoria.log" curl -fsS "$victoria/health"

cat >"$run/flowbridge.yaml" <<TEXT
remote_write:
- {name: prometheus, url: "$prometheus/api/v1/write"}
- {name: victoria, url: "$victoria/api/v1/write"}
TEXT
run_bridge

echo "stores: a day of flows, and some hours of a week ago, to be counted and sent to both"
begun=$SECONDS
now_ms=$(date +%s%3N)
past_flows 172 6
past_flows 26 26
start flows flows "$(date +%s%3N)" --rate="$event_rate"
wait_for 300 "all flows are delivered" "$run/flowbridge.log" caught_up
echo "stores: caught up after $((SECONDS - begun)) s"

# The recording rules, over the past: as docs/dashboards.md tells for Prometheus, and over its API
# for VictoriaMetrics. Not of the last three hours: Prometheus takes its newest block for the end of
# what is on disk, and forgets what it has in memory of before that. From now on it has the rules.
echo "stores: recording rules over the past"
wait_for 150 "own metrics are pushed" "$run/flowbridge.log" pushed 1
kill -HUP "$flowbridge_pid"
promtool tsdb create-blocks-from rules --start=$((now_ms / 1000 - 8 * 86400)) \
  --end=$((now_ms / 1000 - 3 * 3600)) --url="$prometheus" --output-dir="$run/blocks" \
  grafana/rules/recording.yaml >"$run/promtool.log" 2>&1 ||
  fail "no blocks from rules" "$run/promtool.log"
stop prometheus
mv "$run"/blocks/*/ "$run/tsdb/"
cat >>"$run/prometheus.yml" <<TEXT
rule_files: ["$PWD/grafana/rules/*.yaml"]
TEXT
run_prometheus
node "$here/backfill.mjs" "$victoria"
# Two pushes make a rate. There is one each minute, and after the reload none before a window of
# flows was delivered.
wait_for 240 "own metrics are pushed again" "$run/flowbridge.log" pushed 2
wait_for 60 "all is delivered" "$run/flowbridge.log" caught_up

node "$here/queries.mjs" "prometheus=$prometheus" "victoria=$victoria"

if [[ ${1:-} == --keep ]]; then
  printf '\nPrometheus %s, VictoriaMetrics %s, until Ctrl-C\n' "$prometheus" "$victoria"
  wait "$flowbridge_pid"
fi
