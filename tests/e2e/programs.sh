# The programs of an end-to-end test, as functions: sourced by run.sh.

bin=build/dev/bin
cache=${XDG_CACHE_HOME:-$HOME/.cache}/flowbridge
jars=$cache/kafka
# Prometheus 3.16: its module counts 3.x as 0.3xx.
prometheus3_version=v0.316.0
prometheus3=$cache/prometheus/$prometheus3_version/prometheus
declare -A pids=()

fail() {
  printf '\ne2e: %s\nlogs: %s\n' "$1" "$PWD/${run:-build/e2e}" >&2
  exit 1
}

flow_makers() { printf '%s\n' "${!pids[@]}" | grep '^flow' || true; }

end_all() {
  local name
  for name in $(flow_makers) server pmacctd bird bridge prometheus kafka; do
    [[ -n "${pids[$name]:-}" ]] || continue
    kill "${pids[$name]}" 2>/dev/null || true
    # One that is stopped would never hear of it.
    kill -CONT "${pids[$name]}" 2>/dev/null || true
    wait "${pids[$name]}" 2>/dev/null || true
  done
  pids=()
}
trap end_all EXIT
trap 'exit 130' INT TERM

# begin <scenario>: an empty folder, and ports of its own.
begin() {
  run=build/e2e/$1
  # What a run that was killed has left.
  state_unmount
  rm -rf "$run"
  mkdir -p "$run"
  kafka_port=$(free_port)
  controller_port=$(free_port)
  # More arguments for the format of the broker's storage.
  kafka_format=()
  prometheus_port=$(free_port)
  bridge_port=$(free_port)
  bridge_command=("$bin/flowbridge")
  bridge_brokers=127.0.0.1:$kafka_port
  prometheus=http://127.0.0.1:$prometheus_port
  bridge=http://127.0.0.1:$bridge_port
}

free_port() {
  local port
  while true; do
    port=$((10000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start() {
  local name=$1
  shift
  "$@" >>"$run/$name.log" 2>&1 </dev/null &
  pids[$name]=$!
}

# until_ok <seconds> <what> <command...>
until_ok() {
  local seconds=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "$what: not after $seconds s"
    sleep 0.2
  done
}

fetch_kafka() {
  [[ -e "$jars/complete" ]] && return
  mkdir -p "$jars"
  mvn -q -B -f tests/e2e/pom.xml dependency:copy-dependencies -DoutputDirectory="$jars"
  touch "$jars/complete"
}

# Distributions have no Prometheus 3 yet, so it is built, once: minutes. Without discovery of
# services and without pages, of which no test knows.
fetch_prometheus3() {
  [[ -x "$prometheus3" ]] && return
  command -v go >/dev/null || fail "there is no go, and Prometheus 3 is built with 1.26 or newer"
  echo "building Prometheus 3 once, for minutes; its log is $run/build.log"
  GOFLAGS='' GOBIN=$(dirname "$prometheus3") nice -n 10 go install -p 2 -tags netgo,remove_all_sd \
    "github.com/prometheus/prometheus/cmd/prometheus@$prometheus3_version" >"$run/build.log" 2>&1 ||
    fail "Prometheus 3 cannot be built: $(tail -n 1 "$run/build.log")"
}

# start_kafka [key=value...]: with more properties of the broker, or other values.
start_kafka() {
  fetch_kafka
  cat >"$run/kafka.properties" <<TEXT
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:$kafka_port,CONTROLLER://127.0.0.1:$controller_port
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:$controller_port
log.dirs=$PWD/$run/kafka
num.partitions=3
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
TEXT
  printf '%s\n' "$@" >>"$run/kafka.properties"
  java -Xmx128m -cp "$jars/*" kafka.tools.StorageTool format -t AAAAAAAAQACAAAAAAAAAAA \
    -c "$run/kafka.properties" "${kafka_format[@]}" >"$run/kafka.log" 2>&1
  run_kafka
  make_topic pmacct.acct
}

# Once it is prepared: also again, after it was killed.
run_kafka() {
  start kafka java -Xms512m -Xmx512m -cp "$jars/*" kafka.Kafka "$run/kafka.properties"
  until_ok 60 "Kafka answers" kcat -b "127.0.0.1:$kafka_port" -L
}

# A topic is made by the first look at it.
make_topic() {
  until_ok 30 "topic $1 is there" \
    bash -c "kcat -b 127.0.0.1:$kafka_port -L -t $1 | grep -q 'with 3 partitions'"
}

# run_tests <name> <program> [argument...]: there are some, they pass, and none is skipped.
run_tests() {
  local name=$1 log=$run/$1.log
  shift
  "$@" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "$name failed"
  }
  grep '^\[  PASSED  \] [1-9]' "$log" || fail "$name has no tests"
  if grep -q '^\[  SKIPPED' "$log"; then fail "tests of $name were skipped"; fi
}

# make_certificates <folder>: a CA of our own, and the certificate of a server at 127.0.0.1.
make_certificates() {
  mkdir -p "$1"
  {
    openssl req -x509 -newkey rsa:2048 -noenc -days 2 -subj "/CN=CA of the tests" \
      -keyout "$1/ca.key" -out "$1/ca.pem"
    openssl req -newkey rsa:2048 -noenc -subj /CN=server -keyout "$1/server.key" \
      -out "$1/server.csr"
    openssl x509 -req -in "$1/server.csr" -CA "$1/ca.pem" -CAkey "$1/ca.key" -CAcreateserial \
      -days 2 -extfile <(echo subjectAltName=IP:127.0.0.1) -out "$1/server.pem"
  } 2>"$run/openssl.log"
}

# start_prometheus [argument...]
start_prometheus() {
  echo 'global: {scrape_interval: 15s}' >"$run/prometheus.yml"
  start prometheus prometheus --config.file="$run/prometheus.yml" \
    --storage.tsdb.path="$run/tsdb" --web.listen-address="127.0.0.1:$prometheus_port" \
    --web.enable-remote-write-receiver "$@"
  until_ok 30 "Prometheus is ready" curl -kfsS "$prometheus/-/ready"
}

stop_prometheus() {
  kill "${pids[prometheus]}"
  wait "${pids[prometheus]}" 2>/dev/null || true
}

launch_bridge() {
  start bridge "${bridge_command[@]}" --kafka.brokers="$bridge_brokers" \
    --kafka.topics=pmacct.acct --asn=64496 --storage.path="$run/state" \
    --asn-db.refresh=off \
    --remote-write.url="$prometheus/api/v1/write" \
    --web.listen-address="127.0.0.1:$bridge_port" "$@"
}

start_bridge() {
  launch_bridge "$@"
  until_ok 30 "flowbridge is healthy" curl -fsS "$bridge/-/healthy"
}

# expect_told <pattern>: flowbridge runs, is not ready, and has logged what Kafka has against it.
expect_told() {
  local pattern="kafka reports an error.* code=$1"
  until_ok 20 "flowbridge says '$1'" grep -q "$pattern" "$run/bridge.log"
  grep -m 1 -o "$pattern.*" "$run/bridge.log"
  kill -0 "${pids[bridge]}" || fail "flowbridge has ended"
  [[ $(curl -sS -o "$run/ready" -w '%{http_code}' "$bridge/-/ready") == 503 ]] ||
    fail "flowbridge is ready without a broker"
}

kill_bridge() {
  kill -9 "${pids[bridge]}"
  wait "${pids[bridge]}" 2>/dev/null || true
}

# crash_bridge <point> [argument...]: runs it until it dies there, or its command has enough.
crash_bridge() {
  local point=$1
  shift
  FLOWBRIDGE_CRASH_AT=$point:1 launch_bridge "$@"
  wait "${pids[bridge]}" 2>/dev/null || true
  [[ $(tail -n 1 "$run/bridge.log") == "crashing at $point" ]] ||
    fail "flowbridge has ended, and not at $point"
}

bridge_rss_kib() { awk '/^VmRSS:/ { print $2 }' "/proc/${pids[bridge]}/status"; }

flows() {
  "$bin/flowgen" --brokers="127.0.0.1:$kafka_port" --topic=pmacct.acct --partitions=3 \
    --compression=lz4 --truth-file="$run/truth.json" "$@" >>"$run/flowgen.log" 2>&1
}

make_flows() { flows "$@" || fail "flowgen failed"; }

make_flows_in_background() {
  flows "$@" &
  pids[flowgen]=$!
}

wait_flows() { wait "${pids[flowgen]}" || fail "flowgen failed"; }

# The sum of a metric over its series.
metric() {
  curl -fsS "$bridge/metrics" | awk -v name="$1" '
    index($1, name) == 1 { rest = substr($1, length(name) + 1)
      if (rest == "" || substr(rest, 1, 1) == "{") { sum += $2; found = 1 } }
    END { if (!found) exit 1; printf "%.0f\n", sum }'
}

delivered() {
  local name value
  for name in flowbridge_kafka_consumer_lag_records flowbridge_open_windows \
    flowbridge_remote_write_ticks_pending flowbridge_remote_write_samples_pending; do
    value=$(metric "$name") || return 1
    ((value == 0)) || return 1
  done
}

# wait_delivered <seconds>: nothing is left to read, to close or to send, three times in a row.
wait_delivered() {
  local end=$((SECONDS + $1)) quiet=0
  while ((quiet < 3)); do
    ((SECONDS < end)) || fail "not everything is delivered after $1 s"
    if delivered; then quiet=$((quiet + 1)); else quiet=0; fi
    sleep 1
  done
}

# judge_without_journal [argument...]: the store, and the metrics of the bridge, which still runs;
# more arguments for the oracle.
judge_without_journal() {
  "$bin/oracle" --truth-file="$run/truth.json" --prometheus="$prometheus" --bridge="$bridge" \
    --wait=10s "$@" || fail "not everything holds what was produced"
}

# judge [argument...]: the same, and the journal. The bridge must not have deleted a part of it yet.
judge() {
  "$bin/flowbridge" state inspect --records --storage.path="$run/state" >"$run/journal.jsonl" ||
    fail "the journal cannot be read"
  judge_without_journal --journal-file="$run/journal.jsonl" "$@"
}

expect_no_refusals() {
  local refusals
  # Some crash points need a refusal, and make it up.
  refusals=$(grep 'meaning=\(refused\|misconfigured\|too_large\)' "$run/bridge.log" |
    grep -vc 'refused for a crash point' || true)
  ((refusals == 0)) || fail "the destination refused $refusals requests"
}
