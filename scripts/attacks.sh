#!/usr/bin/env bash
# Builds what the laboratory runs: scripts/attacks.sh [smoke|subjects|all|NAME…|bare NAME…]   (docs/guard.md)
# smoke: what crates/attacks/tests/smoke.rs needs. subjects: the small ones alone. all, or none: the contracts with seeded faults, too (minutes, once). NAME: those mutants; behind `bare` without their probes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/env.sh
bash scripts/toolchain.sh >&2
source scripts/env.sh
only_one "$WEIR_CACHE/attacks.lock"
export CARGO_TARGET_DIR=$WEIR_CACHE/target/lab
own_target "$CARGO_TARGET_DIR"
cargo build --locked --quiet --manifest-path suite/attacks/Cargo.toml --package weir-lab
lab=$CARGO_TARGET_DIR/debug/weir-lab
if [ "${1:-all}" = smoke ]; then
  exec "$lab" subjects c14_unrestricted_from c15_exposed_helper c22_stolen_key
fi
if [ "${1:-}" = bare ]; then
  exec "$lab" "$@"
fi
"$lab" subjects
[ "${1:-all}" = subjects ] && exit
if [ "${1:-all}" = all ]; then "$lab" build; else "$lab" build "$@"; fi
"$lab" list >"$WEIR_CACHE/attacks/mutants.tsv"
