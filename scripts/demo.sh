#!/usr/bin/env bash
# Sets up what is missing and runs the UK scheme's compliance years, 2021 to 2023, on the embedded engine. Writes report.html.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/env.sh
step "toolchain" scripts/toolchain.sh
source scripts/env.sh
step "contracts" scripts/build.sh
export CARGO_TARGET_DIR=$WEIR_CACHE/target/root
step "the weir command" cargo build --locked -q --workspace --bin weir
report=${WEIR_REPORT:-$WEIR_CACHE/report.html}
"$CARGO_TARGET_DIR/debug/weir" year --data data/uk-ets --report "$report" "$@"
