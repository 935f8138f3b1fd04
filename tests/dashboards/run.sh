#!/usr/bin/env bash
# Checks of grafana/: rules, dashboards, and every expression on real stores.
#
#   tests/dashboards/run.sh rules      promtool over the rules, and their tests
#   tests/dashboards/run.sh lint       dashboards are as generated, sound, and linked; so are alerts
#   tests/dashboards/run.sh types      dashboards have the types of Grafana 10.4 and 12
#   tests/dashboards/run.sh checkers   the checks above find what they are there for
#   tests/dashboards/run.sh queries    every expression, on Prometheus and VictoriaMetrics that a
#                                      bridge feeds; needs the programs of preset dev
#
# Needs what `scripts/deps.sh dashboards` installs, and npm's registry the first time: the exact
# versions of package.json go into build/dashboards.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly here=tests/dashboards npm=build/dashboards
readonly grafana_versions=(10.4.0 12.0.0)

# packages <folder> <package.json>: what it names is in the folder, and is what it names.
packages() {
  local folder=$1 wanted=$2
  cmp -s "$folder/installed.json" <(echo "$wanted") && return
  mkdir -p "$folder"
  echo "$wanted" >"$folder/package.json"
  (cd "$folder" && npm install --no-package-lock --no-audit --no-fund --no-progress)
  echo "$wanted" >"$folder/installed.json"
}

fetch() {
  local version
  packages "$npm" "$(cat "$here/package.json")"
  for version in "${grafana_versions[@]}"; do
    packages "$npm/grafana-$version" \
      "{\"private\": true, \"dependencies\": {\"@grafana/schema\": \"$version\"}}"
  done
}

fetch
case ${1:-} in
  rules) node "$here/rules.mjs" ;;
  lint)
    scripts/dashboards/generate.mjs --check
    node "$here/lint.mjs"
    ;;
  types) node "$here/types.mjs" ;;
  checkers) node --test "$here/checkers" ;;
  queries) "$here/stores.sh" ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
