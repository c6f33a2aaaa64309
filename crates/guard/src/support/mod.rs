//! The functions the guard adds to a module, and the indices of everything in the new one.
//!
//! Globals: which miss came first (its code and 1; 0 is none); what the frame did or is (1: called or delegated,
//! 2: wrote, which read-only calls cannot, 4: was re-entered, 16: constructs); the selector; the context of the
//! function that is called next.

mod check;
mod print;
mod ways;

pub use check::REFUSAL;
pub(crate) use print::at;
pub use print::{Line, PREFIX};

use crate::{
    host::Effect,
    instrument::Mode,
    module::{index, value, Added, Module},
    owner::Owner,
    plan::{Act, Check, Context, Plan},
    reentrancy::Reentry,
};
use wasm_encoder::{Function, ValType};

/// Bit of the second global: the frame called other code.
pub(crate) const CALLED: i32 = 1;
/// Bit of the second global: the contract was in the middle of a call when the frame began.
pub(crate) const REENTERED: i32 = 4;
/// Bits of the second global after a host function that traps in read-only calls.
pub(crate) const WROTE: i32 = 3;

/// What the build is for.
pub struct Purpose<'a> {
    /// Mode of the build.
    pub mode: Mode,
    /// Ties lines, events and storage keys to the build.
    pub build: [u8; 16],
    /// Who may mend false alarms.
    pub owner: Option<&'a Owner>,
    /// Whether live paths are closed before calls, so that tail calls can be judged.
    pub tail_calls: bool,
    /// Flags that no call may have, and the miss code of one that does.
    pub unseen: Option<(u32, u32)>,
    /// What re-entered frames are held to, in contracts that have a call that may come back.
    pub reentry: Option<&'a Reentry>,
}

/// Functions and indices of a build.
pub struct Support<'a> {
    module: &'a Module<'a>,
    pub(crate) purpose: Purpose<'a>,
    /// What goes into the module.
    pub added: Added,
    /// New index of each old function, for calls and tables.
    pub calls: Vec<u32>,
    /// Where the functions behind the module's own begin.
    back: u32,
    miss: u32,
    mask: u32,
    print: u32,
    /// `()`: lets pass, refuses or reports.
    finish: u32,
    /// The helper of the re-entrancy mark, once it is added.
    pub(crate) marker: Option<u32>,
    /// The helper of loop buckets, once it is added.
    rounds: Option<u32>,
}

/// A function body from locals in runs.
pub(crate) fn body(locals: impl IntoIterator<Item = (u32, ValType)>) -> Function {
    Function::new(locals.into_iter().collect::<Vec<_>>())
}

impl<'a> Support<'a> {
    /// Lays out the new module.
    pub fn new(module: &'a Module<'a>, purpose: Purpose<'a>) -> Self {
        let mut support = Self {
            module,
            purpose,
            added: Added { globals: 4, ..Added::default() },
            calls: Vec::new(),
            back: 0,
            miss: u32::MAX,
            mask: u32::MAX,
            print: u32::MAX,
            finish: u32::MAX,
            marker: None,
            rounds: None,
        };
        let wanted: &[(&str, u8)] = match support.purpose.mode {
            Mode::Learn => &[("debug_message", 0)],
            Mode::Monitor => &[("debug_message", 0), ("deposit_event", 0)],
            Mode::Enforce => &[("debug_message", 0), ("seal_return", 0)],
        };
        for (name, version) in wanted {
            support.import(name, *version);
        }
        if support.purpose.owner.is_some() {
            for (name, version) in [
                ("get_storage", 1),
                ("set_storage", 2),
                ("clear_storage", 1),
                ("caller", 0),
                ("now", 0),
                ("seal_return", 0),
            ] {
                support.import(name, version);
            }
        }
        if support.purpose.reentry.is_some() {
            for (name, version) in [("get_storage", 1), ("set_storage", 2), ("clear_storage", 1)] {
                support.import(name, version);
            }
        }
        support.lay_out();
        support
    }

    /// Index of a host function, imported if it is not yet.
    pub(crate) fn import(&mut self, name: &'static str, version: u8) -> u32 {
        const MODULES: [&str; 3] = ["seal0", "seal1", "seal2"];
        if let Some(own) = self.module.import_of(name, version) {
            return own;
        }
        let module = MODULES[usize::from(version.min(2))];
        let at = self.added.imports.iter().position(|import| import.0 == module && import.1 == name);
        let at = at.unwrap_or_else(|| {
            let Some(host) = crate::host::find(module, name) else { return usize::MAX };
            let ty = |letter| if letter == 'i' { ValType::I32 } else { ValType::I64 };
            let params: Vec<ValType> = host.parameters.chars().map(ty).collect();
            let results: Vec<ValType> = host.result.into_iter().map(ty).collect();
            let ty = self.module.type_index(&mut self.added, &params, &results);
            self.added.imports.push((module, name, ty));
            self.added.imports.len() - 1
        });
        self.module.imported() + index(at)
    }

    /// Fixes all indices, then writes the helpers. No import may be added afterwards.
    fn lay_out(&mut self) {
        let imports = self.module.imported() + index(self.added.imports.len());
        let front = if self.purpose.mode == Mode::Learn { 1 } else { 2 };
        let own = imports + front;
        self.back = own + index(self.module.functions.len());
        self.calls = (0..self.module.imported()).chain(own..self.back).collect();
        match self.purpose.mode {
            Mode::Learn => {
                self.print = imports;
                let print = self.print_body(true);
                let ty = self.module.type_index(&mut self.added, &[ValType::I64, ValType::I64], &[]);
                self.added.front.push((ty, print));
            }
            Mode::Monitor | Mode::Enforce => {
                (self.miss, self.mask) = (imports, imports + 1);
                let print = self.print_body(self.purpose.mode == Mode::Monitor);
                self.print = self.add(&[ValType::I64, ValType::I64], &[], print);
                let finish = self.finish_body();
                self.finish = self.add(&[], &[], finish);
                let allowed = self.purpose.owner.is_some().then(|| self.allowed());
                let miss = self.miss_body(allowed);
                let ty = self.module.type_index(&mut self.added, &[ValType::I32], &[]);
                self.added.front.push((ty, miss));
                let mask = self.mask_body();
                let ty = self.module.type_index(&mut self.added, &[ValType::I64, ValType::I64, ValType::I32], &[]);
                self.added.front.push((ty, mask));
            }
        }
    }

    /// Adds a function behind the module's own; answers with its index.
    pub(crate) fn add(&mut self, params: &[ValType], results: &[ValType], mut body: Function) -> u32 {
        body.instructions().end();
        let ty = self.module.type_index(&mut self.added, params, results);
        self.added.back.push((ty, body));
        self.back + index(self.added.back.len()) - 1
    }

    fn first_miss(&self) -> u32 {
        self.module.globals
    }

    pub(crate) fn did(&self) -> u32 {
        self.module.globals + 1
    }

    pub(crate) fn selector(&self) -> u32 {
        self.module.globals + 2
    }

    /// The global in which callers leave a callee's context.
    pub fn context(&self) -> u32 {
        self.module.globals + 3
    }

    /// The helpers that the code of one function calls: those of all, and those of its own larger sets and contexts.
    pub fn helpers(&mut self, plan: &Plan) -> crate::emit::Helpers {
        let mut words = Vec::new();
        for check in &plan.checks {
            if let Check::Words(set, base) = check {
                words.push(self.words(set, *base));
            }
        }
        let context = match &plan.context {
            Some(Context::Judged { seen, paths, unknown }) => self.context_of(seen, *paths, *unknown),
            _ => u32::MAX,
        };
        let judges = |act: &Act| matches!(act, Act::Left { check: Some(_), .. });
        if self.rounds.is_none() && plan.acts.values().flatten().any(judges) {
            self.rounds = Some(self.rounds_helper());
        }
        let rounds = self.rounds.unwrap_or(u32::MAX);
        crate::emit::Helpers { print: self.print, miss: self.miss, mask: self.mask, words, rounds, context }
    }

    /// Puts wrappers in the place of the host functions that matter, and answers with the exports' new indices.
    /// `returns`: whether `call` and `deploy` can end other than through a host function.
    pub fn wrap(&mut self, returns: [bool; 2]) -> [u32; 2] {
        for (at, import) in self.module.imports.iter().enumerate() {
            let at = index(at);
            if import.host.effect != Effect::None {
                if let Some(wrapper) = self.wrapper(at, import.host) {
                    self.calls[at as usize] = wrapper;
                }
            }
        }
        let exports = [(self.module.call, 0), (self.module.deploy, 1)];
        exports.map(|(function, which)| self.export(function, which, returns[which as usize]))
    }

    fn types_of(&self, function: u32) -> (Vec<ValType>, Vec<ValType>) {
        let signature = self.module.signature(function);
        let map = |types: &[wasmparser::ValType]| types.iter().map(|ty| value(*ty)).collect();
        (map(&signature.params), map(&signature.results))
    }
}
