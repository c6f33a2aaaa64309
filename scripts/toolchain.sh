#!/usr/bin/env bash
# Sets up the one compiler (1.85.0), protoc and wasm-opt below $WEIR_CACHE. Idempotent; a second run takes no time.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

RUST_DEB=1.85.0+dfsg3-1~deb12u3
RUST_PACKAGES="rustc-web cargo-web rust-web-src libstd-rust-web-dev libstd-rust-web-1.85 rustfmt-web rust-web-clippy"
LLVM_PACKAGES="libllvm19 lld-19 libpcre3 libhttp-parser2.9 libssh2-1"
TOOL_PACKAGES="protobuf-compiler libprotobuf32 libprotobuf-dev libprotoc32 binaryen"
prefix=$WEIR_CACHE/toolchain
stamp=$prefix/.ready-6

current="starting"
trap 'code=$?; [ $code -eq 0 ] || printf "toolchain.sh: step \"%s\" failed. %s\n" "$current" "${advice:-}" >&2' EXIT
begin() { current=$1 advice=$2; printf '   %s\n' "$1"; }

[ -f "$stamp" ] && { echo "toolchain ready: $(rustc --version)"; exit 0; }
only_one "$WEIR_CACHE/toolchain.lock"
[ -f "$stamp" ] && exit 0
rm -rf "$prefix"; mkdir -p "$prefix/debs"

begin "host tools" "Install gcc g++ make git curl ca-certificates pkg-config dpkg-dev by hand, then run this again."
missing=""
for pair in gcc:gcc g++:g++ make:make git:git curl:curl pkg-config:pkg-config python3:python3; do
  command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair##*:}"
done
[ -d /etc/ssl/certs ] || missing="$missing ca-certificates"
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
[ -n "$(find /var/lib/apt/lists -name '*_Packages*' -mmin -1440 2>/dev/null | head -n 1)" ] || as_root apt-get update -qq
[ -z "$missing" ] || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing

use_rustup=no
if command -v rustup >/dev/null && rustup toolchain list 2>/dev/null | grep -q "^$WEIR_RUST-"; then
  parts=$(rustup --quiet component list --installed --toolchain "$WEIR_RUST" 2>/dev/null || true)
  if grep -q rust-src <<<"$parts" && grep -q rust-std-wasm32v1-none <<<"$parts"; then use_rustup=yes; fi
fi

begin "unpack Debian packages" "Check that apt can reach Debian 12 (bookworm main), then run this again."
wanted=$TOOL_PACKAGES
if [ $use_rustup = no ]; then
  wanted="$wanted $LLVM_PACKAGES"
  for p in $RUST_PACKAGES; do wanted="$wanted $p=$RUST_DEB"; done
fi
fetch_debs() { (cd "$prefix/debs" && apt-get download -qq $wanted); }
fetch_debs || { as_root apt-get update -qq; fetch_debs; }
for deb in "$prefix"/debs/*.deb; do dpkg -x "$deb" "$prefix"; done
rm -rf "$prefix/debs"
source "$WEIR_ROOT/scripts/env.sh"

if [ $use_rustup = no ]; then
  begin "sysroot for wasm32v1-none" "Check that cargo can reach crates.io; remove $prefix and run this again."
  work=$(mktemp -d)
  mkdir -p "$work/src"; echo '#![no_std]' > "$work/src/lib.rs"
  printf '[package]\nname = "sysroot"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' > "$work/Cargo.toml"
  (cd "$work" && RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR="$work/target" \
    cargo build -q --release --target wasm32v1-none -Zbuild-std=core,alloc)
  lib=$prefix/usr/lib/rustlib/wasm32v1-none/lib; mkdir -p "$lib"
  for crate in core alloc compiler_builtins rustc_std_workspace_core; do
    cp "$work"/target/wasm32v1-none/release/deps/lib$crate-*.rlib "$lib"
  done
  rm -rf "$work"
  bin=$prefix/usr/lib/rustlib/x86_64-unknown-linux-gnu/bin; mkdir -p "$bin"
  ln -sf "$prefix/usr/lib/llvm-19/bin/lld" "$bin/rust-lld"
fi
begin "check" "Remove $prefix and run this again."
rustc --version | grep -q "$WEIR_RUST"; "$prefix/usr/bin/protoc" --version >/dev/null; wasm-opt --version >/dev/null
touch "$stamp"
echo "toolchain ready: $(rustc --version), $(protoc --version), $(wasm-opt --version)"
