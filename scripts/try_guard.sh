#!/usr/bin/env bash
# The newcomer's page of docs/guard.md, tried on public contracts: scripts/try_guard.sh FOLDER
# FOLDER is a checkout of use-ink/ink-examples (GitHub) at c72b4cb (ink! 5.1, public domain); dns and multisig are built
# from it as scripts/build.sh builds contracts, and crates/cli/tests/newcomer.rs follows the page with them.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
[ $# -eq 1 ] && [ -f "$1/dns/lib.rs" ] || { sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
from=$(cd "$1" && pwd) token=$WEIR_ROOT/crates/bundle/psp22-token work=$WEIR_CACHE/try
bash "$WEIR_ROOT/scripts/build.sh" psp22_token # also makes weir-bundle
only_one "$WEIR_CACHE/build.lock"
export CARGO_TARGET_DIR=$WEIR_CACHE/target/try
flags=(
  -Clinker-plugin-lto -Clink-arg=-zstack-size=65536 -Clink-arg=--import-memory -Ctarget-cpu=mvp
  -Zlocation-detail=none -Zfmt-debug=none
)
for name in dns multisig; do
  folder=$work/$name
  mkdir -p "$folder/examples"
  cp "$from/$name/lib.rs" "$token/Cargo.lock" "$folder/"
  # The example's own manifest asks for no metadata program and no profile; all else is as there.
  sed -e "s/psp22_token/$name/; s/^description = .*/description = \"$name of ink-examples\"/" \
    -e "s/Apache-2.0/Unlicense/; /^psp22 =/d; s/, \"psp22\/std\"//; s/^\[features\]/&\nink-as-dependency = []/" \
    "$token/Cargo.toml" >"$folder/Cargo.toml"
  sed "s/psp22_token/$name/" "$token/examples/metadata-psp22_token.rs" >"$folder/examples/metadata-$name.rs"
  (
    cd "$folder"
    printf '== %s\n' "$name"
    env RUSTC_BOOTSTRAP=1 CARGO_ENCODED_RUSTFLAGS="$(IFS=$'\x1f'; printf %s "${flags[*]}")" \
      cargo rustc --message-format=json-render-diagnostics --lib --crate-type cdylib --no-default-features \
      --profile contract --target wasm32-unknown-unknown -Zbuild-std=core,alloc \
      -Zbuild-std-features=panic_immediate_abort >chain.log
    env CARGO_PROFILE_DEV_OPT_LEVEL=0 cargo build --message-format=json-render-diagnostics --examples >host.log
    "$WEIR_CACHE/target/contracts/debug/weir-bundle" build --out "$work/bundles" --work "$work" \
      --wasm-opt "$WEIR_CACHE/toolchain/usr/bin/wasm-opt" --project Cargo.toml --log chain.log --log host.log "$name"
  )
done
export CARGO_TARGET_DIR=$WEIR_CACHE/target/root WEIR_TRY=$work/bundles
own_target "$CARGO_TARGET_DIR"
cd "$WEIR_ROOT"
cargo test --locked --workspace --exclude weir-e2e --features weir/try --test newcomer -- --nocapture --test-threads 1
