//! Writes a function again, with what its plan says put in.

use crate::{
    cfg::{block_value, Place},
    module::{index, value, Module},
    plan::{Act, Check, Context, Plan, Slot},
    support::Line,
};
use std::collections::BTreeSet;
use wasm_encoder::{BlockType, Function, Instruction, ValType};
use wasmparser::Operator;

/// Functions of the guard that instrumented code calls, by their new indices.
#[derive(Debug, Clone, Default)]
pub struct Helpers {
    /// `(kind and function and path: i64, context: i64)`: prints a line.
    pub print: u32,
    /// `(code: i32)`
    pub miss: u32,
    /// `(mask: i64, path: i64, base: i32)`
    pub mask: u32,
    /// `(path: i64)`, for each [`Check::Words`] of the function in turn.
    pub words: Vec<u32>,
    /// `(rounds: i32, buckets: i32, code: i32)`
    pub rounds: u32,
    /// `(context: i32) -> i64`: what the context adds to the function's path numbers.
    pub context: u32,
}

/// Of all functions of a build.
pub struct Target<'a> {
    /// The module as it was.
    pub module: &'a Module<'a>,
    /// New function indices at call sites, by old ones.
    pub calls: &'a [u32],
    /// Highest part of the words that a learning build prints for a path.
    pub printed: i64,
    /// The global in which callers leave a callee's context.
    pub context: u32,
    /// How many calls a context has.
    pub depth: u32,
}

struct Writer<'a> {
    target: &'a Target<'a>,
    plan: &'a Plan,
    helpers: &'a Helpers,
    function: u32,
    register: u32,
    /// The first loop counter.
    counters: u32,
    /// Own context, and what it adds to path numbers; scratch for a condition or a table index, and a value of either type.
    context: [u32; 2],
    scratch: [u32; 3],
    body: Function,
}

/// The body of own function `at`, encoded without its size.
pub fn body(target: &Target<'_>, at: usize, plan: &Plan, helpers: &Helpers) -> Vec<u8> {
    let module = target.module;
    let function = &module.functions[at];
    let params = index(module.types[function.ty as usize].params.len());
    let declared: u32 = function.locals.iter().map(|(count, _)| *count).sum();
    let mut runs: Vec<(u32, ValType)> = function.locals.iter().map(|(count, ty)| (*count, value(*ty))).collect();
    let mut next = params + declared;
    let mut local = |wanted: bool, ty: ValType| {
        if !wanted {
            return u32::MAX;
        }
        match runs.last_mut() {
            Some((count, last)) if *last == ty => *count += 1,
            _ => runs.push((1, ty)),
        }
        next += 1;
        next - 1
    };
    let needs = Needs::of(target.module, at, plan);
    let register = local(plan.has_register(), ValType::I64);
    let scratch =
        [local(needs.condition, ValType::I32), local(needs.narrow, ValType::I32), local(needs.wide, ValType::I64)];
    let judged = matches!(plan.context, Some(Context::Judged { .. }));
    let context = [local(plan.context.is_some(), ValType::I32), local(judged, ValType::I64)];
    let counters: Vec<u32> = (0..plan.counters).map(|_| local(true, ValType::I32)).collect();
    let counters = counters.first().copied().unwrap_or(u32::MAX);
    let body = Function::new(runs);
    let number = module.imported() + index(at);
    let mut writer = Writer { target, plan, helpers, function: number, register, counters, context, scratch, body };
    writer.write(at);
    writer.body.into_raw_body()
}

/// Which scratch locals a function needs.
#[derive(Default)]
struct Needs {
    condition: bool,
    narrow: bool,
    wide: bool,
}

impl Needs {
    fn of(module: &Module<'_>, at: usize, plan: &Plan) -> Self {
        let mut needs = Self::default();
        let places: BTreeSet<Place> = plan
            .acts
            .keys()
            .filter_map(|slot| match slot {
                Slot::Edge(place @ (Place::Taken(_) | Place::Table(..))) => Some(*place),
                _ => None,
            })
            .collect();
        if places.is_empty() {
            return needs;
        }
        let function = &module.functions[at];
        let mut labels = Labels::new(module, at);
        for (at, (op, _)) in function.ops.iter().enumerate() {
            let depth = match op {
                Operator::BrIf { relative_depth } if places.contains(&Place::Taken(at)) => Some(*relative_depth),
                Operator::BrTable { targets }
                    if places.range(Place::Table(at, 0)..=Place::Table(at, u32::MAX)).next().is_some() =>
                {
                    needs.condition = true;
                    Some(targets.default())
                }
                _ => None,
            };
            match depth.and_then(|depth| labels.value(depth)) {
                Some(ValType::I64) => (needs.wide, needs.condition) = (true, true),
                Some(_) => (needs.narrow, needs.condition) = (true, true),
                None => {}
            }
            labels.pass(op);
        }
        needs
    }
}
/// The values that branches to the open labels carry.
struct Labels(Vec<Option<ValType>>);

impl Labels {
    fn new(module: &Module<'_>, at: usize) -> Self {
        let ty = module.functions[at].ty as usize;
        Self(vec![module.types[ty].results.first().map(|ty| value(*ty))])
    }

    fn pass(&mut self, op: &Operator<'_>) {
        match op {
            Operator::Block { blockty } | Operator::If { blockty } => self.0.push(block_value(blockty).map(value)),
            Operator::Loop { .. } => self.0.push(None),
            Operator::End => drop(self.0.pop()),
            _ => {}
        }
    }

    fn value(&self, depth: u32) -> Option<ValType> {
        let at = self.0.len().checked_sub(1 + depth as usize)?;
        self.0.get(at).copied().flatten()
    }
}

/// The number of a path that ends: the register and this, or this.
#[derive(Clone, Copy)]
enum End {
    Sum(i64),
    Number(i64),
}

impl Writer<'_> {
    fn write(&mut self, at: usize) {
        let module = self.target.module;
        let mut labels = Labels::new(module, at);
        self.keep_context();
        self.acts(Slot::Entry);
        for (at, (op, range)) in module.functions[at].ops.iter().enumerate() {
            self.acts(Slot::Block(at));
            self.acts(Slot::Edge(Place::Before(at)));
            if matches!(op, Operator::End) && self.has(Place::NoElse(at)) {
                self.put(&Instruction::Else);
                self.acts(Slot::Edge(Place::NoElse(at)));
            }
            match op {
                Operator::BrIf { relative_depth } if self.has(Place::Taken(at)) => {
                    self.branch_if(at, *relative_depth, labels.value(*relative_depth));
                }
                Operator::BrTable { targets } => {
                    let depths: Vec<u32> = targets.targets().flatten().collect();
                    let value = labels.value(targets.default());
                    if !self.branch_table(at, &depths, targets.default(), value) {
                        self.body.raw(module.bytes[range.clone()].iter().copied());
                    }
                }
                Operator::Call { function_index } => {
                    self.put(&Instruction::Call(self.target.calls[*function_index as usize]));
                }
                _ => drop(self.body.raw(module.bytes[range.clone()].iter().copied())),
            }
            labels.pass(op);
            self.acts(Slot::Edge(Place::After(at)));
        }
    }

    fn keep_context(&mut self) {
        let Some(context) = &self.plan.context else { return };
        self.put(&Instruction::GlobalGet(self.target.context));
        match context {
            Context::Kept => self.put(&Instruction::LocalSet(self.context[0])),
            Context::Judged { .. } => {
                self.put(&Instruction::LocalTee(self.context[0]));
                self.put(&Instruction::Call(self.helpers.context));
                self.put(&Instruction::LocalSet(self.context[1]));
            }
        }
    }

    /// The callee's context: the number of this call, behind those of the calls before it.
    fn enter(&mut self, call: u32) {
        let bits = 32 / self.target.depth.max(1);
        if self.target.depth > 1 && self.plan.context.is_some() {
            self.put(&Instruction::LocalGet(self.context[0]));
            self.put(&Instruction::I32Const(bits as i32));
            self.put(&Instruction::I32Shl);
            self.put(&Instruction::I32Const((call & ((1 << bits) - 1)) as i32));
            self.put(&Instruction::I32Or);
        } else {
            self.put(&Instruction::I32Const(call as i32));
        }
        self.put(&Instruction::GlobalSet(self.target.context));
    }

    fn put(&mut self, instruction: &Instruction<'_>) {
        self.body.instruction(instruction);
    }
    fn has(&self, place: Place) -> bool {
        self.plan.acts.contains_key(&Slot::Edge(place))
    }
    fn scratch_for(&self, ty: ValType) -> u32 {
        self.scratch[if ty == ValType::I64 { 2 } else { 1 }]
    }

    /// `br_if` whose taken side has something to do: an `if` around it and a plain branch.
    fn branch_if(&mut self, at: usize, depth: u32, value: Option<ValType>) {
        let kept = value.map(|ty| self.scratch_for(ty));
        if let Some(kept) = kept {
            self.put(&Instruction::LocalSet(self.scratch[0]));
            self.put(&Instruction::LocalSet(kept));
            self.put(&Instruction::LocalGet(self.scratch[0]));
        }
        self.put(&Instruction::If(BlockType::Empty));
        self.acts(Slot::Edge(Place::Taken(at)));
        if let Some(kept) = kept {
            self.put(&Instruction::LocalGet(kept));
        }
        self.put(&Instruction::Br(depth + 1));
        self.put(&Instruction::End);
        if let Some(kept) = kept {
            self.put(&Instruction::LocalGet(kept));
        }
    }

    /// `br_table` with something to do on the way to some labels: a block for each of these around the table.
    fn branch_table(&mut self, at: usize, depths: &[u32], default: u32, value: Option<ValType>) -> bool {
        let all: BTreeSet<u32> = depths.iter().copied().chain([default]).collect();
        if !all.iter().any(|depth| self.has(Place::Table(at, *depth))) {
            return false;
        }
        // Branches of one table carry the same value: with one, all labels go through blocks, which carry none.
        let own: Vec<u32> =
            all.into_iter().filter(|depth| value.is_some() || self.has(Place::Table(at, *depth))).collect();
        let kept = value.map(|ty| self.scratch_for(ty));
        self.put(&Instruction::LocalSet(self.scratch[0]));
        if let Some(kept) = kept {
            self.put(&Instruction::LocalSet(kept));
        }
        for _ in &own {
            self.put(&Instruction::Block(BlockType::Empty));
        }
        let count = index(own.len());
        let route = |depth: u32| own.iter().position(|wanted| *wanted == depth).map_or(depth + count, index);
        let routes: Vec<u32> = depths.iter().map(|depth| route(*depth)).collect();
        self.put(&Instruction::LocalGet(self.scratch[0]));
        self.put(&Instruction::BrTable(routes.into(), route(default)));
        for (passed, depth) in (1..).zip(&own) {
            self.put(&Instruction::End);
            self.acts(Slot::Edge(Place::Table(at, *depth)));
            if let Some(kept) = kept {
                self.put(&Instruction::LocalGet(kept));
            }
            self.put(&Instruction::Br(depth + count - passed));
        }
        true
    }

    fn acts(&mut self, slot: Slot) {
        let plan = self.plan;
        for act in plan.acts.get(&slot).into_iter().flatten() {
            match act {
                Act::Add(more) => {
                    self.sum(*more);
                    self.put(&Instruction::LocalSet(self.register));
                }
                Act::Set(value) | Act::Put(value) => {
                    self.put(&Instruction::I64Const(*value));
                    self.put(&Instruction::LocalSet(self.register));
                }
                Act::Miss(code) => {
                    self.put(&Instruction::I32Const(*code as i32));
                    self.put(&Instruction::Call(self.helpers.miss));
                }
                Act::Close(more, check) => self.close(End::Sum(*more), *check),
                Act::Known(number, check) => self.close(End::Number(*number), *check),
                Act::Enter(call) => self.enter(*call),
                Act::Rounds(counter) => {
                    self.put(&Instruction::I32Const(0));
                    self.put(&Instruction::LocalSet(self.counters + counter));
                }
                Act::Round(counter) => {
                    self.put(&Instruction::LocalGet(self.counters + counter));
                    self.put(&Instruction::I32Const(1));
                    self.put(&Instruction::I32Add);
                    self.put(&Instruction::LocalSet(self.counters + counter));
                }
                Act::Left { counter, number, check } => self.left(*counter, *number, *check),
            }
        }
    }

    /// The register and a bit more, on the stack.
    fn sum(&mut self, more: i64) {
        self.put(&Instruction::LocalGet(self.register));
        if more != 0 {
            self.put(&Instruction::I64Const(more));
            self.put(&Instruction::I64Add);
        }
    }

    fn end(&mut self, end: End) {
        match end {
            End::Sum(more) => self.sum(more),
            End::Number(number) => self.put(&Instruction::I64Const(number)),
        }
    }

    /// The number of the path that ends: with the context's part, where paths are judged by it.
    fn number(&mut self, end: End) {
        self.end(end);
        if matches!(self.plan.context, Some(Context::Judged { .. })) {
            self.put(&Instruction::LocalGet(self.context[1]));
            self.put(&Instruction::I64Add);
        }
    }

    fn left(&mut self, counter: u32, number: u32, check: Option<(u32, u32)>) {
        let counter = Instruction::LocalGet(self.counters + counter);
        match check {
            Some((code, buckets)) => {
                self.put(&counter);
                self.put(&Instruction::I32Const(buckets as i32));
                self.put(&Instruction::I32Const(code as i32));
                self.put(&Instruction::Call(self.helpers.rounds));
            }
            None => {
                let kind = Line::Rounds.bits() | (i64::from(self.function) << 32) | i64::from(number);
                self.put(&Instruction::I64Const(kind));
                self.put(&counter);
                self.put(&Instruction::I64ExtendI32U);
                self.put(&Instruction::Call(self.helpers.print));
            }
        }
    }

    fn close(&mut self, end: End, check: usize) {
        let helpers = self.helpers;
        match &self.plan.checks[check] {
            Check::Print => {
                self.end(end);
                self.put(&Instruction::I64Const(self.target.printed | (i64::from(self.function) << 32)));
                self.put(&Instruction::I64Or);
                if self.plan.context.is_some() {
                    self.put(&Instruction::LocalGet(self.context[0]));
                    self.put(&Instruction::I64ExtendI32U);
                } else {
                    self.put(&Instruction::I64Const(0));
                }
                self.put(&Instruction::Call(helpers.print));
            }
            Check::Mask(mask, base) => {
                self.put(&Instruction::I64Const(*mask as i64));
                self.number(end);
                self.put(&Instruction::I32Const(*base as i32));
                self.put(&Instruction::Call(helpers.mask));
            }
            Check::Words(..) => {
                let before = &self.plan.checks[..check];
                let nth = before.iter().filter(|check| matches!(check, Check::Words(..))).count();
                self.number(end);
                self.put(&Instruction::Call(helpers.words[nth]));
            }
        }
    }
}
