#!/usr/bin/env bash
# Installs the Debian packages that a task needs and the machine lacks; quick when none is missing.
#
#   scripts/deps.sh [group...]     groups: build test format lint sanitizers clang e2e demo
#                                  charts dashboards report
#
# Without a group: build, test and format, what scripts/test.sh needs. Debian 12 or newer; needs
# root or sudo only if something is to be installed.
set -euo pipefail

# A node that is not Debian's brings an npm of its own, which excludes Debian's.
node_packages() {
  command -v node >/dev/null && command -v npm >/dev/null || echo nodejs npm
}

packages_of() {
  case $1 in
    build)
      echo g++ cmake ninja-build ccache pkg-config libabsl-dev libbenchmark-dev \
        libboost-program-options-dev libcpp-httplib-dev libcurl4-openssl-dev libprotobuf-dev \
        libre2-dev librdkafka-dev libsimdjson-dev libsnappy-dev libspdlog-dev libssl-dev \
        libutf8proc-dev libyaml-cpp-dev nlohmann-json3-dev prometheus-cpp-dev protobuf-compiler \
        zlib1g-dev
      ;;
    test) echo git libgmock-dev libgtest-dev prometheus victoria-metrics ;;
    format) echo clang-format-14 git ;;
    lint) echo clang-format-14 clang-tidy-14 git ;;
    sanitizers) echo g++ ;; # It brings their libraries.
    clang) echo clang-14 libclang-rt-14-dev ;;
    e2e)
      echo bird2 ca-certificates curl faketime iperf3 iproute2 jq kcat maven nftables \
        openjdk-17-jre-headless openssl pmacct procps
      ;;
    demo) echo prometheus curl jq ;;
    charts) echo unzip "$(node_packages)" ;;
    dashboards) echo curl prometheus victoria-metrics "$(node_packages)" ;;
    report) echo chromium "$(node_packages)" ;;
    *)
      echo "deps.sh: no group '$1'; its head lists them" >&2
      exit 2
      ;;
  esac
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "deps.sh: must install ${missing[*]}, which needs root or sudo" >&2
    exit 1
  fi
}

# Debian starts a service when its package is installed, and prometheus would take its port. Where
# the machine has no policy of its own, ours forbids that for as long as we install.
policy=/usr/sbin/policy-rc.d
policy_is_ours=false
forbid_services() {
  [[ -e $policy ]] && return
  policy_is_ours=true
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}
remove_policy() {
  if $policy_is_ours; then as_root rm -f "$policy"; fi
}

groups=("$@")
((${#groups[@]})) || groups=(build test format)
wanted=()
for group in "${groups[@]}"; do
  # shellcheck disable=SC2207
  list=$(packages_of "$group")
  read -ra names <<<"$list"
  wanted+=("${names[@]}")
done

# One query for all; it fails for names it has never heard of, which are then missing.
installed=$(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' "${wanted[@]}" \
  2>/dev/null | sed -n 's/ installed$//p' || true)
missing=()
for package in $(printf '%s\n' "${wanted[@]}" | sort -u); do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
((${#missing[@]})) || exit 0

echo "deps.sh: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
trap remove_policy EXIT
forbid_services
apt=(env DEBIAN_FRONTEND=noninteractive apt-get --yes --quiet)
# Old package lists may still do; if they do not, the installation says so.
as_root "${apt[@]}" update || echo "deps.sh: package lists not updated; trying those there are" >&2
as_root "${apt[@]}" install --no-install-recommends "${missing[@]}"
