#!/usr/bin/env bash
# Formatting and static analysis.
#
#   scripts/lint.sh format            is every tracked C++ file as clang-format leaves it?
#   scripts/lint.sh tidy [<commit>]   clang-tidy on what changed since <commit>, by default since
#                                     origin/main, or the commit before if there is none
#   scripts/lint.sh tidy --all        clang-tidy on everything; 3 to 13 seconds a file
#   scripts/lint.sh                   format, then tidy
set -euo pipefail
cd "$(dirname "$0")/.."

check_format() {
  git ls-files -z -- '*.cc' '*.h' | xargs -0 -r clang-format-14 --dry-run --Werror
}

# Files that differ from a commit, whether or not they are committed yet.
changed_since() {
  git diff --name-only --diff-filter=d -z "$1" -- '*.cc' '*.h'
  git ls-files -z --others --exclude-standard -- '*.cc' '*.h'
}

default_base() {
  local base
  for base in origin/main HEAD~1; do
    # The point where this branch left it, so that what others did since is not ours to lint.
    if git merge-base "$base" HEAD 2>/dev/null; then return; fi
  done
  echo "lint.sh: no origin/main and no earlier commit; name a commit or --all" >&2
  return 1
}

# A header is read by way of a source that includes it: its own if there is one, or else any.
source_of() {
  local file=$1 own name
  if [[ $file == *.cc ]]; then
    echo "$file"
    return
  fi
  own=${file%.h}.cc
  if [[ -e $own ]]; then
    echo "$own"
    return
  fi
  name=${file#*/}
  git grep -l --untracked --fixed-strings "#include \"$name\"" -- '*.cc' | head -n 1 || true
}

check_tidy() {
  local base file
  if [[ ! -e build/dev/compile_commands.json ]]; then
    echo "lint.sh: no build/dev/compile_commands.json; run cmake --preset dev first" >&2
    return 1
  fi
  local -a files
  if [[ ${1:-} == --all ]]; then
    mapfile -t files < <(git ls-files -- '*.cc')
  else
    base=${1:-$(default_base)}
    mapfile -t files < <(changed_since "$base" | while IFS= read -r -d '' file; do
      source_of "$file"
    done | sort -u)
  fi
  # What no target compiles (snippets that must not compile, builds of their own) cannot be read.
  local -a known=()
  for file in "${files[@]}"; do
    if grep -qF "\"$PWD/$file\"" build/dev/compile_commands.json; then known+=("$file"); fi
  done
  echo "clang-tidy: ${#known[@]} of ${#files[@]} files are built by preset dev"
  ((${#known[@]})) || return 0
  # It also counts the warnings that it does not show, those of other people's headers.
  printf '%s\0' "${known[@]}" |
    xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 --quiet -p build/dev \
      2> >(grep -vE '^[0-9]+ warnings? generated\.$' >&2)
}

case ${1:-both} in
  format) check_format ;;
  tidy) check_tidy "${2:-}" ;;
  both)
    check_format
    check_tidy
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
