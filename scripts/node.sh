#!/usr/bin/env bash
# Builds and runs the development node.
#   node.sh build                      make the binary, unless one of these very sources is there
#   node.sh path                       print where it is
#   node.sh start [--port N] [-- …]    build if need be, start `weir-node --dev`, wait until its RPC answers
#   node.sh stop [--port N]            stop it
#   node.sh status [--port N]          0 if it runs, 3 if not
# The port is 9944 if not said. What follows `--` goes to the node. Its log and pid lie in $WEIR_CACHE/run/<port>/.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$WEIR_ROOT"

START_LIMIT=60 # seconds until the RPC must answer
STOP_LIMIT=15  # seconds until a node that was asked to stop is killed

die() { printf 'node.sh: %s\n' "$*" >&2; exit 1; }
usage() { sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }

# One name for one content: the compiler, and every file below substrate-node/ that git knows or would add and the binary is made of.
content() {
  local file
  printf 'rust %s\n' "$WEIR_RUST"
  git ls-files -z --cached --others --exclude-standard -- substrate-node ':!*.md' ':!substrate-node/*/tests' | sort -zu | while IFS= read -r -d '' file; do
    if [ -f "$file" ]; then printf '%s %s\n' "$file" "$(sha256sum <"$file")"; fi
  done
}
binary() {
  local hash
  hash=$(content | sha256sum) || die "git cannot list the files below substrate-node/"
  printf '%s/node/%s/weir-node\n' "$WEIR_CACHE" "${hash:0:16}"
}

build() {
  local target=$1
  [ -x "$target" ] && return
  command -v rustc >/dev/null || die "there is no compiler: run scripts/toolchain.sh"
  only_one "$WEIR_CACHE/node.lock"
  [ -x "$target" ] && return
  export CARGO_TARGET_DIR=$WEIR_CACHE/target/host
  own_target "$CARGO_TARGET_DIR"
  cargo build --locked --quiet --manifest-path substrate-node/Cargo.toml -p weir-node || die "the node does not compile"
  mkdir -p "$(dirname "$target")" && cp "$CARGO_TARGET_DIR/debug/weir-node" "$target.part" && mv "$target.part" "$target" \
    || die "the binary could not be stored as $target"
}

# The pid of the node at this port, if it runs.
running() {
  local pid
  pid=$(cat "$run/pid" 2>/dev/null) || return 1
  [ "$(ps -p "$pid" -o comm= 2>/dev/null)" = weir-node ] && printf '%s\n' "$pid"
}
rpc() { # METHOD: the answer, or failure
  curl -sf -m 2 -H 'Content-Type: application/json' -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":[]}" "http://127.0.0.1:$port"
}

start() {
  local pid begun waited
  if pid=$(running); then printf 'already running: port %s, pid %s\n' "$port" "$pid"; return; fi
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then die "port $port is taken by another process"; fi
  # In a shell of its own, so that the node does not inherit the lock.
  [ -x "$binary" ] || (step "node" build "$binary")
  [ -x "$binary" ] || die "the node could not be built"
  mkdir -p "$run"
  begun=$(date +%s%N)
  setsid "$binary" --dev --rpc-port "$port" "$@" </dev/null >"$run/log" 2>&1 &
  pid=$!
  printf '%s\n' "$pid" >"$run/pid"
  while ! rpc system_health >/dev/null; do
    kill -0 "$pid" 2>/dev/null || die "the node stopped at once: $(grep -v '^$' "$run/log" | tail -n 1) (log: $run/log)"
    waited=$((($(date +%s%N) - begun) / 1000000))
    [ $waited -lt $((START_LIMIT * 1000)) ] || { kill "$pid"; die "no answer on port $port within $START_LIMIT s (log: $run/log)"; }
    sleep 0.1
  done
  waited=$((($(date +%s%N) - begun) / 1000000))
  printf 'running: ws://127.0.0.1:%s, pid %s, RPC answered after %d.%03d s, log %s\n' "$port" "$pid" $((waited / 1000)) $((waited % 1000)) "$run/log"
}

stop() {
  local pid i
  pid=$(running) || { echo "not running: port $port"; rm -f "$run/pid"; return; }
  kill "$pid"
  for ((i = 0; i < STOP_LIMIT * 10; i++)); do running >/dev/null || break; sleep 0.1; done
  if running >/dev/null; then kill -9 "$pid"; fi
  rm -f "$run/pid"
  echo "stopped: port $port"
}

status() {
  local pid
  pid=$(running) || { echo "not running: port $port"; exit 3; }
  rpc system_health >/dev/null || { echo "not answering: port $port, pid $pid"; exit 3; }
  printf 'running: ws://127.0.0.1:%s, pid %s\n' "$port" "$pid"
}

command=${1:-}; shift || true
port=9944
while [ $# -gt 0 ]; do
  case $1 in
    --port) port=${2:-}; shift 2 || usage ;;
    --) shift; break ;;
    *) usage ;;
  esac
done
[[ $port =~ ^[0-9]+$ ]] && [ "$port" -gt 0 ] && [ "$port" -lt 65536 ] || die "not a port: $port"
run=$WEIR_CACHE/run/$port
case $command in
  build) binary=$(binary); (build "$binary"); echo "$binary" ;;
  path) binary ;;
  start) binary=$(binary); start "$@" ;;
  stop) stop ;;
  status) status ;;
  *) usage ;;
esac
