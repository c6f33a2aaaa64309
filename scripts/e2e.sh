#!/usr/bin/env bash
# The tests against the real node: builds it if need be, then runs e2e/tests, each of which starts and ends its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/env.sh
export CARGO_TARGET_DIR=$WEIR_CACHE/target/root
own_target "$CARGO_TARGET_DIR"
scripts/node.sh build
WEIR_NODE=$(scripts/node.sh path); export WEIR_NODE
# Once, and as scripts/test.sh has built it: each test binary would compile FRAME again for it, with other features.
cargo build --locked --quiet --workspace --exclude weir-e2e --bin weir
WEIR=$CARGO_TARGET_DIR/debug/weir; export WEIR
targets=()
for file in e2e/tests/*.rs; do targets+=(--test "$(basename "$file" .rs)"); done
cargo test --locked --workspace "${targets[@]}"
