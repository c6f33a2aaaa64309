//! The host functions of the small chain.

use super::*;

pub(super) fn trap(why: &str) -> Error {
    Error::new(why.to_owned())
}

pub(super) struct View<'a, 'b>(&'a mut Caller<'b, Host>);

impl View<'_, '_> {
    fn lenient(&self) -> bool {
        self.0.data().world.0.borrow().lenient
    }
    fn inside(&self, at: u32, length: usize) -> Result<(), Error> {
        let memory = self.0.data().memory.ok_or_else(|| trap("no memory"))?;
        let end = (at as usize).saturating_add(length);
        if end > memory.data(&*self.0).len() {
            Err(trap("out of bounds"))
        } else {
            Ok(())
        }
    }
    fn read(&self, at: u32, length: u32) -> Result<Vec<u8>, Error> {
        let (at, length) = if self.lenient() { (at % 60_000, length % 64) } else { (at, length) };
        let memory = self.0.data().memory.ok_or_else(|| trap("no memory"))?;
        let mut bytes = vec![0; length.min(1 << 21) as usize];
        memory.read(&*self.0, at as usize, &mut bytes).map_err(|_| trap("out of bounds"))?;
        Ok(bytes)
    }
    fn write(&mut self, at: u32, bytes: &[u8]) -> Result<(), Error> {
        let at = if self.lenient() { at % 60_000 } else { at };
        let memory = self.0.data().memory.ok_or_else(|| trap("no memory"))?;
        memory.write(&mut *self.0, at as usize, bytes).map_err(|_| trap("out of bounds"))
    }
    fn word(&self, at: u32) -> Result<u32, Error> {
        let bytes = self.read(at, 4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }
    /// Out buffers of the pallet: too small traps, the length is written back.
    fn give(&mut self, at: u32, length_at: u32, bytes: &[u8]) -> Result<(), Error> {
        if at == u32::MAX {
            return Ok(());
        }
        if (self.word(length_at)? as usize) < bytes.len() && !self.lenient() {
            return Err(trap("output buffer too small"));
        }
        self.write(at, bytes)?;
        self.write(length_at, &(bytes.len() as u32).to_le_bytes())
    }
    fn mutating(&self) -> Result<(), Error> {
        if self.0.data().read_only {
            Err(trap("state change denied"))
        } else {
            Ok(())
        }
    }
}

pub(super) fn dispatch(caller: &mut Caller<'_, Host>, name: &str, p: &[u32]) -> Result<u32, Error> {
    const NONE: u32 = u32::MAX;
    const NOT_FOUND: u32 = 3;
    let (world, own) = (caller.data().world.clone(), caller.data().own);
    let mut view = View(caller);
    let stored = |key: &[u8]| world.0.borrow().state.storage[own].get(key).cloned();
    let length = |old: Option<Vec<u8>>| old.map_or(NONE, |old| old.len() as u32);
    let put = |key: Vec<u8>, value: Option<Vec<u8>>| {
        let storage = &mut world.0.borrow_mut().state.storage[own];
        length(match value {
            Some(value) => storage.insert(key, value),
            None => storage.remove(&key),
        })
    };
    match name {
        "set_storage2" => {
            view.mutating()?;
            let (key, value) = (view.read(p[0], p[1])?, view.read(p[2], p[3])?);
            Ok(put(key, Some(value)))
        }
        "set_storage0" | "set_storage1" => {
            view.mutating()?;
            let (key, value) = (view.read(p[0], 32)?, view.read(p[1], p[2])?);
            Ok(put(key, Some(value)))
        }
        "clear_storage1" => {
            view.mutating()?;
            let key = view.read(p[0], p[1])?;
            Ok(put(key, None))
        }
        "clear_storage0" => {
            view.mutating()?;
            let key = view.read(p[0], 32)?;
            Ok(put(key, None))
        }
        "get_storage1" => match stored(&view.read(p[0], p[1])?) {
            Some(value) => view.give(p[2], p[3], &value).map(|()| 0),
            None => Ok(NOT_FOUND),
        },
        "get_storage0" => match stored(&view.read(p[0], 32)?) {
            Some(value) => view.give(p[1], p[2], &value).map(|()| 0),
            None => Ok(NOT_FOUND),
        },
        "contains_storage1" => Ok(length(stored(&view.read(p[0], p[1])?))),
        "contains_storage0" => Ok(length(stored(&view.read(p[0], 32)?))),
        "take_storage0" => {
            view.mutating()?;
            let key = view.read(p[0], p[1])?;
            match stored(&key) {
                Some(value) => {
                    view.give(p[2], p[3], &value)?;
                    put(key, None);
                    Ok(0)
                }
                None => Ok(NOT_FOUND),
            }
        }
        "input0" => {
            let input = view.0.data().input.clone();
            // Guarded builds read where the input went; the pallet lets nobody have it outside of the memory.
            view.inside(p[0], input.len())?;
            view.inside(p[1], 4)?;
            view.give(p[0], p[1], &input).map(|()| 0)
        }
        "seal_return0" => {
            let data = view.read(p[1], p[2])?;
            view.0.data_mut().ended = Some((p[0], data));
            Err(trap("returned"))
        }
        "terminate1" | "terminate0" => {
            view.mutating()?;
            world.0.borrow_mut().state.gone.push(own);
            view.0.data_mut().ended = Some((0, Vec::new()));
            Err(trap("terminated"))
        }
        "set_code_hash0" => {
            view.mutating()?;
            let hash = view.read(p[0], 32)?;
            world.0.borrow_mut().state.codes[own] = usize::from(hash[0]);
            Ok(0)
        }
        "deposit_event0" => {
            view.mutating()?;
            let (topics, data) = (view.read(p[0], p[1])?, view.read(p[2], p[3])?);
            world.0.borrow_mut().state.events.push((own, topics, data));
            Ok(0)
        }
        "debug_message0" => {
            let text = view.read(p[0], p[1])?;
            world.0.borrow_mut().debug.push_str(&String::from_utf8_lossy(&text));
            Ok(0)
        }
        "caller0" => {
            let account = view.0.data().caller;
            view.give(p[0], p[1], &account).map(|()| 0)
        }
        "address0" => view.give(p[0], p[1], &account(own)).map(|()| 0),
        "value_transferred0" => {
            let value = world.0.borrow().value;
            view.give(p[0], p[1], &value.to_le_bytes()).map(|()| 0)
        }
        "balance0" | "minimum_balance0" | "weight_to_fee0" => {
            let n = p.len();
            view.give(p[n - 2], p[n - 1], &1_000_u128.to_le_bytes()).map(|()| 0)
        }
        "now0" => {
            let now = world.0.borrow().now;
            view.give(p[0], p[1], &now.to_le_bytes()).map(|()| 0)
        }
        "block_number0" => view.give(p[0], p[1], &7_u32.to_le_bytes()).map(|()| 0),
        "own_code_hash0" => view.give(p[0], p[1], &[7; 32]).map(|()| 0),
        "code_hash0" => view.give(p[1], p[2], &[7; 32]).map(|()| 0),
        "hash_blake2_2560" | "hash_sha2_2560" | "hash_keccak_2560" => {
            let bytes = view.read(p[0], p[1])?;
            view.write(p[2], &weir_guard::module::code_hash(&bytes)).map(|()| 0)
        }
        "hash_blake2_1280" => {
            let bytes = view.read(p[0], p[1])?;
            view.write(p[2], &weir_guard::module::code_hash(&bytes)[..16]).map(|()| 0)
        }
        "caller_is_origin0" | "is_contract0" | "caller_is_root0" | "transfer0" | "sr25519_verify0" => Ok(0),
        "call2" => sub_call(&mut view, &world, own, [p[0], p[1], p[6], p[7], p[8], p[9]]),
        "call1" => sub_call(&mut view, &world, own, [p[0], p[1], p[4], p[5], p[6], p[7]]),
        _ => Err(trap("not in this chain")),
    }
}

/// `[flags, callee, input, input length, output, output length]`
fn sub_call(view: &mut View<'_, '_>, world: &World, own: usize, p: [u32; 6]) -> Result<u32, Error> {
    const TAIL: u32 = 4;
    const REENTRY: u32 = 8;
    const READ_ONLY: u32 = 16;
    let callee = usize::from(view.read(p[1], 32)?[0]);
    const FORWARD: u32 = 3;
    // Forwarded input is this frame's own; the pointers are not looked at then.
    let input = if p[0] & FORWARD != 0 { view.0.data().input.clone() } else { view.read(p[2], p[3])? };
    let read_only = view.0.data().read_only || p[0] & READ_ONLY != 0;
    {
        let mut inner = world.0.borrow_mut();
        if callee >= inner.state.codes.len() {
            return Ok(8);
        }
        if let Some(top) = inner.stack.last_mut() {
            top.1 = p[0] & REENTRY != 0;
        }
        if inner.stack.iter().any(|(open, comes_back)| *open == callee && !comes_back) {
            return Ok(1);
        }
    }
    let outcome = world.run(callee, account(own), "call", &input, read_only);
    if let Some(top) = world.0.borrow_mut().stack.last_mut() {
        top.1 = true;
    }
    match outcome {
        Outcome::Trapped => Ok(1),
        Outcome::Returned { flags, data } if p[0] & TAIL != 0 => {
            view.0.data_mut().ended = Some((flags, data));
            Err(trap("tail"))
        }
        Outcome::Returned { flags, data } => {
            view.give(p[4], p[5], &data)?;
            Ok(if flags & 1 == 0 { 0 } else { 2 })
        }
    }
}
