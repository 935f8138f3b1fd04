#!/usr/bin/env bash
# Whole programs on a real Kafka and a real Prometheus, judged by the oracle.
#
#   tests/e2e/run.sh [scenario...]     without an argument: the first list
#
# Scenarios: contract, secure, https (as root), exact, kills, crashes, outage, lab (as root),
#            disk-full-short (as root), frozen-short.
# Long ones: version-two, disk-full, disk-small (both as root), long-outage, clock, broker-gone,
#            frozen.
# Needs what `scripts/deps.sh build test e2e` installs, the programs of preset dev, and for
# version-two Go 1.26 or newer, which no package of Debian 12 is. Listens on free ports of
# 127.0.0.1; what it starts ends with it. Logs and state of each scenario are in
# build/e2e/<scenario>.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/e2e/programs.sh
source tests/e2e/lab.sh
source tests/e2e/starvation.sh

# One million records as fast as they come: every series and every window is exact.
scenario_exact() {
  start_kafka
  start_prometheus
  make_flows --records=1000000 --rate=0 --event-rate=20000 --start=-10m
  start_bridge --kafka.start=earliest
  wait_delivered 120
  judge --complete-topic --whole-bridge
}

# The same paced, with random kill -9: exact, no reset, no refusal.
scenario_kills() {
  start_kafka
  start_prometheus
  start_bridge --kafka.start=earliest
  make_flows_in_background --records=1000000 --rate=5500
  local kill
  for kill in $(seq 20); do
    sleep "$((3 + RANDOM % 10)).$((RANDOM % 10))"
    kill_bridge
    start_bridge --kafka.start=earliest
  done
  wait_flows
  wait_delivered 120
  judge
  expect_no_refusals
}

# The program dies once at each of its crash points while flows come: exact, no reset, no refusal.
scenario_crashes() {
  local flags=(--kafka.start=earliest --window=1s --lateness=1s) point need
  start_kafka
  start_prometheus
  make_flows_in_background --records=30000 --rate=800
  bridge_command=(timeout 20 "$bin/flowbridge_crashing" --remote-write.samples-max=100)
  "$bin/flowbridge_crashing" --list-crash-points >"$run/points"
  while read -r point _ need; do
    # These are the first of the list, so nothing was counted in this directory yet.
    [[ $need != new-state ]] || rm -rf "$run/state"
    [[ $need != torn-tail ]] || crash_bridge group-in-write "${flags[@]}"
    crash_bridge "$point" "${flags[@]}"
  done <"$run/points"
  echo "killed at $(grep -c '^crashing at ' "$run/bridge.log") points"
  bridge_command=("$bin/flowbridge")
  start_bridge "${flags[@]}"
  wait_flows
  wait_delivered 60
  # Its journal was in small segments, and the first of them are deleted.
  judge_without_journal --window=1s
  expect_no_refusals
}

# The destination is gone for three minutes: memory stays, everything arrives in order.
scenario_outage() {
  start_kafka
  start_prometheus
  start_bridge --kafka.start=earliest
  make_flows_in_background --records=2100000 --rate=10000
  sleep 15
  stop_prometheus
  sleep 60
  local early late
  early=$(bridge_rss_kib)
  sleep 120
  late=$(bridge_rss_kib)
  echo "resident memory: $early KiB after 1 minute, $late KiB after 3"
  ((late - early <= 20 * 1024)) || fail "memory grew by $((late - early)) KiB during the outage"
  start_prometheus
  wait_flows
  wait_delivered 180
  judge
  expect_no_refusals
}

# The contract of a record source, on a broker that can do all it asks for: nothing is skipped.
scenario_contract() {
  local host=127.0.0.1 gate gated plain
  gate=$(free_port)
  gated=$(free_port)
  plain=PLAINTEXT://$host:$kafka_port
  start_kafka "listeners=$plain,GATED://$host:$gated,CONTROLLER://$host:$controller_port" \
    "advertised.listeners=$plain,GATED://$host:$gate" \
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,GATED:PLAINTEXT,CONTROLLER:PLAINTEXT
  FLOWBRIDGE_TEST_KAFKA=$host:$kafka_port FLOWBRIDGE_TEST_KAFKA_GATE=$gate:$gated \
    run_tests contract "$bin/real_kafka_test"
}

# A Prometheus that takes remote write 2.0: every series is exact, no request is in vain.
scenario_version_two() {
  local filter='--gtest_filter=*Prometheus3*'
  fetch_prometheus3
  PROMETHEUS3_PROGRAM=$prometheus3 run_tests model "$bin/remote_write_prometheus_test" "$filter"
  PROMETHEUS3_PROGRAM=$prometheus3 run_tests bridge "$bin/bridge_program_test" "$filter"
  PROMETHEUS3_PROGRAM=$prometheus3 run_tests refusals "$bin/refusals_test" "$filter"
}

# start_secure_kafka <port>: with TLS and SASL there; flowgen takes the listener without.
start_secure_kafka() {
  local host=127.0.0.1 security=org.apache.kafka.common.security
  make_certificates "$run/tls"
  cat "$run/tls/server.key" "$run/tls/server.pem" >"$run/tls/broker.pem"
  kafka_format=(--add-scram 'SCRAM-SHA-512=[name=flowbridge,password=right]')
  local plain=PLAINTEXT://$host:$kafka_port controller=CONTROLLER://$host:$controller_port
  local secure=listener.name.secure user='user_flowbridge="right"'
  start_kafka "listeners=$plain,SECURE://$host:$1,$controller" \
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT \
    $secure.ssl.keystore.type=PEM "$secure.ssl.keystore.location=$run/tls/broker.pem" \
    sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512 \
    "$secure.scram-sha-512.sasl.jaas.config=$security.scram.ScramLoginModule required;" \
    "$secure.plain.sasl.jaas.config=$security.plain.PlainLoginModule required $user;"
}

# kafka_properties <mechanism> <password>
kafka_properties() {
  printf '%s\n' security.protocol=SASL_SSL "ssl.ca.location=$run/tls/ca.pem" \
    "sasl.mechanism=$1" sasl.username=flowbridge "sasl.password=$2"
}

# Until 2.6.1 its SCRAM is wrong, and Kafka 4 minds.
librdkafka_is_old() {
  ! printf '%s\n' 2.6.1 "$(pkg-config --modversion rdkafka)" | sort --version-sort --check=quiet
}

# Kafka with TLS and SASL: exact. What is wrong is said and ends nothing.
scenario_secure() {
  local port properties
  port=$(free_port)
  bridge_brokers=127.0.0.1:$port
  start_secure_kafka "$port"
  start_prometheus
  make_flows --records=50000 --rate=0 --event-rate=1000 --start=-10m

  FLOWBRIDGE_KAFKA_PROPERTY=$(kafka_properties PLAIN wrong) start_bridge --kafka.start=earliest
  expect_told "authentication .*Invalid username or password"
  kill_bridge
  start_bridge --kafka.start=earliest --kafka.property=security.protocol=SSL
  expect_told "tls .*certificate verify failed"
  kill_bridge
  if librdkafka_is_old; then
    FLOWBRIDGE_KAFKA_PROPERTY=$(kafka_properties SCRAM-SHA-512 right) \
      start_bridge --kafka.start=earliest
    expect_told "authentication .*SCRAM with Kafka 4 takes 2.6.1"
    kill_bridge
  fi

  mapfile -t properties < <(kafka_properties PLAIN right | grep -v ^sasl.password)
  echo right >"$run/password"
  start_bridge --kafka.start=earliest "${properties[@]/#/--kafka.property=}" \
    --kafka.property-file="sasl.password=$run/password"
  wait_delivered 60
  judge --complete-topic --whole-bridge
}

# A destination with TLS: exact, once this machine trusts its CA; until then nothing is lost.
scenario_https() {
  [[ $(id -u) == 0 ]] || fail "https needs root, for certificates of its own"
  make_certificates "$run/tls"
  printf 'tls_server_config: {cert_file: server.pem, key_file: server.key}\n' >"$run/tls/web.yml"
  start_kafka
  prometheus=https://127.0.0.1:$prometheus_port
  start_prometheus --web.config.file="$run/tls/web.yml"
  make_flows --records=50000 --rate=0 --event-rate=1000 --start=-10m

  start_bridge --kafka.start=earliest
  until_ok 30 "flowbridge says what is wrong" grep -qi certificate "$run/bridge.log"
  grep -m 1 -i certificate "$run/bridge.log"
  kill_bridge
  # In a namespace of its own, our CA stands where the system keeps those that it trusts.
  # shellcheck disable=SC2016
  bridge_command=(unshare --mount bash -c 'mount --bind "$0" "$1" && shift && exec "$@"'
    "$run/tls/ca.pem" /etc/ssl/certs/ca-certificates.crt "$bin/flowbridge")
  start_bridge --kafka.start=earliest
  wait_delivered 60
  # The oracle speaks no TLS.
  stop_prometheus
  prometheus=http://127.0.0.1:$prometheus_port
  start_prometheus
  judge --complete-topic
}

scenarios=("$@")
((${#scenarios[@]} > 0)) ||
  scenarios=(contract secure https exact kills crashes outage lab disk-full-short frozen-short)
for scenario in "${scenarios[@]}"; do
  steps=scenario_${scenario//-/_}
  declare -F "$steps" >/dev/null || fail "there is no scenario '$scenario'"
  begun=$SECONDS
  begin "$scenario"
  "$steps"
  end_all
  echo "$scenario: passed in $((SECONDS - begun)) s"
done
