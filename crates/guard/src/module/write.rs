//! Writing: the module again, with functions changed, added and put in place of others.

use super::{index, Module, MARK};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, GlobalType, ImportSection, RawSection, SectionId, TypeSection, ValType,
};

/// What the guard adds to a module.
#[derive(Debug, Default)]
pub struct Added {
    /// Signatures after the module's own.
    pub types: Vec<(Vec<ValType>, Vec<ValType>)>,
    /// Host functions after the imported ones: `sealN`, name, index of the signature.
    pub imports: Vec<(&'static str, &'static str, u32)>,
    /// Mutable i32 globals after the module's own, all zero at the start.
    pub globals: u32,
    /// Functions between the imports and the module's own: signature and body. Their indices are short, for those
    /// that are called often.
    pub front: Vec<(u32, wasm_encoder::Function)>,
    /// Functions after the module's own.
    pub back: Vec<(u32, wasm_encoder::Function)>,
}

/// A module's new contents.
pub struct Rewritten {
    /// What is added.
    pub added: Added,
    /// A body for each own function, in their order.
    pub bodies: Vec<Vec<u8>>,
    /// The new index of a function, for exports and table segments.
    pub exports: [u32; 2],
    /// New function indices by old ones, as the tables see them.
    pub renumbered: Vec<u32>,
    /// The mode's byte in the mark.
    pub mark: u8,
}

impl Module<'_> {
    /// The bytes of the changed module. Custom sections are left out, but for the guard's mark.
    pub fn write(&self, new: &Rewritten) -> Vec<u8> {
        let mut out = wasm_encoder::Module::new();
        out.section(&self.types_with(&new.added));
        let mut imports = ImportSection::new();
        for (module, name, ty) in &self.sections.imports {
            imports.import(module, name, *ty);
        }
        for (module, name, ty) in &new.added.imports {
            imports.import(module, name, EntityType::Function(*ty));
        }
        out.section(&imports);

        let mut functions = FunctionSection::new();
        new.added.front.iter().for_each(|(ty, _)| {
            functions.function(*ty);
        });
        self.functions.iter().for_each(|function| {
            functions.function(function.ty);
        });
        new.added.back.iter().for_each(|(ty, _)| {
            functions.function(*ty);
        });
        out.section(&functions);
        if let Some(data) = self.sections.table {
            out.section(&RawSection { id: SectionId::Table.into(), data });
        }
        if let Some(globals) = self.globals_with(new.added.globals) {
            out.section(&globals);
        }
        let mut exports = ExportSection::new();
        exports.export("call", ExportKind::Func, new.exports[0]);
        exports.export("deploy", ExportKind::Func, new.exports[1]);
        out.section(&exports);
        if !self.segments.is_empty() {
            let mut elements = ElementSection::new();
            for segment in &self.segments {
                let functions: Vec<u32> = segment.functions.iter().map(|old| new.renumbered[*old as usize]).collect();
                let offset = ConstExpr::raw(segment.offset.iter().copied());
                elements.active(None, &offset, Elements::Functions(functions.into()));
            }
            out.section(&elements);
        }
        let mut code = CodeSection::new();
        new.added.front.iter().for_each(|(_, body)| {
            code.function(body);
        });
        new.bodies.iter().for_each(|body| {
            code.raw(body);
        });
        new.added.back.iter().for_each(|(_, body)| {
            code.function(body);
        });
        out.section(&code);
        if let Some(data) = self.sections.data {
            out.section(&RawSection { id: SectionId::Data.into(), data });
        }
        out.section(&CustomSection { name: MARK.into(), data: (&[new.mark][..]).into() });
        out.finish()
    }

    fn types_with(&self, added: &Added) -> TypeSection {
        let mut types = TypeSection::new();
        for signature in &self.types {
            types
                .ty()
                .function(signature.params.iter().map(|ty| value(*ty)), signature.results.iter().map(|ty| value(*ty)));
        }
        for (params, results) in &added.types {
            types.ty().function(params.iter().copied(), results.iter().copied());
        }
        types
    }

    fn globals_with(&self, more: u32) -> Option<GlobalSection> {
        let mut globals = GlobalSection::new();
        if let Some(raw) = self.sections.globals {
            let reader = wasmparser::GlobalSectionReader::new(wasmparser::BinaryReader::new(raw, 0)).ok()?;
            for global in reader.into_iter_with_offsets() {
                let (_, global) = global.ok()?;
                let range = global.init_expr.get_binary_reader().range();
                let init = raw.get(range.start as usize..(range.end as usize).checked_sub(1)?)?;
                let ty =
                    GlobalType { val_type: value(global.ty.content_type), mutable: global.ty.mutable, shared: false };
                globals.global(ty, &ConstExpr::raw(init.iter().copied()));
            }
        }
        for _ in 0..more {
            let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(ty, &ConstExpr::i32_const(0));
        }
        (!globals.is_empty()).then_some(globals)
    }

    /// Index of a signature, added if the module has none like it.
    pub fn type_index(&self, added: &mut Added, params: &[ValType], results: &[ValType]) -> u32 {
        let own = self.types.iter().position(|signature| {
            signature.params.iter().map(|ty| value(*ty)).eq(params.iter().copied())
                && signature.results.iter().map(|ty| value(*ty)).eq(results.iter().copied())
        });
        if let Some(own) = own {
            return index(own);
        }
        let like = added.types.iter().position(|(from, to)| from == params && to == results);
        index(
            self.types.len()
                + like.unwrap_or_else(|| {
                    added.types.push((params.to_vec(), results.to_vec()));
                    added.types.len() - 1
                }),
        )
    }
}

/// The encoder's name for a type. Others than the two integers do not pass the reader.
pub(crate) fn value(ty: wasmparser::ValType) -> ValType {
    match ty {
        wasmparser::ValType::I64 => ValType::I64,
        _ => ValType::I32,
    }
}
