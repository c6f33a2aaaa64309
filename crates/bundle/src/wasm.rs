//! What happens to the Wasm itself, before and after `wasm-opt`.

use anyhow::{bail, ensure, Context, Result};
use wasm_encoder::{EntityType, ExportKind, ExportSection, ImportSection, Module, RawSection};
use wasmparser::{ExternalKind, Import, Parser, Payload, TypeRef, ValType, Validator, WasmFeatures};

use crate::host;

/// The most memory a contract may ask for, in pages of 64 KiB: `Limits::memory_pages` of pallet-contracts' schedule.
pub const MEMORY_PAGES: u64 = 16;

/// The only functions a contract may export.
const ENTRY_POINTS: [&str; 2] = ["call", "deploy"];

/// What wasmi accepts as pallet-contracts configures it (31..40.1): the MVP without floats, and sign extension.
const ON_CHAIN: WasmFeatures = WasmFeatures::SIGN_EXTENSION.union(WasmFeatures::GC_TYPES);

/// What the compiler may hand over: code that nothing reaches, and `wasm-opt` drops, may still hold floats.
const FROM_COMPILER: WasmFeatures = ON_CHAIN.union(WasmFeatures::FLOATS).union(WasmFeatures::MUTABLE_GLOBAL);

/// Removes custom sections and every export but `call` and `deploy`, so that `wasm-opt` finds what is unreachable, and
/// writes the upper bound of [`MEMORY_PAGES`] into the imported memory that has none.
///
/// # Errors
/// Malformed Wasm; a start section; memory of its own instead of an imported one; more memory than a chain allows;
/// an import that is neither a function nor the memory.
pub fn strip(raw: &[u8]) -> Result<Vec<u8>> {
    reduce(raw, |_| false)
}

/// As [`strip`], but keeps the custom sections of these names.
///
/// # Errors
/// As [`strip`].
pub fn reduce(raw: &[u8], keep: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    Validator::new_with_features(FROM_COMPILER).validate_all(raw).context("the compiler's output is not valid Wasm")?;
    let mut module = Module::new();
    let mut has_memory = false;
    for payload in Parser::new(0).parse_all(raw) {
        let payload = payload?;
        match &payload {
            Payload::CustomSection(section) if !keep(section.name()) => continue,
            Payload::StartSection { .. } => bail!("a start section, which pallet-contracts refuses"),
            Payload::MemorySection(_) => bail!("memory of its own: it was linked without --import-memory"),
            Payload::ImportSection(reader) => {
                let mut imports = ImportSection::new();
                for import in reader.clone().into_imports() {
                    let import = import?;
                    has_memory |= matches!(import.ty, TypeRef::Memory(_));
                    imports.import(import.module, import.name, bounded(&import)?);
                }
                module.section(&imports);
                continue;
            }
            Payload::ExportSection(reader) => {
                let mut exports = ExportSection::new();
                for export in reader.clone() {
                    let export = export?;
                    if export.kind == ExternalKind::Func && ENTRY_POINTS.contains(&export.name) {
                        exports.export(export.name, ExportKind::Func, export.index);
                    }
                }
                module.section(&exports);
                continue;
            }
            _ => {}
        }
        if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            module.section(&RawSection { id, data: &raw[range] });
        }
    }
    ensure!(has_memory, "no memory is imported: it was linked without --import-memory");
    Ok(module.finish())
}

/// The module without its custom sections, every other byte as it was.
///
/// # Errors
/// Malformed Wasm.
pub fn without_custom(code: &[u8]) -> Result<Vec<u8>> {
    let (mut kept, mut from) = (Vec::new(), 0);
    for payload in Parser::new(0).parse_all(code) {
        // A section's own bytes begin behind its number and its length; what follows it begins where it ends.
        let payload = payload?;
        let Some((_, range)) = payload.as_section() else { continue };
        let end = usize::try_from(range.end)?;
        match payload {
            Payload::CustomSection(_) => {}
            _ => kept.extend_from_slice(code.get(from.max(8)..end).context("a section beyond the end")?),
        }
        from = end;
    }
    let header = code.get(..8).context("no module")?;
    Ok([header, &kept].concat())
}

/// The import as it goes into the stripped module.
fn bounded(import: &Import<'_>) -> Result<EntityType> {
    match import.ty {
        TypeRef::Func(index) => Ok(EntityType::Function(index)),
        TypeRef::Memory(memory) => {
            let wanted = memory.maximum.unwrap_or(MEMORY_PAGES).max(memory.initial);
            ensure!(wanted <= MEMORY_PAGES, "{wanted} pages of memory are asked for, {MEMORY_PAGES} are allowed");
            Ok(EntityType::Memory(wasm_encoder::MemoryType {
                minimum: memory.initial,
                maximum: Some(wanted),
                memory64: false,
                shared: false,
                page_size_log2: None,
            }))
        }
        other => {
            bail!("{}.{} is imported as {other:?}: only functions and the memory may be", import.module, import.name)
        }
    }
}

/// Refuses what pallet-contracts would refuse on upload, so that it is learnt here and by name.
///
/// # Errors
/// Invalid Wasm or an instruction outside [`ON_CHAIN`], floats above all; a start section; an import outside the stable
/// interface ([`host::is_stable`]); no bounded imported memory; other exports than `call` and `deploy`, one of them
/// missing, or one with a wrong signature.
pub fn check(code: &[u8]) -> Result<()> {
    let mut validator = Validator::new_with_features(ON_CHAIN);
    let types = validator.validate_all(code).context("pallet-contracts would refuse this code")?;
    let types = types.as_ref();
    let mut memory = None;
    let mut exported = Vec::new();
    let mut unknown = Vec::new();
    for payload in Parser::new(0).parse_all(code) {
        match payload? {
            Payload::StartSection { .. } => bail!("a start section, which pallet-contracts refuses"),
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    let import = import?;
                    match import.ty {
                        TypeRef::Memory(limits) if (import.module, import.name) == ("env", "memory") => {
                            memory = Some(limits.maximum);
                        }
                        TypeRef::Func(_) if host::is_stable(import.module, import.name) => {}
                        _ => unknown.push(format!("{}.{}", import.module, import.name)),
                    }
                }
            }
            Payload::ExportSection(reader) => {
                for export in reader {
                    let export = export?;
                    ensure!(
                        export.kind == ExternalKind::Func && ENTRY_POINTS.contains(&export.name),
                        "`{}` is exported: only `call` and `deploy` may be",
                        export.name
                    );
                    let signature = types.get(types.core_function_at(export.index)).context("no such function")?;
                    let signature = signature.unwrap_func();
                    ensure!(
                        signature.params().is_empty() && matches!(signature.results(), [] | [ValType::I32]),
                        "`{}` takes arguments or answers with more than a number",
                        export.name
                    );
                    exported.push(export.name);
                }
            }
            _ => {}
        }
    }
    ensure!(unknown.is_empty(), "not in the stable interface of pallet-contracts: {}", unknown.join(", "));
    match memory {
        None => bail!("no memory `env.memory` is imported"),
        Some(Some(pages)) if pages <= MEMORY_PAGES => {}
        Some(_) => bail!("the imported memory has no bound of at most {MEMORY_PAGES} pages"),
    }
    for name in ENTRY_POINTS {
        ensure!(exported.contains(&name), "`{name}` is not exported");
    }
    Ok(())
}
