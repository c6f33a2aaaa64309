//! Reading: what pallet-contracts checks on upload is checked here, by name.

use super::{
    index, Function, Import, Module, Names, Sections, Segment, Signature, MARK, MAX_DEPTH, MAX_OPS, MEMORY_PAGES,
};
use crate::{
    error::{Error, Result},
    host,
};
use std::ops::Range;
use wasm_encoder::EntityType;
use wasmparser::{
    Data, DataKind, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody, Operator, Parser, Payload,
    TypeRef, ValType, Validator, WasmFeatures,
};

/// What wasmi accepts as pallet-contracts configures it (31..40.1): the MVP without floats, and sign extension.
const ON_CHAIN: WasmFeatures = WasmFeatures::SIGN_EXTENSION.union(WasmFeatures::GC_TYPES);

pub(super) fn read(bytes: &[u8], marked: bool) -> Result<Module<'_>> {
    // The shape first: these errors are clearer than the validator's.
    let mut started = false;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::CustomSection(section) if section.name() == MARK && !marked => return Err(Error::AlreadyGuarded),
            Payload::StartSection { .. } => started = true,
            _ => {}
        }
    }
    if started {
        return Err(Error::Start);
    }
    Validator::new_with_features(ON_CHAIN).validate_all(bytes)?;

    let mut module = Module {
        bytes,
        types: Vec::new(),
        imports: Vec::new(),
        functions: Vec::new(),
        globals: 0,
        call: u32::MAX,
        deploy: u32::MAX,
        segments: Vec::new(),
        data: Vec::new(),
        names: Names::within(bytes),
        sections: Sections::default(),
    };
    let mut declared = Vec::new();
    let mut has_memory = false;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        let raw = payload.as_section().and_then(|(_, range)| bytes.get(range.start as usize..range.end as usize));
        match payload {
            Payload::TypeSection(reader) => {
                module.sections.types = raw;
                for ty in reader.into_iter_err_on_gc_types() {
                    module.types.push(signature(&ty?));
                }
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    has_memory |= add_import(&mut module, import?)?;
                }
            }
            Payload::FunctionSection(reader) => {
                for ty in reader {
                    declared.push(ty?);
                }
            }
            Payload::TableSection(_) => module.sections.table = raw,
            Payload::MemorySection(reader) if reader.count() > 0 => {
                return Err(Error::Memory("it is the module's own; pallet-contracts wants it imported".into()));
            }
            Payload::GlobalSection(reader) => {
                module.globals = reader.count();
                module.sections.globals = raw;
            }
            Payload::ExportSection(reader) => {
                for export in reader {
                    let export = export?;
                    match (export.kind, export.name) {
                        (ExternalKind::Func, "call") => module.call = export.index,
                        (ExternalKind::Func, "deploy") => module.deploy = export.index,
                        (_, name) => return Err(Error::Exports(format!("`{name}`: only `call` and `deploy` may be"))),
                    }
                }
            }
            Payload::ElementSection(reader) => {
                for element in reader {
                    module.segments.push(segment(element?, bytes)?);
                }
            }
            Payload::CodeSectionEntry(body) => {
                let at = module.functions.len();
                let ty = declared.get(at).copied().unwrap_or(0);
                let number = module.imported() + index(at);
                module.functions.push(function(ty, number, &body)?);
            }
            Payload::DataSection(reader) => {
                module.sections.data = raw;
                for segment in reader {
                    module.data.extend(filled(&segment?));
                }
            }
            _ => {}
        }
    }
    if !has_memory {
        return Err(Error::Memory("none is imported".into()));
    }
    for (name, function) in [("call", module.call), ("deploy", module.deploy)] {
        if function == u32::MAX {
            return Err(Error::Exports(format!("`{name}` is missing")));
        }
        let signature = module.signature(function);
        if !signature.params.is_empty() || !matches!(signature.results.as_slice(), [] | [ValType::I32]) {
            return Err(Error::Exports(format!("`{name}` has parameters, or answers with more than a number")));
        }
        // A build that is stripped of names still exports these two.
        module.names.or_else(function, name);
    }
    Ok(module)
}

fn signature(ty: &FuncType) -> Signature {
    Signature { params: ty.params().to_vec(), results: ty.results().to_vec() }
}

/// Adds an import; says whether it was the memory.
fn add_import<'a>(module: &mut Module<'a>, import: wasmparser::Import<'a>) -> Result<bool> {
    let name = || format!("{}.{}", import.module, import.name);
    match import.ty {
        TypeRef::Func(ty) => {
            let host = host::find(import.module, import.name).ok_or_else(|| Error::UnknownImport(name()))?;
            let wanted = |letter| if letter == 'i' { ValType::I32 } else { ValType::I64 };
            let signature = module.types.get(ty as usize).ok_or_else(|| Error::UnknownImport(name()))?;
            if !signature.params.iter().copied().eq(host.parameters.chars().map(wanted))
                || !signature.results.iter().copied().eq(host.result.map(wanted))
            {
                return Err(Error::UnknownImport(format!("{} with this signature", name())));
            }
            module.imports.push(Import { host, ty });
            module.sections.imports.push((import.module, import.name, EntityType::Function(ty)));
            Ok(false)
        }
        TypeRef::Memory(memory) if (import.module, import.name) == ("env", "memory") => {
            if memory.initial == 0 {
                return Err(Error::Memory(
                    "it starts with no page, so that a refusal has no room for its answer".into(),
                ));
            }
            if memory.maximum.unwrap_or(MEMORY_PAGES).max(memory.initial) > MEMORY_PAGES {
                return Err(Error::Memory(format!("more than {MEMORY_PAGES} pages are asked for")));
            }
            let kept = wasm_encoder::MemoryType {
                minimum: memory.initial,
                maximum: memory.maximum,
                memory64: false,
                shared: false,
                page_size_log2: None,
            };
            module.sections.imports.push((import.module, import.name, EntityType::Memory(kept)));
            Ok(true)
        }
        _ => Err(Error::UnknownImport(name())),
    }
}

/// The addresses a data segment fills. One whose place is a global's is left out: contracts import no globals.
fn filled(segment: &Data<'_>) -> Option<Range<u32>> {
    let DataKind::Active { offset_expr, .. } = &segment.kind else { return None };
    match offset_expr.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => {
            Some(value as u32..(value as u32).saturating_add(index(segment.data.len())))
        }
        _ => None,
    }
}

fn segment(element: wasmparser::Element<'_>, bytes: &[u8]) -> Result<Segment> {
    let ElementKind::Active { offset_expr, .. } = element.kind else {
        return Err(Error::Malformed("a table segment that is not active".into()));
    };
    let ElementItems::Functions(items) = element.items else {
        return Err(Error::Malformed("a table segment of expressions".into()));
    };
    let reader = offset_expr.get_binary_reader();
    let range = reader.range();
    // The last byte is the `end` that the encoder writes itself.
    let offset = bytes.get(range.start as usize..(range.end as usize).saturating_sub(1)).unwrap_or(&[]).to_vec();
    Ok(Segment { offset, functions: items.into_iter().collect::<std::result::Result<_, _>>()? })
}

fn function<'a>(ty: u32, number: u32, body: &FunctionBody<'a>) -> Result<Function<'a>> {
    let mut locals = Vec::new();
    for run in body.get_locals_reader()? {
        locals.push(run?);
    }
    let mut ops: Vec<(Operator<'a>, std::ops::Range<usize>)> = Vec::new();
    let mut depth = 0_usize;
    let end = body.range().end as usize;
    for item in body.get_operators_reader()?.into_iter_with_offsets() {
        let (op, at) = item?;
        let at = at as usize;
        if let Some((_, range)) = ops.last_mut() {
            range.end = at;
        }
        match op {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
            Operator::End => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(Error::TooLarge { function: number, what: format!("nested deeper than {MAX_DEPTH} blocks") });
        }
        ops.push((op, at..end));
        if ops.len() > MAX_OPS {
            return Err(Error::TooLarge { function: number, what: format!("more than {MAX_OPS} instructions") });
        }
    }
    Ok(Function { ty, locals, ops })
}
