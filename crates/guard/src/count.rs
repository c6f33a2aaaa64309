//! Builds that count the instructions they execute, to measure what a guard adds: of plain and of guarded code.
//!
//! They print the count where a frame may end, as `~wc` and eight hexadecimal digits, and begin again at zero. Blocks, loops, `else`,
//! `end` and `nop` are no instructions: they steer nothing by themselves. What host functions do is not counted.

use crate::{
    error::Result,
    host::Effect,
    module::{index, Added, Module, Rewritten},
};
use wasm_encoder::{BlockType, Function, MemArg, ValType};
use wasmparser::Operator;

/// What a count begins with.
const PREFIX: &str = "~wc";

/// A build of plain or guarded code that counts.
///
/// # Errors
/// Code that cannot be read.
pub fn build(code: &[u8]) -> Result<Vec<u8>> {
    let module = Module::read_marked(code)?;
    let mut added = Added { globals: 1, ..Added::default() };
    let debug_message = match module.import_of("debug_message", 0) {
        Some(own) => own,
        None => {
            let ty = module.type_index(&mut added, &[ValType::I32, ValType::I32], &[ValType::I32]);
            added.imports.push(("seal0", "debug_message", ty));
            module.imported()
        }
    };
    let own = module.imported() + index(added.imports.len());
    let back = own + index(module.functions.len());
    let calls: Vec<u32> = (0..module.imported()).chain(own..back).collect();

    let print = back;
    let ty = module.type_index(&mut added, &[], &[]);
    added.back.push((ty, print_body(module.globals, debug_message)));
    // Where the frame may end, it tells first: what stands in the place of these host functions.
    let mut wrapped = calls.clone();
    for (import, at) in module.imports.iter().zip(0_u32..) {
        let ends = import.host.effect.is_way_out() || import.host.effect == Effect::Call;
        if ends {
            let mut body = Function::new([]);
            let mut put = body.instructions();
            put.call(print);
            for (number, _) in (0_u32..).zip(import.host.parameters.chars()) {
                put.local_get(number);
            }
            put.call(at).end();
            wrapped[at as usize] = back + index(added.back.len());
            added.back.push((import.ty, body));
        }
    }
    let exports = [module.call, module.deploy].map(|entry| {
        let mut body = Function::new([]);
        body.instructions().call(wrapped[entry as usize]).call(print).end();
        let number = back + index(added.back.len());
        let ty = match module.function(entry) {
            Some(function) => function.ty,
            None => module.imports[entry as usize].ty,
        };
        added.back.push((ty, body));
        number
    });
    let bodies = (0..module.functions.len()).map(|at| counted(&module, at, &wrapped)).collect();
    Ok(module.write(&Rewritten { added, bodies, exports, renumbered: wrapped.clone(), mark: 0 }))
}

/// The instructions executed in all frames of a call, from its debug message.
pub fn executed(debug: &str) -> u64 {
    debug
        .match_indices(PREFIX)
        .filter_map(|(at, _)| debug.get(at + PREFIX.len()..at + PREFIX.len() + 8))
        .filter_map(|digits| u64::from_str_radix(digits, 16).ok())
        .sum()
}

/// A function with its straight runs counted where they begin.
fn counted(module: &Module<'_>, at: usize, calls: &[u32]) -> Vec<u8> {
    let function = &module.functions[at];
    let mut body = Function::new(function.locals.iter().map(|(count, ty)| (*count, crate::module::value(*ty))));
    let mut begins = true;
    for (at, (op, range)) in function.ops.iter().enumerate() {
        if begins {
            let run = &function.ops[at..];
            let length = run.iter().position(|(op, _)| ends_run(op)).map_or(run.len(), |last| last + 1);
            let count = run[..length].iter().filter(|(op, _)| counts(op)).count();
            if count > 0 {
                let mut put = body.instructions();
                put.global_get(module.globals).i32_const(count as i32).i32_add().global_set(module.globals);
            }
        }
        begins = ends_run(op);
        match op {
            Operator::Call { function_index } => {
                body.instructions().call(calls[*function_index as usize]);
            }
            _ => drop(body.raw(module.bytes[range.clone()].iter().copied())),
        }
    }
    body.into_raw_body()
}

/// Behind these, something else than the next instruction may be executed, or the next without this.
fn ends_run(op: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        op,
        O::Block { .. }
            | O::Loop { .. }
            | O::If { .. }
            | O::Else
            | O::End
            | O::Br { .. }
            | O::BrIf { .. }
            | O::BrTable { .. }
            | O::Return
            | O::Unreachable
            | O::Call { .. }
            | O::CallIndirect { .. }
    )
}

fn counts(op: &Operator<'_>) -> bool {
    use Operator as O;
    !matches!(op, O::Block { .. } | O::Loop { .. } | O::Else | O::End | O::Nop)
}

/// `()`: prints the count, puts the memory it used back, and begins again.
fn print_body(counter: u32, debug_message: u32) -> Function {
    let at = |offset| MemArg { offset, align: 0, memory_index: 0 };
    let (first, second, digit, place) = (0, 1, 2, 3);
    let mut function = Function::new([(2, ValType::I64), (2, ValType::I32)]);
    let mut put = function.instructions();
    put.i32_const(0).i64_load(at(0)).local_set(first).i32_const(0).i64_load(at(8)).local_set(second);
    put.i32_const(0).i32_const(i32::from_le_bytes(*b"~wc\n")).i32_store(at(0));
    put.i32_const(0).i32_const(i32::from(b'\n')).i32_store8(at(11)).i32_const(0).local_set(place);
    put.loop_(BlockType::Empty);
    // The highest digit, and the count one digit up.
    put.global_get(counter).i32_const(28).i32_shr_u().local_set(digit);
    put.global_get(counter).i32_const(4).i32_shl().global_set(counter);
    put.local_get(place).local_get(digit).i32_const(48).i32_add();
    put.i32_const(39).i32_const(0).local_get(digit).i32_const(9).i32_gt_u().select().i32_add();
    put.i32_store8(at(3));
    put.local_get(place).i32_const(1).i32_add().local_tee(place).i32_const(8).i32_lt_u().br_if(0).end();
    put.i32_const(0).i32_const(12).call(debug_message).drop();
    put.i32_const(0).local_get(first).i64_store(at(0)).i32_const(0).local_get(second).i64_store(at(8));
    put.end();
    function
}
