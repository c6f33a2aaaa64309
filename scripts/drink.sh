#!/usr/bin/env bash
# Runs the contracts' tests on drink: scripts/drink.sh [argument of cargo test…]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
export CARGO_TARGET_DIR=$WEIR_CACHE/target/frame32
own_target "$CARGO_TARGET_DIR"
exec cargo test --locked --manifest-path "$WEIR_ROOT/suite/Cargo.toml" "$@"
