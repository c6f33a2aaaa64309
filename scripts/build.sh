#!/usr/bin/env bash
# Builds contracts: scripts/build.sh [--debug] [contract…]
# All of them without a name; docs/adr/0002-contract-build.md says why so.
# Writes <name>.contract, <name>.wasm and <name>.json into $WEIR_BUNDLES and prints their sizes.
# With --debug into $WEIR_BUNDLES/debug, and beside each: <name>.debug.wasm, the same code with names and source lines,
# and <name>.names.wasm, the released code with names. For `weir guard show --debug`. Code with lines is 6 % larger.
# Fails if one does not compile, would be refused by the chain, or is over its budget; says which, and bundles the others.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

TOKEN=psp22_token # the yardstick: a workspace of its own, see its Cargo.toml
token_manifest=$WEIR_ROOT/crates/bundle/psp22-token/Cargo.toml
root_manifest=$WEIR_ROOT/Cargo.toml

known=()
for manifest in "$WEIR_ROOT"/contracts/*/*/Cargo.toml; do
  known+=("$(sed -n 's/^name = "\(.*\)"$/\1/p;T;q' "$manifest")")
done
known+=("$TOKEN")
debug=''
if [ "${1:-}" = --debug ]; then debug=--debug; shift; fi
wanted=("$@")
[ $# -gt 0 ] || wanted=("${known[@]}")
suite=() token=()
for name in "${wanted[@]}"; do
  case " ${known[*]} " in *" $name "*) ;; *)
    printf 'build.sh: no contract `%s`. There are: %s\n' "$name" "${known[*]}" >&2; exit 2 ;;
  esac
  if [ "$name" = "$TOKEN" ]; then token=("$name"); else suite+=("$name"); fi
done

bash "$WEIR_ROOT/scripts/toolchain.sh" >&2
source "$WEIR_ROOT/scripts/env.sh"
only_one "$WEIR_CACHE/build.lock"
# Its own target folder, for the native half too: no waiting for, and no rebuilding after, other builds of the root workspace.
export CARGO_TARGET_DIR=$WEIR_CACHE/target/contracts
own_target "$CARGO_TARGET_DIR"
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# What cargo-contract passes; then what a panic that aborts at once cannot show: places in the source (which would bring
# paths of this machine into the code) and `{:?}`.
chain_flags=(
  -Clinker-plugin-lto -Clink-arg=-zstack-size=65536 -Clink-arg=--import-memory -Ctarget-cpu=mvp
  -Zlocation-detail=none -Zfmt-debug=none
)
bundles=$WEIR_BUNDLES work=$CARGO_TARGET_DIR/bundles chain_target=$CARGO_TARGET_DIR
if [ -n "$debug" ]; then
  # Lines are no code: what rustc writes is the same but for the sections that hold them. Paths of this machine stay out.
  chain_flags+=(-Cdebuginfo=line-tables-only -Cstrip=none "--remap-path-prefix=$WEIR_ROOT/="
    "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
    "--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=rust")
  bundles=$WEIR_BUNDLES/debug work=$CARGO_TARGET_DIR/bundles-debug chain_target=$WEIR_CACHE/target/contracts-debug
  own_target "$chain_target"
fi
# for_chain MANIFEST LOG PACKAGE…
# `cargo rustc --crate-type cdylib`, one contract after the other: in a library that is also an rlib, as contracts are
# for their callers, cargo quietly leaves out `-C lto`, and the code is an eighth larger. What they share is built once.
for_chain() {
  local manifest=$1 log=$2 package code=0; shift 2
  for package in "$@"; do
    printf '   %s\n' "$package"
    (cd "$(dirname "$manifest")" && RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$chain_target \
      CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf %s "${chain_flags[*]}") \
      cargo rustc --locked --message-format=json-render-diagnostics --package="$package" --lib --crate-type cdylib \
      --no-default-features --profile contract --target wasm32-unknown-unknown \
      -Zbuild-std=core,alloc -Zbuild-std-features=panic_immediate_abort >>"$logs/$log") || code=1
  done
  return $code
}
# for_host MANIFEST LOG ARGUMENT…   Compiled quickly rather than well: each program runs once for a moment.
for_host() {
  local manifest=$1 log=$2; shift 2
  (cd "$(dirname "$manifest")" && CARGO_PROFILE_DEV_OPT_LEVEL=0 \
    cargo build --locked --keep-going --message-format=json-render-diagnostics "$@" >"$logs/$log")
}

bundler=$CARGO_TARGET_DIR/debug/weir-bundle
step "weir-bundle" for_host "$root_manifest" bundler --package=weir-bundle
broken=0
if [ ${#suite[@]} -gt 0 ]; then
  step "contracts" for_chain "$root_manifest" chain "${suite[@]}" || broken=1
  step "metadata" for_host "$root_manifest" host "${suite[@]/#/--package=}" --examples || broken=1
fi
if [ ${#token[@]} -gt 0 ]; then
  step "$TOKEN" for_chain "$token_manifest" token-chain "$TOKEN" || broken=1
  step "$TOKEN metadata" for_host "$token_manifest" token-host --examples || broken=1
fi

arguments=(--project "$root_manifest" --project "$token_manifest")
for log in "$logs"/*; do arguments+=(--log "$log"); done
# shellcheck disable=SC2086
"$bundler" build $debug --out "$bundles" --work "$work" \
  --wasm-opt "$WEIR_CACHE/toolchain/usr/bin/wasm-opt" "${arguments[@]}" "${suite[@]}" "${token[@]}"
exit $broken
