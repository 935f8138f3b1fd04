# Scenarios in which something that the bridge lives on is missing for a while: room on the disk,
# the broker, the processor, the right time. Sourced by run.sh.

# Windows so narrow that something happens every second.
narrow=(--kafka.start=earliest --window=1s --lateness=5s)

# start_flows <topic> [argument...]: live flows of routers of its own, until end_flows.
start_flows() {
  local topic=$1
  shift
  start "flows_$topic" "$bin/flowgen" --brokers="127.0.0.1:$kafka_port" --topic="$topic" \
    --partitions=3 --compression=lz4 --truth-file="$run/$topic.json" \
    --router="$topic-1.example.net" --router="$topic-2.example.net" "$@"
}

# end_flows <topic>: on return the broker has all of them, and the truth is written.
end_flows() {
  kill -TERM "${pids[flows_$1]}"
  wait "${pids[flows_$1]}" || fail "flowgen failed on $1"
  unset "pids[flows_$1]"
}

# judge_flows <topic> [argument...]: the series of its routers against its own truth.
judge_flows() {
  local topic=$1
  shift
  echo "$topic:"
  "$bin/oracle" --truth-file="$run/$topic.json" --own-routers --prometheus="$prometheus" \
    --wait=10s --window=1s "$@" || fail "what Prometheus holds is not what was produced on $topic"
}

# metric_is <metric> <value>
metric_is() { [[ $(metric "$1") == "$2" ]]; }

# has_consumed_more_than <records>
has_consumed_more_than() { (($(metric flowbridge_kafka_records_consumed_total) > $1)); }

newest_sent() { metric flowbridge_remote_write_journal_highest_sent_timestamp_seconds; }
# has_sent_beyond <Unix seconds>
has_sent_beyond() { (($(newest_sent) > $1)); }

# Everything that is in the journal has arrived.
journal_is_delivered() {
  metric_is flowbridge_remote_write_samples_pending 0 &&
    metric_is flowbridge_remote_write_ticks_pending 0
}

expect_alive() { kill -0 "${pids[bridge]}" || fail "flowbridge has ended"; }

# expect_metric <metric> <value>
expect_metric() {
  metric_is "$1" "$2" || fail "$1 is $(metric "$1"), expected $2"
}

# time_until <limit> <what> <command...>: waits as until_ok, and tells how long it took.
time_until() {
  local begun=${EPOCHREALTIME/./} ms
  until_ok "$@"
  ms=$(((${EPOCHREALTIME/./} - begun) / 1000))
  printf '%s after %d.%03d s\n' "$2" $((ms / 1000)) $((ms % 1000))
}

state_unmount() { if mountpoint -q "$PWD/$run/state"; then umount "$PWD/$run/state"; fi; }

# state_mount <size>: a small disk of its own for the state directory.
state_mount() {
  [[ $(id -u) == 0 ]] || fail "this needs root, to mount a small disk"
  mkdir -p "$run/state"
  trap 'end_all; state_unmount' EXIT
  mount -t tmpfs -o "size=$1" tmpfs "$PWD/$run/state"
}

# The last byte is taken, and what is journalled by then is still delivered: Prometheus, stopped
# before, has not seen it.
fill_disk() {
  kill -STOP "${pids[prometheus]}"
  sleep 3
  cat /dev/zero >"$run/state/filler" 2>/dev/null || true
  until_ok 20 "flowbridge says that the disk is full" metric_is flowbridge_journal_no_space 1
  if journal_is_delivered; then fail "there is nothing to deliver while the disk is full"; fi
  kill -CONT "${pids[prometheus]}"
  until_ok 20 "what is journalled is delivered on a full disk" journal_is_delivered
  expect_metric flowbridge_journal_no_space 1
}

# disk_full <cycles>: full to the last byte, again and again: the process stays, nothing is lost.
disk_full() {
  local cycle consumed
  state_mount 64m
  start_kafka
  start_prometheus
  start_bridge "${narrow[@]}"
  start_flows pmacct.acct --rate=2000
  until_ok 30 "the first ticks are sent" has_sent_beyond 0
  for cycle in $(seq "$1"); do
    sleep 2
    fill_disk
    consumed=$(metric flowbridge_kafka_records_consumed_total)
    sleep 2
    expect_metric flowbridge_kafka_records_consumed_total "$consumed"
    expect_alive
    # In between, a start on a full disk.
    if ((cycle % 4 == 2)); then
      kill_bridge
      start_bridge "${narrow[@]}"
      until_ok 20 "flowbridge notices it again" metric_is flowbridge_journal_no_space 1
      consumed=$(metric flowbridge_kafka_records_consumed_total)
    fi
    rm "$run/state/filler"
    time_until 10 "cycle $cycle: reading goes on" has_consumed_more_than "$consumed"
    until_ok 20 "flowbridge says that there is room" metric_is flowbridge_journal_no_space 0
  done
  end_flows pmacct.acct
  wait_delivered 60
  judge_flows pmacct.acct
  expect_metric flowbridge_late_records_total 0
  expect_no_refusals
  end_all
  state_unmount
}

scenario_disk_full() { disk_full 10; }
scenario_disk_full_short() { disk_full 2; }

is_at_its_limit() { curl -fsS "$bridge/metrics" | grep -q 'state="paused_quota".* 1$'; }

# The journal alone fills a disk that is smaller than its limit, and makes room by itself.
scenario_disk_small() {
  state_mount 16m
  start_kafka
  make_topic flows
  start_flows flows --records=4000000 --rate=0 --event-rate=8000 --start=-15m
  start_bridge "${narrow[@]}" --kafka.topics=flows
  until_ok 240 "the journal is at its limit" is_at_its_limit
  df --output=used,size "$run/state" | tail -n 1
  expect_metric flowbridge_journal_no_space 0
  wait "${pids[flows_flows]}" || fail "flowgen failed"
  unset "pids[flows_flows]"
  start_prometheus
  wait_delivered 500
  judge_flows flows
  expect_metric flowbridge_late_records_total 0
  expect_no_refusals
  end_all
  state_unmount
}

# freeze <seconds>
freeze() {
  kill -STOP "${pids[bridge]}"
  sleep "$1"
  kill -CONT "${pids[bridge]}"
}

# frozen <seconds> [argument...]: stopped for longer than every timeout, then now and then.
frozen() {
  local seconds=$1 consumed
  shift
  start_kafka
  start_prometheus
  start_bridge "${narrow[@]}" "$@"
  start_flows pmacct.acct --rate=5000
  sleep 5
  consumed=$(metric flowbridge_kafka_records_consumed_total)
  freeze "$seconds"
  time_until 10 "reading goes on" has_consumed_more_than "$consumed"
  for _ in $(seq 5); do
    sleep "1.$((RANDOM % 10))"
    freeze "$((2 + RANDOM % 6)).$((RANDOM % 10))"
  done
  end_flows pmacct.acct
  wait_delivered 60
  expect_alive
  judge_flows pmacct.acct
  expect_metric flowbridge_late_records_total 0
  expect_metric flowbridge_timestamps_clamped_total 0
  expect_no_refusals
}

# Longer than a request's time (30 s), librdkafka's session.timeout.ms (45 s) and
# socket.timeout.ms (60 s), our watchdog (60 s).
scenario_frozen() { frozen 100; }
scenario_frozen_short() {
  frozen 12 --remote-write.timeout=2s --kafka.property=socket.timeout.ms=5000
}

# Destination away for six hours of event time, 100 000 series at all its ticks: once it takes all
# of them afterwards, once the newest hour only; see the tests.
scenario_long_outage() {
  OUTAGE_SERIES=100000 "$bin/long_outage_test" >"$run/outage.log" 2>&1 || {
    tail -n 20 "$run/outage.log" >&2
    fail "the outage was not survived"
  }
  grep -E '^(outage|journal|delivery|memory|gap) ' "$run/outage.log"
}

is_ready() { [[ $(curl -sS -o "$run/ready" -w '%{http_code}' "$bridge/-/ready") == 200 ]]; }
says_no_broker() { ! is_ready && grep -q 'no broker answers' "$run/ready"; }

# The broker is gone: flows from before and after are exact; those that a producer kept meanwhile
# are in their window or, if it was found empty first, in a later one.
scenario_broker_gone() {
  local consumed
  start_kafka
  for topic in before through after; do make_topic "$topic"; done
  start_prometheus
  start_bridge "${narrow[@]}" --kafka.topics=before,through,after
  until_ok 30 "flowbridge is ready" is_ready
  start_flows through --rate=500
  start_flows before --rate=5000
  sleep 15
  end_flows before

  kill -9 "${pids[kafka]}"
  wait "${pids[kafka]}" 2>/dev/null || true
  until_ok 40 "flowbridge says that the broker is gone" says_no_broker
  sleep 180
  expect_alive
  curl -fsS "$bridge/-/healthy" >/dev/null || fail "flowbridge is not healthy without a broker"
  says_no_broker || fail "flowbridge is ready without a broker"
  consumed=$(metric flowbridge_kafka_records_consumed_total)
  run_kafka
  time_until 30 "after a kill: reading goes on" has_consumed_more_than "$consumed"
  time_until 30 "after a kill: flowbridge is ready" is_ready

  kill -STOP "${pids[kafka]}"
  sleep 75
  says_no_broker || fail "flowbridge is ready while the broker hangs"
  kill -CONT "${pids[kafka]}"
  time_until 30 "after a hang: flowbridge is ready" is_ready

  start_flows after --rate=5000
  sleep 15
  end_flows after
  end_flows through
  wait_delivered 60
  echo "late: $(metric flowbridge_late_records_total) records that the producer kept"
  judge_flows before
  judge_flows after
  judge_flows through --windows=later
  expect_no_refusals
}

# set_clock <offset>: what the bridge's wall clock shows besides the time.
set_clock() {
  echo "$1" >"$run/clock.new"
  mv "$run/clock.new" "$run/clock"
}

# A wall clock that can be wrong; the monotonic one goes on as it does when somebody sets a clock.
fake_clock() {
  local library
  library=$(compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1') || fail "faketime is not installed"
  set_clock +0
  bridge_command=(env "LD_PRELOAD=$PWD/$bin/libreal_waits.so:$library"
    "FAKETIME_TIMESTAMP_FILE=$PWD/$run/clock" FAKETIME_CACHE_DURATION=1
    FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 "$bin/flowbridge")
}

# drift_clock <from> <to> <step>: tenths of a second, a step each half second.
drift_clock() {
  local tenths
  for tenths in $(seq "$1" "$3" "$2"); do
    set_clock "$(awk -v tenths="$tenths" 'BEGIN { printf "%+.1f", tenths / 10 }')"
    sleep 0.5
  done
}

# A day ahead, a slow drift within what R1 allows, a day behind: exact but for the window while the
# clock is behind, when stamps are cut to it.
scenario_clock() {
  local sent
  fake_clock
  start_kafka
  for topic in ahead behind right; do make_topic "$topic"; done
  start_prometheus
  start_bridge "${narrow[@]}" --kafka.topics=ahead,behind,right
  start_flows ahead --rate=2000
  sleep 10
  sent=$(newest_sent)
  set_clock +1d
  sleep 30
  has_sent_beyond $((sent + 20)) || fail "nothing is sent while the clock is a day ahead"
  set_clock +0
  sleep 5
  drift_clock 0 40 1
  drift_clock 40 -40 -1
  drift_clock -40 0 1
  sleep 5
  end_flows ahead
  wait_delivered 60
  expect_metric flowbridge_late_records_total 0
  expect_metric flowbridge_timestamps_clamped_total 0
  judge_flows ahead

  start_flows behind --rate=2000
  sleep 10
  set_clock -1d
  sleep 5
  sent=$(newest_sent)
  sleep 30
  [[ $(newest_sent) == "$sent" ]] || fail "a tick is sent before the clock has reached it"
  expect_alive
  end_flows behind
  set_clock +0
  time_until 20 "sending goes on" has_sent_beyond "$sent"
  wait_delivered 60
  echo "a day behind: $(metric flowbridge_timestamps_clamped_total) stamps were cut," \
    "$(metric flowbridge_late_records_total) records are late"
  judge_flows behind --windows=any
  start_flows right --rate=2000
  sleep 10
  end_flows right
  wait_delivered 60
  judge_flows right
  expect_no_refusals
}
