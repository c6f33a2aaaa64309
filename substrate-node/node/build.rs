//! Builds the wasm runtime that the chain specifications carry.

use std::path::PathBuf;
use substrate_wasm_builder::WasmBuilder;

fn main() {
    let workspace = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it; qed")).join("..");
    // The builder compares paths as cargo writes them.
    let workspace = workspace.canonicalize().expect("the workspace is there; qed");
    // The builder looks for the lock above its output, and the target folder lies elsewhere.
    std::env::set_var("WASM_BUILD_WORKSPACE_HINT", &workspace);
    WasmBuilder::new()
        .with_project(workspace.join("runtime").join("Cargo.toml"))
        .expect("the runtime lies beside the node; qed")
        .export_heap_base()
        .import_memory()
        .build();
}
