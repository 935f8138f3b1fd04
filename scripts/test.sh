#!/usr/bin/env bash
# Builds and tests what is in this checkout, as CI does.
#
#   scripts/test.sh               dependencies, preset dev, formatting, all tests of preset dev
#   scripts/test.sh sanitizers    preset asan, all tests of code; preset tsan, those labelled tsan
#   scripts/test.sh clang         preset clang, all tests
#   scripts/test.sh lint [...]    formatting and clang-tidy; arguments as scripts/lint.sh tidy
#   scripts/test.sh simulation    20 000 worlds from seeds, then the mutation guard
#   scripts/test.sh faults        the program, killed ten times at each of its crash points
#   scripts/test.sh e2e           whole programs: tests/e2e/run.sh
#   scripts/test.sh starvation    whole programs for half an hour, without disk, broker, receiver,
#                                 processor, right time in turn; as root, for a small disk
#   scripts/test.sh charts        helm/flowbridge, with two versions of Helm: tests/charts/run.sh
#   scripts/test.sh dashboards    grafana/, and its queries on real stores: tests/dashboards/run.sh
#   scripts/test.sh report        the page of the peering report, in a browser
#   scripts/test.sh compliance    the official suite for senders: tests/compliance/README.md
#
# Each step's full output is in build/logs/<step>.log.
set -euo pipefail
cd "$(dirname "$0")/.."

logs=build/logs
jobs=$(nproc)
begun=$SECONDS

# step <name> <command...>: runs it into its log, and says how long it took or what went wrong.
step() {
  local name=$1 log=$logs/$1.log start=$SECONDS code=0
  shift
  mkdir -p "$logs"
  printf '%-24s ' "$name"
  "$@" >"$log" 2>&1 || code=$?
  if ((code == 0)); then
    printf 'ok      %4d s\n' $((SECONDS - start))
    return
  fi
  printf 'FAILED  %4d s\n\n' $((SECONDS - start))
  # Without the tests that passed, the end of a log is about those that did not.
  grep -vE '^ +Start +[0-9]+: | Passed +[0-9.]+ sec$' "$log" | tail -n 40
  printf '\n%s failed with exit code %d; all of its output: %s\n' "$name" "$code" "$PWD/$log"
  exit 1
}

# What installs shows its progress; it may take minutes on a fresh machine.
install() {
  scripts/deps.sh "$@"
}

# tests <step> <preset> [ctest argument...]: runs tests, and shows ctest's own closing lines.
tests() {
  local name=$1 preset=$2
  shift 2
  step "$name" ctest --preset "$preset" -j "$jobs" "$@"
  sed -n '/% tests passed/,$p' "$logs/$name.log"
}

build() {
  local preset=$1
  shift
  step "$preset-configure" cmake --preset "$preset"
  step "$preset-build" cmake --build --preset "$preset" -j "$jobs" "$@"
}

test_dev() {
  install build test format
  step format scripts/lint.sh format
  build dev
  step dev-headers cmake --build --preset dev -j "$jobs" --target all_verify_interface_header_sets
  tests dev-test dev
}

test_clang() {
  install build test clang
  build clang
  tests clang-test clang
}

test_sanitizers() {
  install build test sanitizers
  build asan
  tests asan-test asan --label-regex '^(unit|golden|property|integration)$'

  step tsan-configure cmake --preset tsan
  # The build has this target as soon as one test is labelled; see cmake/FlowbridgeTest.cmake.
  if ! cmake --build --preset tsan --target help | grep -q '^tests_tsan:'; then
    echo "tsan: no test is labelled tsan yet, so none was run"
    return
  fi
  step tsan-build cmake --build --preset tsan -j "$jobs" --target tests_tsan
  # Tests without a program are "not built" and have no label, so only the labelled ones run.
  tests tsan-test tsan --label-regex '^tsan$'
}

test_lint() {
  install build test lint
  step dev-configure cmake --preset dev
  step format scripts/lint.sh format
  step tidy scripts/lint.sh tidy "$@"
  grep '^clang-tidy:' "$logs/tidy.log"
}

test_simulation() {
  install build test
  build dev --target simulate mutants
  step simulation build/dev/bin/simulate --seeds=20000
  tail -n 1 "$logs/simulation.log"
  step mutation-guard tests/simulation/guard.sh "$PWD/build/dev/bin/mutants"
  tail -n 1 "$logs/mutation-guard.log"
}

# Each point once is a test of preset dev.
test_faults() {
  install build test
  build dev --target bridge_program_test
  step faults env CRASH_ROUNDS=10 \
    build/dev/bin/bridge_program_test --gtest_filter='BridgeCrashes.*'
  grep -E '^ *[0-9]+  |^oracle|^series' "$logs/faults.log"
}

test_e2e() {
  if [[ ! -e tests/e2e/run.sh ]]; then
    echo "e2e: there is no tests/e2e/run.sh yet, so nothing was run"
    exit 1
  fi
  install build test e2e
  build dev
  step e2e tests/e2e/run.sh
}

test_starvation() {
  install build test e2e
  build dev
  local scenario
  for scenario in disk-full disk-small long-outage clock broker-gone frozen; do
    step "$scenario" tests/e2e/run.sh "$scenario"
    cat "$logs/$scenario.log"
  done
}

test_charts() {
  install build charts
  build dev --target flowbridge
  # UPDATE_GOLDEN=1 has it write anew what is made from something else.
  step charts tests/charts/run.sh build/dev/bin/flowbridge
  sed -n 's/^. \(pass [0-9]*\)$/charts: \1/p' "$logs/charts.log"
}

test_dashboards() {
  install build dashboards
  build dev --target flowbridge flowgen mockkafka
  local part
  for part in rules lint types checkers queries; do
    step "dashboards-$part" tests/dashboards/run.sh "$part"
  done
  tail -n 1 "$logs/dashboards-lint.log"
  grep 'return data' "$logs/dashboards-queries.log"
}

# That the page is what the program makes is a golden test.
test_report() {
  install build test report
  build dev --target peering_golden_test
  step report-golden build/dev/bin/peering_golden_test
  mkdir -p build/report
  step report tests/report/run.sh "$PWD/build/report"
  cat "$logs/report.log"
}

test_compliance() {
  # Says why it is skipped, with exit code 3.
  tests/compliance/run.sh check
  install build test
  build dev --target compliance_sender
  step compliance tests/compliance/run.sh build/dev/bin/compliance_sender
  tail -n 1 "$logs/compliance.log"
}

mode=${1:-dev}
shift || true
case $mode in
  dev | clang | sanitizers | lint | simulation | faults | e2e | starvation | charts | \
    dashboards | report | compliance)
    "test_$mode" "$@"
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
printf '%-24s ok      %4d s\n' "test.sh $mode" $((SECONDS - begun))
