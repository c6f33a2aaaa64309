#!/usr/bin/env bash
# Sets up what is missing and runs the UK scheme's compliance years, 2021 to 2023, on the embedded engine. Writes report.html.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/env.sh
step "toolchain" scripts/toolchain.sh
source scripts/env.sh
step "contracts" scripts/build.sh
step "the weir command" scripts/weir --version
report=${WEIR_REPORT:-$WEIR_CACHE/report.html}
scripts/weir year --data data/uk-ets --report "$report" "$@"
