#!/usr/bin/env bash
# Runs the one ink_e2e test against Weir's node, started here on a free port and stopped whatever happens.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/env.sh
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
trap '"$WEIR_ROOT"/scripts/node.sh stop --port "$port"' EXIT
scripts/node.sh start --port "$port"
# ink_e2e's macro takes the address in when it is compiled, and cargo does not know: with another port it must be compiled again.
touch e2e/ink_e2e/lib.rs
cd e2e/ink_e2e # where .cargo/config.toml is
CONTRACTS_NODE_URL=ws://127.0.0.1:$port cargo test --locked --features e2e-tests
