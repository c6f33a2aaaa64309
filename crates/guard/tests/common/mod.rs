//! A small chain: contracts in wasmi as pallet-contracts 40.1 configures it, storage, calls, roll-back. No FRAME.
#![allow(dead_code)] // Each test file uses a part of it.

mod host;
pub mod learn;
pub mod speak;

use host::dispatch;

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use wasmi::{
    core::{TrapCode, ValType},
    AsContextMut, Caller, Config, Engine, Error, ExternType, Func, FuncType, Linker, Memory, Module, Store, Val,
};

pub const FUEL: u64 = 50_000_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Returned { flags: u32, data: Vec<u8> },
    Trapped,
}

impl Outcome {
    pub fn ok(data: &[u8]) -> Self {
        Self::Returned { flags: 0, data: data.to_vec() }
    }
    /// What a guarded contract answers to a path it has not seen.
    pub fn refused() -> Self {
        Self::Returned { flags: 1, data: vec![1, 1] }
    }
    pub fn lasts(&self) -> bool {
        matches!(self, Self::Returned { flags, .. } if flags & 1 == 0)
    }
}

pub type Storage = BTreeMap<Vec<u8>, Vec<u8>>;

/// What a transaction can change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    pub storage: Vec<Storage>,
    pub events: Vec<(usize, Vec<u8>, Vec<u8>)>,
    pub gone: Vec<usize>,
    pub codes: Vec<usize>,
}

#[derive(Default)]
pub struct Inner {
    pub codes: Vec<Vec<u8>>,
    pub state: State,
    pub debug: String,
    pub now: u64,
    pub value: u128,
    pub fuel: u64,
    pub host_calls: u64,
    /// What each frame asked of the chain, in order, with the numbers it passed; what it says for debugging is left
    /// out.
    pub trace: Vec<(String, Vec<u32>)>,
    /// Frames that met a limit of the engine, its stack's or the fuel's: a guarded build may meet it earlier.
    pub limited: usize,
    /// Hash of each frame's memory when it ended.
    pub memories: Vec<[u8; 32]>,
    /// Pointers and lengths are brought into the memory: what a fuzzer writes hardly ever fits otherwise.
    pub lenient: bool,
    stack: Vec<(usize, bool)>,
}

#[derive(Clone, Default)]
pub struct World(pub Rc<RefCell<Inner>>);

struct Host {
    world: World,
    own: usize,
    caller: [u8; 32],
    input: Vec<u8>,
    memory: Option<Memory>,
    ended: Option<(u32, Vec<u8>)>,
    read_only: bool,
}

pub fn account(number: usize) -> [u8; 32] {
    [u8::try_from(number).unwrap_or(255); 32]
}

impl World {
    /// Adds a contract with this code; its account is `account(index)`.
    pub fn add(&self, code: &[u8]) -> usize {
        let mut inner = self.0.borrow_mut();
        inner.codes.push(code.to_vec());
        inner.state.storage.push(Storage::new());
        let code = inner.codes.len() - 1;
        inner.state.codes.push(code);
        code
    }

    pub fn state(&self) -> State {
        self.0.borrow().state.clone()
    }

    pub fn debug(&self) -> String {
        std::mem::take(&mut self.0.borrow_mut().debug)
    }

    pub fn call(&self, to: usize, input: &[u8]) -> Outcome {
        self.run(to, account(200), "call", input, false)
    }

    pub fn call_as(&self, caller: usize, to: usize, input: &[u8]) -> Outcome {
        self.run(to, account(caller), "call", input, false)
    }

    pub fn deploy(&self, to: usize, input: &[u8]) -> Outcome {
        self.run(to, account(200), "deploy", input, false)
    }

    /// A frame; what it did is undone if it traps or reverts.
    pub fn run(&self, to: usize, caller: [u8; 32], export: &str, input: &[u8], read_only: bool) -> Outcome {
        let before = self.state();
        let code = {
            let mut inner = self.0.borrow_mut();
            inner.stack.push((to, true));
            let code = inner.state.codes[to];
            inner.codes[code].clone()
        };
        let outcome = self.execute(&code, to, caller, export, input, read_only);
        let mut inner = self.0.borrow_mut();
        inner.stack.pop();
        if !outcome.lasts() {
            inner.state = before;
        }
        outcome
    }

    fn execute(
        &self,
        code: &[u8],
        own: usize,
        caller: [u8; 32],
        export: &str,
        input: &[u8],
        read_only: bool,
    ) -> Outcome {
        let engine = engine();
        let module = Module::new(&engine, code).expect("code the engine takes");
        let host =
            Host { world: self.clone(), own, caller, input: input.to_vec(), memory: None, ended: None, read_only };
        let mut store = Store::new(&engine, host);
        store.set_fuel(FUEL).expect("metered");
        let mut linker = Linker::new(&engine);
        for import in module.imports() {
            let (from, name) = (import.module().to_owned(), import.name().to_owned());
            match import.ty().clone() {
                ExternType::Memory(ty) => {
                    let memory = Memory::new(&mut store, ty).expect("memory");
                    if self.0.borrow().lenient {
                        // Not all zero, so that storage holds different things.
                        let bytes: Vec<u8> = (0..60_000_u32).map(|at| (at * 7 % 251) as u8).collect();
                        memory.write(&mut store, 0, &bytes).expect("a page is there");
                    }
                    store.data_mut().memory = Some(memory);
                    linker.define(&from, &name, memory).expect("one memory");
                }
                ExternType::Func(ty) => {
                    let function = host_function(&mut store, &from, &name, ty);
                    linker.define(&from, &name, function).expect("defined once");
                }
                _ => panic!("import {name}"),
            }
        }
        let instance = linker.instantiate(&mut store, &module).and_then(|pre| pre.start(&mut store));
        let Ok(instance) = instance else { return Outcome::Trapped };
        let entry = instance.get_func(&store, export).expect("exported");
        let mut results = vec![Val::I32(0); entry.ty(&store).results().len()];
        let result = entry.call(&mut store, &[], &mut results);
        self.0.borrow_mut().fuel += FUEL - store.get_fuel().expect("metered");
        if let Some(memory) = store.data().memory {
            let hash = weir_guard::module::code_hash(memory.data(&store));
            self.0.borrow_mut().memories.push(hash);
        }
        let limit = |code| matches!(code, TrapCode::StackOverflow | TrapCode::OutOfFuel);
        if result.as_ref().err().and_then(Error::as_trap_code).is_some_and(limit) {
            self.0.borrow_mut().limited += 1;
        }
        match (store.data_mut().ended.take(), result) {
            (Some((flags, data)), _) => Outcome::Returned { flags, data },
            (None, Ok(())) => Outcome::ok(&[]),
            (None, Err(_)) => Outcome::Trapped,
        }
    }
}

fn engine() -> Engine {
    let mut config = Config::default();
    config
        .wasm_multi_value(false)
        .wasm_mutable_global(false)
        .wasm_sign_extension(true)
        .wasm_bulk_memory(false)
        .wasm_reference_types(false)
        .wasm_tail_call(false)
        .wasm_extended_const(false)
        .wasm_saturating_float_to_int(false)
        .floats(false)
        .consume_fuel(true);
    Engine::new(&config)
}

/// Whether pallet-contracts' engine takes this code.
pub fn engine_takes(code: &[u8]) -> Result<(), String> {
    Module::new(&engine(), code).map(drop).map_err(|error| error.to_string())
}

fn host_function(store: &mut Store<Host>, module: &str, name: &str, ty: FuncType) -> Func {
    let version = module.trim_start_matches("seal").to_owned();
    let plain = if name == "seal_return" { name } else { name.strip_prefix("seal_").unwrap_or(name) };
    let key = format!("{plain}{version}");
    let wide = ty.results() == [ValType::I64];
    Func::new(store.as_context_mut(), ty, move |mut caller: Caller<'_, Host>, params: &[Val], results: &mut [Val]| {
        let words: Vec<u32> = params
            .iter()
            .map(|value| match value {
                Val::I32(word) => *word as u32,
                Val::I64(word) => *word as u32,
                _ => 0,
            })
            .collect();
        let world = caller.data().world.clone();
        world.0.borrow_mut().host_calls += 1;
        if key != "debug_message0" {
            world.0.borrow_mut().trace.push((key.clone(), words.clone()));
        }
        let result = dispatch(&mut caller, &key, &words)?;
        if let Some(place) = results.first_mut() {
            *place = if wide { Val::I64(i64::from(result)) } else { Val::I32(result as i32) };
        }
        Ok(())
    })
}
