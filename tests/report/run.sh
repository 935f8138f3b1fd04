#!/usr/bin/env bash
# The page of the peering report in a browser: of the sample network as it lies in tests/golden, and
# of a copy that is broken in ways that the test must see.
#
#   tests/report/run.sh [<directory for pictures>]
set -euo pipefail
cd "$(dirname "$0")/../.."

golden=tests/golden/peering
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check() {
  node tests/report/page_test.mjs "$1" $golden/report.json "${@:2}"
}

echo "the page"
check $golden/report.html "$@"

# must_fail <what> <sed expression>: the test of a page that was changed so must fail.
must_fail() {
  sed -E "$2" $golden/report.html >"$work/broken.html"
  if cmp -s $golden/report.html "$work/broken.html"; then
    echo "$1: the page was not changed, so nothing was shown"
    exit 1
  fi
  if check "$work/broken.html" >"$work/log" 2>&1; then
    echo "$1: the test did not see it"
    exit 1
  fi
  echo "broken on purpose, and seen: $1"
}

must_fail 'a wrong number' '0,/data-v="4579000000"/s//data-v="4579000001"/'
must_fail 'another script' 's/return sign \* order/return order/'
must_fail 'a style that is fetched' \
  "s|style-src 'unsafe-inline'|style-src *|; s|</head>|<link rel=stylesheet href=x.css></head>|"
must_fail 'markup of others' 's|<tbody>|<tbody><tr><td>7</td></tr>|'
