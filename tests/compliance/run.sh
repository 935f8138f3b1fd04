#!/usr/bin/env bash
# Shows the compliance sender to the official suite for senders of remote write, and compares its
# verdicts with expected_failures. Takes five minutes. README.md says where the suite is from.
#
#   tests/compliance/run.sh <compliance_sender>   exit code 0: as expected
#   tests/compliance/run.sh check                 can it run here?
#
# FLOWBRIDGE_COMPLIANCE_SUITE names the folder remotewrite/sender of a checkout of
# prometheus/compliance. Without it, or without the Go it needs, nothing is run: exit code 3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
suite=${FLOWBRIDGE_COMPLIANCE_SUITE:-}
export GOTOOLCHAIN=local

skip() {
  echo "compliance: skipped: $*"
  exit 3
}

check() {
  [[ -n $suite ]] || skip "FLOWBRIDGE_COMPLIANCE_SUITE is not set; see tests/compliance/README.md"
  [[ -e $suite/main_test.go ]] || skip "$suite is not the suite for senders: it has no main_test.go"
  command -v go >/dev/null || skip "there is no Go"
  local needed have
  needed=$(sed -n 's/^go //p' "$suite/go.mod")
  have=$(go env GOVERSION)
  have=${have#go}
  if [[ $(printf '%s\n' "$needed" "$have" | sort -V | head -n 1) != "$needed" ]]; then
    skip "the suite needs Go $needed, this is $have"
  fi
}

# of <verdict>: the tests of our sender that have it, without its name.
of() {
  sed -nE "s|^ *--- $1: (.*)/flowbridge \(.*|\1|p" "$output" | sort
}

check
if [[ ${1:-} == check ]]; then exit 0; fi
sender=$(realpath "${1:?names no compliance_sender}")

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$suite/." "$here/suite/." "$copy"
cd "$copy"
go test -c -o suite.test .

# Most of the suite's time is spent waiting, so more of its tests run at once than there are cores.
output=$copy/output
FLOWBRIDGE_COMPLIANCE_SENDER=$sender PROMETHEUS_RW2_COMPLIANCE_SENDERS=flowbridge \
  ./suite.test -test.v -test.parallel=8 -test.timeout=30m >"$output" 2>&1 || true
cat "$output"

# It ends in the middle, and says neither, if a sender does not live as long as it should.
if ! tail -n 1 "$output" | grep -qxE 'PASS|FAIL'; then
  echo "compliance: the suite broke off"
  exit 1
fi
unexpected=$(comm -3 <(of FAIL) <(grep -vE '^(#|$)' "$here/expected_failures" | sort))
skipped=$(of SKIP)
counts="$(of PASS | wc -l) passed, $(of FAIL | wc -l) failed"
if [[ -n $unexpected || -n $skipped || -z $(of PASS) ]]; then
  printf '\ncompliance: %s, and not as expected (indented: listed, and not failed):\n' "$counts"
  printf '%s\n' "$unexpected" "$skipped"
  exit 1
fi
printf '\ncompliance: %s, as expected\n' "$counts"
