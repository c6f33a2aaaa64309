#!/usr/bin/env bash
# Are the contracts' code hashes those of the source, and of nothing else? Builds this clone and a copy of it, at a path
# of another length with a cache folder of its own, and compares every bundle. Fails on any difference.
# --own-toolchain gives the copy a compiler of its own, too (by copying 0.9 GB), for the sources of `core` lie below it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

own_toolchain=no
case ${1:-} in
  '') ;;
  --own-toolchain) own_toolchain=yes ;;
  *) echo "usage: scripts/reproducible.sh [--own-toolchain]" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy=$work/a-clone-whose-path-is-longer/than-the-first/weir
cache=$work/cache
mkdir -p "$copy" "$cache/target/contracts"

(cd "$WEIR_ROOT" && git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --ignore-failed-read -cf - 2>/dev/null) |
  tar -xf - -C "$copy"
# build.sh also fails when a contract is over its budget; the question here is another, so what there is, is compared.
"$WEIR_ROOT/scripts/build.sh" || echo "build.sh failed: going on with what it built" >&2
cp -a "$WEIR_BUNDLES" "$work/bundles" # another run may write there before the copy is built

if [ $own_toolchain = yes ]; then cp -a "$WEIR_CACHE/toolchain" "$cache/toolchain"; else ln -s "$WEIR_CACHE/toolchain" "$cache/toolchain"; fi
# What runs on this machine need not be compiled again to know what runs on chain: dependencies of the native half come
# along; weir-bundle and the metadata programs are built anew, and everything for the chain is.
cp -a "$WEIR_CACHE/target/contracts/debug" "$cache/target/contracts/debug"

step "the second clone" env -u CARGO_TARGET_DIR WEIR_CACHE="$cache" WEIR_BUNDLES="$cache/bundles" "$copy/scripts/build.sh" >"$work/log" 2>&1 || cat "$work/log" >&2
grep -m 1 'Compiling core ' "$work/log" || { echo "the second clone did not compile core itself: nothing is shown" >&2; exit 1; }

"$WEIR_CACHE/target/contracts/debug/weir-bundle" hashes "$work/bundles" >"$work/first"
"$cache/target/contracts/debug/weir-bundle" hashes "$cache/bundles" >"$work/second"
different=0
while read -r name first; do
  second=$(sed -n "s/^$name //p" "$work/second")
  verdict=same
  if [ "$first" != "$second" ]; then verdict=DIFFERS; different=$((different + 1)); fi
  for end in wasm json contract; do
    [ "$verdict" != same ] || cmp -s "$work/bundles/$name.$end" "$cache/bundles/$name.$end" ||
      { verdict="DIFFERS in .$end"; different=$((different + 1)); }
  done
  printf '%-14s %s %s %s\n' "$name" "$first" "${second:-missing}" "$verdict"
done <"$work/first"
printf '%d bundles compared, %d differ\n' "$(wc -l <"$work/first")" $different
[ $different -eq 0 ]
