//! Storage keys that the caller may choose (class 9 of docs/guard.md), as far as the code alone tells.
//!
//! What counts is how a key begins: ink!'s `Mapping` and `Lazy` begin all of theirs with a constant of the code, so
//! that whatever the caller adds behind it stays within that field. A key that begins with the caller's bytes reaches
//! any entry of the contract.
//!
//! Followed are addresses with constant distances, what was last stored there, pointers passed as parameters, and the
//! function that first writes into a fresh buffer, which is how ink! builds keys. The order of the code stands for
//! the order of execution, and calls are taken to leave the memory alone that they were not told of: it errs both
//! ways, and says where to look.

use crate::{
    flags::effect_on_stack,
    module::{Function, Module},
};
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::Operator;

/// How many callers up a key is followed.
const MAX_CALLERS: u32 = 6;

/// What a key begins with; worse ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Begin {
    /// A constant of the code.
    Constant,
    /// Not known.
    Unknown,
    /// Something computed or read at run time.
    Computed,
    /// The bytes of the input.
    Input,
}

/// A storage access whose key does not begin with a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// The function that makes the access.
    pub function: u32,
    /// Its instruction.
    pub op: usize,
    /// Which access.
    pub host: &'static str,
    /// What the key begins with.
    pub begin: Begin,
}

/// What is known of a value: a base and a constant distance from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Value {
    base: Base,
    distance: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Base {
    /// Zero: the value is a constant.
    Zero,
    /// A parameter of the function.
    Parameter(u32),
    /// What this instruction answered.
    Made(usize),
    /// What this instruction read from the input's buffer.
    Input(usize),
    /// What this instruction read from constant data.
    Data(usize),
}

/// A call in a function: of whom, with what; and what had been stored where.
struct Call {
    op: usize,
    callee: u32,
    arguments: Vec<Option<Value>>,
    /// How many stores were before it.
    stores: usize,
}

/// What a function does with addresses.
struct Walk {
    calls: Vec<Call>,
    stores: Vec<(Value, Option<Value>)>,
    /// Where instructions read, that are known.
    loads: BTreeMap<usize, Value>,
}

/// The module, walked.
struct Keys<'a> {
    module: &'a Module<'a>,
    walks: BTreeMap<u32, Walk>,
    /// Where the input is written, where that is a constant.
    input: BTreeSet<u32>,
}

/// Judges what a caller passes: its function, the call, the value, and how many callers up it may still be followed.
type Judge<'k, 'm> = dyn Fn(&Keys<'m>, u32, &Call, Option<Value>, u32) -> Begin + 'k;

/// The accesses of functions that can be entered whose key does not begin with a constant, and the number of all.
pub fn accesses(module: &Module<'_>, entered: &[bool]) -> (Vec<Access>, usize) {
    let mut keys = Keys { module, walks: BTreeMap::new(), input: BTreeSet::new() };
    // Twice: what is read from the input is known once its buffer is.
    for _ in 0..2 {
        keys.walk(entered);
    }
    let (mut found, mut all) = (Vec::new(), 0);
    for (function, walk) in &keys.walks {
        for call in &walk.calls {
            let Some(host) = module.host(call.callee).filter(|host| host.name.ends_with("_storage")) else { continue };
            all += 1;
            // The key's address comes first; `set_storage` of version 0 has a fixed length, the others' follows.
            let begin = keys.pointed(*function, call, call.arguments.first().copied().flatten(), MAX_CALLERS);
            if begin != Begin::Constant {
                found.push(Access { function: *function, op: call.op, host: host.name, begin });
            }
        }
    }
    (found, all)
}

impl<'m> Keys<'m> {
    fn walk(&mut self, entered: &[bool]) {
        let module = self.module;
        let own = module.functions.iter().zip(module.imported()..);
        let walks = own
            .filter(|(_, index)| entered.get(*index as usize) == Some(&true))
            .map(|(function, index)| (index, walk(module, function, &self.input)));
        self.walks = walks.collect();
        for call in self.walks.values().flat_map(|walk| &walk.calls) {
            let hears = module.host(call.callee).is_some_and(|host| host.name == "input");
            if let (true, Some(Some(Value { base: Base::Zero, distance }))) = (hears, call.arguments.first()) {
                self.input.insert(*distance);
            }
        }
    }

    /// What stands at the address of a key, when a call is made.
    fn pointed(&self, function: u32, call: &Call, address: Option<Value>, depth: u32) -> Begin {
        let Some(address) = address else { return Begin::Unknown };
        if let Some(begin) = self.stored_at(function, call, address, depth) {
            return begin;
        }
        match address.base {
            Base::Zero if self.is_input(address.distance) => Begin::Input,
            Base::Zero if self.module.has_data(address.distance) => Begin::Constant,
            Base::Parameter(number) if address.distance == 0 => self.passed(function, number, depth, &Self::pointed),
            Base::Input(_) => Begin::Input,
            Base::Data(_) => Begin::Constant,
            _ => self.encoded(function, call, depth),
        }
    }

    /// What the last store to this very address put there, before a call.
    fn stored_at(&self, function: u32, call: &Call, address: Value, depth: u32) -> Option<Begin> {
        let stored = self.stored(function, call);
        let (_, value) = stored.iter().rev().find(|(at, _)| *at == address)?;
        Some(self.value(function, call, *value, depth))
    }

    /// How something begins whose first value, or a pointer to it, is this.
    fn value(&self, function: u32, call: &Call, value: Option<Value>, depth: u32) -> Begin {
        let Some(value) = value else { return Begin::Computed };
        match value.base {
            Base::Zero | Base::Data(_) => Begin::Constant,
            Base::Input(_) => Begin::Input,
            Base::Parameter(number) => self.passed(function, number, depth, &Self::value),
            Base::Made(op) => match self.walks.get(&function).and_then(|walk| walk.loads.get(&op)) {
                Some(from) if depth > 0 => match (self.stored_at(function, call, *from, depth - 1), from.base) {
                    (Some(begin), _) => begin,
                    (None, Base::Parameter(number)) => {
                        let behind = |keys: &Self, function, call: &Call, value: Option<Value>, depth| {
                            let there = value
                                .map(|value| Value { distance: value.distance.wrapping_add(from.distance), ..value });
                            there.map_or(Begin::Unknown, |there| keys.held(function, call, there, depth))
                        };
                        self.passed(function, number, depth, &behind)
                    }
                    _ => Begin::Computed,
                },
                _ => Begin::Computed,
            },
        }
    }

    /// How something begins that a function is given by its address, before it is called.
    fn held(&self, function: u32, call: &Call, address: Value, depth: u32) -> Begin {
        if let Some(begin) = self.stored_at(function, call, address, depth) {
            return begin;
        }
        match address.base {
            // In constant data, or a small number by value.
            Base::Zero if !self.is_input(address.distance) => Begin::Constant,
            Base::Zero | Base::Input(_) => Begin::Input,
            Base::Data(_) => Begin::Constant,
            Base::Parameter(number) => {
                let on = |keys: &Self, function, call: &Call, value: Option<Value>, depth| {
                    let there =
                        value.map(|value| Value { distance: value.distance.wrapping_add(address.distance), ..value });
                    there.map_or(Begin::Unknown, |there| keys.held(function, call, there, depth))
                };
                self.passed(function, number, depth, &on)
            }
            Base::Made(_) => Begin::Unknown,
        }
    }

    /// A key that a function wrote into a fresh buffer: how the first thing begins that is written after the buffer
    /// is taken.
    fn encoded(&self, function: u32, call: &Call, depth: u32) -> Begin {
        let Some(walk) = self.walks.get(&function) else { return Begin::Unknown };
        let stored = self.stored(function, call);
        let scratch = |value: &Option<Value>| match value {
            Some(Value { base: Base::Zero, distance }) => {
                (*distance >= 1_024 && !self.module.has_data(*distance)).then_some(*distance)
            }
            _ => None,
        };
        let taken = stored.iter().enumerate().rev();
        let Some((at, buffer)) = taken.filter_map(|(at, (_, value))| Some((at, scratch(value)?))).next() else {
            return Begin::Unknown;
        };
        if let Some(begin) = self.stored_at(function, call, Value { base: Base::Zero, distance: buffer }, depth) {
            return begin;
        }
        let writes = |one: &&Call| one.stores > at && one.op < call.op && self.module.host(one.callee).is_none();
        let Some(writer) = walk.calls.iter().find(writes) else { return Begin::Unknown };
        match writer.arguments.first().copied().flatten() {
            Some(what) => self.held(function, writer, what, depth),
            None => Begin::Unknown,
        }
    }

    fn stored(&self, function: u32, call: &Call) -> &[(Value, Option<Value>)] {
        self.walks.get(&function).and_then(|walk| walk.stores.get(..call.stores)).unwrap_or_default()
    }

    /// The worst that callers pass as a parameter.
    fn passed(&self, callee: u32, number: u32, depth: u32, judge: &Judge<'_, 'm>) -> Begin {
        let in_table = self.module.segments.iter().any(|segment| segment.functions.contains(&callee));
        if depth == 0 || in_table {
            return Begin::Unknown;
        }
        let calls = self.walks.iter().flat_map(|(caller, walk)| walk.calls.iter().map(move |call| (*caller, call)));
        let begins = calls.filter(|(_, call)| call.callee == callee).map(|(caller, call)| {
            judge(self, caller, call, call.arguments.get(number as usize).copied().flatten(), depth - 1)
        });
        begins.max().unwrap_or(Begin::Unknown)
    }

    /// Whether a constant address is in the input's buffer.
    fn is_input(&self, address: u32) -> bool {
        is_input(self.module, &self.input, address)
    }
}

/// How far behind its beginning an address is taken for one in the input's buffer.
const NEAR: u32 = 4_096;

fn is_input(module: &Module<'_>, input: &BTreeSet<u32>, address: u32) -> bool {
    let begin = input.range(..=address).next_back();
    begin.is_some_and(|begin| address - begin < NEAR) && !module.is_filled(address)
}

/// Follows a function's code from its first instruction to its last.
fn walk(module: &Module<'_>, function: &Function<'_>, input: &BTreeSet<u32>) -> Walk {
    let params = module.types.get(function.ty as usize).map_or(0, |ty| ty.params.len());
    let mut assigned: BTreeMap<u32, u32> = BTreeMap::new();
    for (op, _) in &function.ops {
        if let Operator::LocalSet { local_index } | Operator::LocalTee { local_index } = op {
            *assigned.entry(*local_index).or_default() += 1;
        }
    }
    let mut locals: BTreeMap<u32, Value> =
        (0..params as u32).map(|number| (number, Value { base: Base::Parameter(number), distance: 0 })).collect();
    let mut walk = Walk { calls: Vec::new(), stores: Vec::new(), loads: BTreeMap::new() };
    // What is below what is known of the stack is unknown: popping an empty one gives that.
    let mut stack: Vec<Option<Value>> = Vec::new();
    for (at, (op, _)) in function.ops.iter().enumerate() {
        let made = Some(Value { base: Base::Made(at), distance: 0 });
        match op {
            Operator::I32Const { value } => {
                stack.push(Some(Value { base: Base::Zero, distance: *value as u32 }));
            }
            Operator::I64Const { value } => {
                stack.push(Some(Value { base: Base::Zero, distance: *value as u32 }));
            }
            Operator::LocalGet { local_index } => stack.push(locals.get(local_index).copied()),
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                let value = stack.pop().flatten().or(made);
                value.and_then(|value| locals.insert(*local_index, value));
                if matches!(op, Operator::LocalTee { .. }) {
                    stack.push(value);
                }
            }
            Operator::I32Add | Operator::I32Sub => {
                let (right, left) = (stack.pop().flatten(), stack.pop().flatten());
                let sum = match (left, right) {
                    (Some(left), Some(Value { base: Base::Zero, distance })) => {
                        let moved = match op {
                            Operator::I32Add => left.distance.wrapping_add(distance),
                            _ => left.distance.wrapping_sub(distance),
                        };
                        Some(Value { distance: moved, ..left })
                    }
                    (Some(Value { base: Base::Zero, distance }), Some(right)) if matches!(op, Operator::I32Add) => {
                        Some(Value { distance: right.distance.wrapping_add(distance), ..right })
                    }
                    _ => made,
                };
                stack.push(sum);
            }
            Operator::Call { function_index } => {
                let signature = module.signature(*function_index);
                let mut arguments: Vec<Option<Value>> =
                    signature.params.iter().map(|_| stack.pop().flatten()).collect();
                arguments.reverse();
                let stores = walk.stores.len();
                walk.calls.push(Call { op: at, callee: *function_index, arguments, stores });
                stack.extend(signature.results.iter().map(|_| made));
            }
            // What is assigned once is what it is wherever it can be read; the rest depends on the way here.
            Operator::Loop { .. } | Operator::Else | Operator::End => {
                let times =
                    |local: &u32| assigned.get(local).copied().unwrap_or(0) + u32::from((*local as usize) < params);
                locals.retain(|local, _| times(local) < 2);
                stack.clear();
            }
            _ => memory_or_other(module, op, at, input, &mut stack, &mut walk),
        }
    }
    walk
}

/// Loads, stores and the rest.
fn memory_or_other(
    module: &Module<'_>,
    op: &Operator<'_>,
    at: usize,
    input: &BTreeSet<u32>,
    stack: &mut Vec<Option<Value>>,
    walk: &mut Walk,
) {
    use Operator as O;
    let behind = |address: Option<Value>, offset: u64| {
        address.map(|address| Value { distance: address.distance.wrapping_add(offset as u32), ..address })
    };
    match op {
        O::I32Load { memarg }
        | O::I64Load { memarg }
        | O::I32Load8U { memarg }
        | O::I32Load8S { memarg }
        | O::I32Load16U { memarg }
        | O::I32Load16S { memarg }
        | O::I64Load8U { memarg }
        | O::I64Load16U { memarg }
        | O::I64Load32U { memarg } => {
            let address = behind(stack.pop().flatten(), memarg.offset);
            let base = match address {
                Some(Value { base: Base::Zero, distance }) if is_input(module, input, distance) => Base::Input(at),
                Some(Value { base: Base::Zero, distance }) if module.has_data(distance) => Base::Data(at),
                _ => Base::Made(at),
            };
            address.and_then(|address| walk.loads.insert(at, address));
            stack.push(Some(Value { base, distance: 0 }));
        }
        O::I32Store { memarg }
        | O::I64Store { memarg }
        | O::I32Store8 { memarg }
        | O::I32Store16 { memarg }
        | O::I64Store8 { memarg }
        | O::I64Store16 { memarg }
        | O::I64Store32 { memarg } => {
            let (value, address) = (stack.pop().flatten(), stack.pop().flatten());
            if let Some(address) = behind(address, memarg.offset) {
                walk.stores.push((address, value));
            }
        }
        _ => match effect_on_stack(op) {
            Some((pops, pushes)) => {
                stack.truncate(stack.len().saturating_sub(pops));
                let made = Some(Value { base: Base::Made(at), distance: 0 });
                stack.extend(std::iter::repeat_n(made, pushes));
            }
            None => stack.clear(),
        },
    }
}
