#!/usr/bin/env bash
# Sets up what is missing and runs every test; `fast` leaves out what needs the node.
# Prints the time of each stage; the last line is the counts. A stage that fails or does not run is a failure.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
source scripts/env.sh
what=${1:-all}
case $what in fast | all) ;; *) echo "usage: scripts/test.sh [fast|all]" >&2; exit 2 ;; esac

passed=0 failed=0 logs=$WEIR_CACHE/log/$$
times="" begun=$SECONDS
mkdir -p "$logs"
export CARGO_TARGET_DIR=$WEIR_CACHE/target/root
own_target "$CARGO_TARGET_DIR"

# stage NAME COMMAND…: its `test result:` lines are added up; a stage without any counts as one test.
stage() {
  local name=$1 start=$SECONDS log code ok bad; shift
  log=$logs/${name// /-}.log
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$log"; code=${PIPESTATUS[0]}
  ok=$(awk '/^test result:/ { n += $4 } END { print n + 0 }' "$log")
  bad=$(awk '/^test result:/ { n += $6 } END { print n + 0 }' "$log")
  [ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  [ $((ok + bad)) -gt 0 ] || ok=1
  passed=$((passed + ok)) failed=$((failed + bad))
  times+=$(printf '%6d s  %5d passed  %3d failed  %s' $((SECONDS - start)) "$ok" "$bad" "$name")$'\n'
  if [ "$bad" -gt 0 ]; then printf '== %s: FAILED (exit %d)\n' "$name" "$code"; return 1; fi
  printf '== %s: %d s\n' "$name" $((SECONDS - start))
}
finish() {
  rm -rf "$logs"
  printf '\n%s%6d s  in all\n\n' "$times" $((SECONDS - begun))
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]; exit
}

# in_target FOLDER COMMAND…: with another target folder of the cache than the root workspace's.
in_target() {
  export CARGO_TARGET_DIR=$WEIR_CACHE/target/$1; shift
  own_target "$CARGO_TARGET_DIR"
  "$@"
}

# What all else stands on: no use going on without it.
stage "toolchain" scripts/toolchain.sh || finish
source scripts/env.sh
stage "contracts" scripts/build.sh || finish
stage "subjects of the laboratory" scripts/attacks.sh smoke

# The root workspace is always built whole: with packages named one by one, features differ and FRAME is compiled again.
stage "rules, contracts, client, command" cargo test --locked --workspace --exclude weir-e2e --lib --bins --tests
stage "gas snapshot" "$CARGO_TARGET_DIR/debug/weir" gas --check
# Tests by example run on the plain contracts and on guarded builds of them beside: no answer, event or stored byte may differ.
# The long ones, of random sequences and whole years, run on the plain ones; `weir guard equivalence` takes them all.
long=(auction_sequences exchange_random settlement_random years) short=()
for file in suite/tests/*.rs; do
  name=$(basename "$file" .rs)
  case " ${long[*]} " in *" $name "*) ;; *) short+=("--test=$name") ;; esac
done
if [ "$what" = all ]; then
  stage "suite on drink, plain and guarded" "$CARGO_TARGET_DIR/debug/weir" guard equivalence -- --lib "${short[@]}"
  stage "suite on drink, long" scripts/drink.sh "${long[@]/#/--test=}"
else
  stage "suite on drink" scripts/drink.sh
fi
stage "seeded faults" in_target lab cargo test --locked --manifest-path suite/attacks/Cargo.toml --package weir-lab
stage "house rules" scripts/lint.sh
stage "reproducible code" scripts/reproducible.sh
if [ "$what" = all ]; then
  stage "node" scripts/node.sh build
  stage "node, its own tests" in_target host cargo test --locked --manifest-path substrate-node/Cargo.toml
  stage "end to end" scripts/e2e.sh
  stage "ink_e2e" in_target frame32 e2e/ink_e2e/run.sh
fi
finish
