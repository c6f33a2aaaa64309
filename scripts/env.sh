# Sourced by every other script: where things live, and which compiler is used.
# shellcheck shell=bash
WEIR_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WEIR_CACHE=${WEIR_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/weir}
WEIR_RUST=1.85.0
export WEIR_ROOT WEIR_CACHE WEIR_RUST
export WEIR_BUNDLES=${WEIR_BUNDLES:-$WEIR_CACHE/bundles}
export CARGO_TERM_PROGRESS_WHEN=never
export CARGO_NET_RETRY=10

weir_toolchain=$WEIR_CACHE/toolchain
if [ -x "$weir_toolchain/usr/bin/rustc" ]; then
  # Debian's compiler, unpacked privately by toolchain.sh.
  weir_lib=$weir_toolchain/usr/lib/x86_64-linux-gnu:$weir_toolchain/lib/x86_64-linux-gnu:$weir_toolchain/usr/lib/llvm-19/lib
  case ":${LD_LIBRARY_PATH:-}:" in *":$weir_toolchain/usr/lib/x86_64-linux-gnu:"*) ;; *)
    export PATH=$weir_toolchain/usr/bin:$PATH
    export LD_LIBRARY_PATH=$weir_lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} ;;
  esac
  unset RUSTUP_TOOLCHAIN
elif [ -x "$weir_toolchain/usr/bin/protoc" ]; then
  # rustup's compiler; the tools beside it come from the private prefix.
  export RUSTUP_TOOLCHAIN=$WEIR_RUST
  case ":$PATH:" in *":$weir_toolchain/usr/bin:"*) ;; *)
    export PATH=$PATH:$weir_toolchain/usr/bin
    export LD_LIBRARY_PATH=$weir_toolchain/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} ;;
  esac
fi
if [ -x "$weir_toolchain/usr/bin/protoc" ]; then
  export PROTOC=$weir_toolchain/usr/bin/protoc PROTOC_INCLUDE=$weir_toolchain/usr/include
fi

# step NAME COMMAND…: run it, print how long it took; its failure is the script's.
step() {
  local name=$1 start=$SECONDS; shift
  printf '== %s\n' "$name"
  if "$@"; then printf '== %s: %d s\n' "$name" $((SECONDS - start)); else
    local code=$?; printf '== %s: FAILED after %d s (exit %d)\n' "$name" $((SECONDS - start)) "$code" >&2; return "$code"
  fi
}
# only_one FILE: hold a lock for the rest of the script, so that two runs never write the same cache.
only_one() {
  mkdir -p "$(dirname "$1")"; exec {weir_lock}>"$1"
  flock -n "$weir_lock" || { echo "waiting for another run that holds $(basename "$1")" >&2; flock "$weir_lock"; }
}
# own_target DIR: make a target folder that another clone used last compile this clone's crates again (their
# dependencies stay). cargo knows workspace members by their relative path and the time of their files only,
# so it would take the other clone's crates for this one's.
own_target() {
  mkdir -p "$1"
  [ "$(cat "$1/.weir-root" 2>/dev/null)" != "$WEIR_ROOT" ] || return 0
  local manifest name
  for manifest in "$WEIR_ROOT"/{,*/,suite/attacks/*/,crates/*/,crates/bundle/*/,contracts/*/*/,substrate-node/*/,e2e/*/}Cargo.toml; do
    name=$(sed -n 's/^name = "\(.*\)"$/\1/p;T;q' "$manifest" 2>/dev/null || true)
    [ -z "$name" ] || find "$1" -maxdepth 4 -type d -path "*/.fingerprint/$name-*" -prune -exec rm -rf {} +
  done
  printf %s "$WEIR_ROOT" >"$1/.weir-root"
}
