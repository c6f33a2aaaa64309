//! What call flags a contract can pass to `seal_call`, as far as constants tell.

use crate::{
    host::{flags, Effect},
    module::{Function, Module},
};
use wasmparser::Operator;

/// What is known of a value on the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Constant(u32),
    /// The function's parameter of this number, never assigned to.
    Parameter(u32),
    Unknown,
}

/// How many callers up a flag that is a parameter is followed.
const MAX_CALLERS: u32 = 6;

/// The flags `seal_call` may get. `may_hold` errs towards yes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallFlags {
    /// Bits set in some known constant.
    pub set: u32,
    /// A value that is not a constant was met.
    pub unknown: bool,
}

impl CallFlags {
    /// Flags of every `seal_call` in the module. A `seal_delegate_call` is a way out whatever its flags are, and the
    /// pallet takes no ALLOW_REENTRY there.
    pub fn of(module: &Module<'_>) -> Self {
        let mut found = Self::default();
        for (import, at) in module.imports.iter().zip(0_u32..) {
            // Versions 1 and 2 take the flags first; version 0 has none.
            if import.host.effect == Effect::Call && import.host.version > 0 {
                found.collect(module, at, 0, MAX_CALLERS);
            }
        }
        found
    }

    /// Whether some call is a tail call for certain. ink! passes its flags through memory, where constants are lost:
    /// treating every such call as a way out would cut the paths of every contract that calls another.
    pub fn tail_calls(self) -> bool {
        self.set & flags::TAIL_CALL != 0
    }

    /// Of these flags, those that a call may hold.
    pub fn may_hold(self, wanted: u32) -> u32 {
        if self.unknown {
            wanted
        } else {
            self.set & wanted
        }
    }

    /// Whether a call may let the callee call back.
    pub fn may_reenter(self) -> bool {
        self.unknown || self.set & flags::ALLOW_REENTRY != 0
    }

    /// What callers pass to `callee` as parameter `number`.
    fn collect(&mut self, module: &Module<'_>, callee: u32, number: u32, depth: u32) {
        if depth == 0 || module.segments.iter().any(|segment| segment.functions.contains(&callee)) {
            self.unknown = true;
            return;
        }
        for (function, index) in module.functions.iter().zip(module.imported()..) {
            for value in passed(module, function, callee, number) {
                match value {
                    Value::Constant(bits) => self.set |= bits,
                    Value::Parameter(from) => self.collect(module, index, from, depth - 1),
                    Value::Unknown => self.unknown = true,
                }
            }
        }
    }
}

/// The values `function` passes to `callee` as parameter `number`, one for each call.
fn passed(module: &Module<'_>, function: &Function<'_>, callee: u32, number: u32) -> Vec<Value> {
    if !function.ops.iter().any(|(op, _)| matches!(op, Operator::Call { function_index } if *function_index == callee))
    {
        return Vec::new();
    }
    let params = module.types[function.ty as usize].params.len();
    let mut constant = vec![true; params];
    for (op, _) in &function.ops {
        if let Operator::LocalSet { local_index } | Operator::LocalTee { local_index } = op {
            if let Some(kept) = constant.get_mut(*local_index as usize) {
                *kept = false;
            }
        }
    }
    let mut found = Vec::new();
    // What is below what is known of the stack is unknown: popping an empty one gives that.
    let mut stack: Vec<Value> = Vec::new();
    for (op, _) in &function.ops {
        match op {
            Operator::I32Const { value } => stack.push(Value::Constant(*value as u32)),
            Operator::LocalGet { local_index } => stack.push(match constant.get(*local_index as usize) {
                Some(true) => Value::Parameter(*local_index),
                _ => Value::Unknown,
            }),
            Operator::Call { function_index } => {
                let signature = module.signature(*function_index);
                let count = signature.params.len();
                if *function_index == callee {
                    let at = (stack.len() + number as usize).checked_sub(count);
                    found.push(at.and_then(|at| stack.get(at)).copied().unwrap_or(Value::Unknown));
                }
                stack.truncate(stack.len().saturating_sub(count));
                stack.extend(signature.results.iter().map(|_| Value::Unknown));
            }
            _ => match effect_on_stack(op) {
                Some((pops, pushes)) => {
                    stack.truncate(stack.len().saturating_sub(pops));
                    stack.extend(std::iter::repeat_n(Value::Unknown, pushes));
                }
                None => stack.clear(),
            },
        }
    }
    found
}

/// How many values an instruction takes and leaves, for those between which a call's arguments are computed.
pub(crate) fn effect_on_stack(op: &Operator<'_>) -> Option<(usize, usize)> {
    use Operator as O;
    Some(match op {
        O::Nop => (0, 0),
        O::I64Const { .. } | O::GlobalGet { .. } | O::MemorySize { .. } => (0, 1),
        O::LocalSet { .. } | O::GlobalSet { .. } | O::Drop => (1, 0),
        O::LocalTee { .. } | O::MemoryGrow { .. } => (1, 1),
        O::I32Load { .. }
        | O::I64Load { .. }
        | O::I32Load8S { .. }
        | O::I32Load8U { .. }
        | O::I32Load16S { .. }
        | O::I32Load16U { .. }
        | O::I64Load8S { .. }
        | O::I64Load8U { .. }
        | O::I64Load16S { .. }
        | O::I64Load16U { .. }
        | O::I64Load32S { .. }
        | O::I64Load32U { .. }
        | O::I32Eqz
        | O::I64Eqz
        | O::I32WrapI64
        | O::I64ExtendI32S
        | O::I64ExtendI32U => (1, 1),
        O::I32Store { .. }
        | O::I64Store { .. }
        | O::I32Store8 { .. }
        | O::I32Store16 { .. }
        | O::I64Store8 { .. }
        | O::I64Store16 { .. }
        | O::I64Store32 { .. } => (2, 0),
        O::Select => (3, 1),
        O::I32Add
        | O::I32Sub
        | O::I32Mul
        | O::I32And
        | O::I32Or
        | O::I32Xor
        | O::I32Shl
        | O::I32ShrU
        | O::I32ShrS
        | O::I32Eq
        | O::I32Ne
        | O::I32LtU
        | O::I32LtS
        | O::I32GtU
        | O::I32GtS
        | O::I32LeU
        | O::I32LeS
        | O::I32GeU
        | O::I32GeS
        | O::I64Add
        | O::I64Sub
        | O::I64Mul
        | O::I64And
        | O::I64Or => (2, 1),
        _ => return None,
    })
}
