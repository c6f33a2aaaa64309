#!/usr/bin/env bash
# The house rules that a machine can see: format, lints, length of files, no paths of a machine, no notes left for later.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/env.sh
export CARGO_TARGET_DIR=$WEIR_CACHE/target/root
own_target "$CARGO_TARGET_DIR"
bad=0
complain() { # TITLE: lines on stdin are offences
  local lines; lines=$(cat); [ -z "$lines" ] && return 0
  printf '%s\n%s\n' "$1" "$lines"; bad=1
}
sources() { git ls-files -- '*.rs' | while read -r f; do [ -f "$f" ] && printf '%s\n' "$f"; done; }

complain "Files over 400 lines:" < <(sources | xargs wc -l | awk '$2 != "total" && $1 > 400 { print "  " $2 ": " $1 }')
complain "Stubs and skipped tests:" < <(git grep -nE '\b(todo|unimplemented)!\(|#\[ignore|assert!\(true\)' -- '*.rs')
complain "Notes left for later:" < <(git grep -nE '\b(TODO|FIXME|XXX|HACK)\b' -- '*.rs' '*.sh' '*.md' ':!scripts/lint.sh')
complain "Paths of a machine:" < <(git grep -nE '(/work/|/root/|/home/[a-z]+/)' -- . ':!*.lock' ':!scripts/lint.sh')
for workspace in . substrate-node suite suite/attacks e2e/ink_e2e; do
  [ -f $workspace/Cargo.toml ] || { echo "$workspace/Cargo.toml is missing"; bad=1; continue; }
  cargo fmt --manifest-path $workspace/Cargo.toml --all --check >/dev/null 2>&1 || { echo "not formatted: $workspace (cargo fmt --all)"; bad=1; }
done
# What goes on chain is held to checked arithmetic; its tests, which overflow with a panic, are not.
plain="-A clippy::arithmetic_side_effects -A clippy::cast_possible_truncation -A clippy::cast_possible_wrap -A clippy::cast_sign_loss"
cargo clippy --locked -q --workspace -- -D warnings || bad=1
# shellcheck disable=SC2086
cargo clippy --locked -q --workspace --all-targets -- -D warnings $plain || bad=1
[ $bad -eq 0 ] && echo "clean"
exit $bad
