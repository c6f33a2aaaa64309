//! Modules of a fuzzer, changed so that they do something: their functions write to storage on the ways they take,
//! and `call` and `deploy` call the one that the input names.

use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, FunctionSection, Instruction, MemArg, RawSection, SectionId,
    TypeSection, ValType,
};
use wasmparser::{BlockType, Operator};
use weir_guard::module::Module;

/// The changed module, where there is `set_storage` to write with and everything else is as the chain takes it.
pub fn speaking(code: &[u8]) -> Option<Vec<u8>> {
    let module = Module::read(code).ok()?;
    let (set, input) = (module.import_of("set_storage", 2)?, module.import_of("input", 0)?);
    let mut out = wasm_encoder::Module::new();
    let driver = module.function_count();
    let nothing = u32::try_from(module.types.len()).ok()?;
    for payload in wasmparser::Parser::new(0).parse_all(code) {
        let payload = payload.ok()?;
        let section = payload.as_section();
        match payload {
            wasmparser::Payload::TypeSection(_) => {
                out.section(&types(&module));
            }
            wasmparser::Payload::FunctionSection(_) => {
                let mut functions = FunctionSection::new();
                for function in &module.functions {
                    functions.function(function.ty);
                }
                functions.function(nothing);
                out.section(&functions);
            }
            wasmparser::Payload::ExportSection(_) => {
                let mut exports = ExportSection::new();
                exports.export("call", ExportKind::Func, driver).export("deploy", ExportKind::Func, driver);
                out.section(&exports);
            }
            wasmparser::Payload::CodeSectionStart { .. } => {
                let mut bodies = CodeSection::new();
                for (function, number) in module.functions.iter().zip(module.imported()..) {
                    bodies.raw(&noting(code, function, number, set));
                }
                bodies.function(&driving(&module, input, set));
                out.section(&bodies);
            }
            wasmparser::Payload::CodeSectionEntry(_) => {}
            _ => {
                if let Some((id, range)) = section {
                    let data = code.get(range.start as usize..range.end as usize)?;
                    if id != u8::from(SectionId::Custom) {
                        out.section(&RawSection { id, data });
                    }
                }
            }
        }
    }
    Some(out.finish())
}

fn value(ty: wasmparser::ValType) -> ValType {
    if ty == wasmparser::ValType::I64 {
        ValType::I64
    } else {
        ValType::I32
    }
}

fn types(module: &Module<'_>) -> TypeSection {
    let mut types = TypeSection::new();
    for signature in &module.types {
        let of = |all: &[wasmparser::ValType]| all.iter().map(|ty| value(*ty)).collect::<Vec<_>>();
        types.ty().function(of(&signature.params), of(&signature.results));
    }
    types.ty().function([], []);
    types
}

/// Writes what memory holds at a place under a key at another: which way was taken, and what had become of the memory.
fn note(place: u32, set: u32) -> [Instruction<'static>; 6] {
    [
        Instruction::I32Const((place.wrapping_mul(13) % 50_000) as i32),
        Instruction::I32Const(8),
        Instruction::I32Const((place.wrapping_mul(29) % 50_000) as i32),
        Instruction::I32Const(12),
        Instruction::Call(set),
        Instruction::Drop,
    ]
}

/// The function with a note first, and one in every other block that it enters.
fn noting(code: &[u8], function: &weir_guard::module::Function<'_>, number: u32, set: u32) -> Vec<u8> {
    use wasm_encoder::Encode;
    let mut body = Vec::new();
    let locals = &function.locals;
    u32::try_from(locals.len()).unwrap_or(0).encode(&mut body);
    for (count, ty) in locals {
        count.encode(&mut body);
        value(*ty).encode(&mut body);
    }
    note(number, set).iter().for_each(|one| one.encode(&mut body));
    for (at, (op, range)) in function.ops.iter().enumerate() {
        body.extend_from_slice(&code[range.start..range.end]);
        let enters = match op {
            Operator::Block { blockty } | Operator::If { blockty } | Operator::Loop { blockty } => {
                !matches!(blockty, BlockType::FuncType(_))
            }
            Operator::Else => true,
            _ => false,
        };
        if enters && at % 2 == 0 {
            note(number * 1_000 + at as u32, set).iter().for_each(|one| one.encode(&mut body));
        }
    }
    body
}

/// Calls the function that the input's first byte names, with what its number gives, and writes down what has become
/// of memory.
fn driving(module: &Module<'_>, input: u32, set: u32) -> Function {
    const LENGTH: i32 = 39_996;
    const INPUT: i32 = 40_000;
    let at = |offset, align| MemArg { offset, align, memory_index: 0 };
    let mut body = Function::new([]);
    let mut put = |all: &[Instruction<'static>]| {
        for one in all {
            body.instruction(one);
        }
    };
    put(&[Instruction::I32Const(LENGTH), Instruction::I32Const(64), Instruction::I32Store(at(0, 2))]);
    put(&[Instruction::I32Const(INPUT), Instruction::I32Const(LENGTH), Instruction::Call(input)]);
    for (function, number) in module.functions.iter().zip(module.imported()..) {
        let signature = &module.types[function.ty as usize];
        put(&[
            Instruction::I32Const(INPUT),
            Instruction::I32Load8U(at(0, 0)),
            Instruction::I32Const((number - module.imported()) as i32),
            Instruction::I32Eq,
            Instruction::If(wasm_encoder::BlockType::Empty),
        ]);
        for (ty, at) in signature.params.iter().zip(1_u32..) {
            let number = number.wrapping_mul(at * 77) % 1_000;
            put(&[match value(*ty) {
                ValType::I64 => Instruction::I64Const(i64::from(number)),
                _ => Instruction::I32Const(number as i32),
            }]);
        }
        put(&[Instruction::Call(number)]);
        for _ in &signature.results {
            put(&[Instruction::Drop]);
        }
        put(&[Instruction::End]);
    }
    put(&note(1_234, set));
    put(&[Instruction::End]);
    body
}
