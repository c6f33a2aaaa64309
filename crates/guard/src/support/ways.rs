//! What stands in the place of host functions and of the exports.

use super::{body, print::at, Line, Support, CALLED, REENTERED, WROTE};
use crate::{
    host::{flags, Effect, Host, REVERT},
    instrument::Mode,
};
use wasm_encoder::{BlockType, Function, ValType};

impl Support<'_> {
    /// Adds what is called instead of import `at`; `None` if that can stay.
    pub(super) fn wrapper(&mut self, at: u32, host: Host) -> Option<u32> {
        let learns = self.purpose.mode == Mode::Learn;
        // Locals that nobody needs are bytes in every frame.
        let calls = matches!(host.effect, Effect::Call | Effect::Delegate) || host.name == "instantiate";
        let mut function = body((calls && (learns || self.purpose.reentry.is_some())).then_some((2, ValType::I32)));
        let scratch = host.parameters.len() as u32;
        match host.effect {
            Effect::None => return None,
            Effect::Input => {
                self.pass_on(&mut function, at, host);
                self.keep_selector(&mut function);
            }
            Effect::Return => {
                if learns {
                    let code = &mut function.instructions();
                    code.i64_const(Line::End.bits());
                    self.how_it_ends(&mut function);
                    let code = &mut function.instructions();
                    code.local_get(0).i32_const(REVERT).i32_and().i64_extend_i32_u().i64_or().call(self.print);
                } else {
                    let code = &mut function.instructions();
                    code.local_get(0).i32_const(REVERT).i32_and().i32_eqz().if_(BlockType::Empty);
                    code.call(self.finish).end();
                }
                self.pass_on(&mut function, at, host);
            }
            Effect::Terminate if learns => {
                self.say(&mut function, Line::End.bits(), i64::from(WROTE) << 1);
                self.pass_on(&mut function, at, host);
            }
            Effect::SetCode if learns => {
                self.did_more(&mut function, WROTE);
                self.pass_on(&mut function, at, host);
            }
            Effect::Terminate | Effect::SetCode => {
                self.did_more(&mut function, WROTE);
                function.instructions().call(self.finish);
                self.pass_on(&mut function, at, host);
            }
            Effect::Write => {
                self.did_more(&mut function, WROTE);
                if learns && host.name == "instantiate" {
                    self.bracket(&mut function, at, host, scratch, false);
                } else {
                    self.pass_on(&mut function, at, host);
                }
            }
            Effect::Delegate | Effect::Call => {
                let flagged = host.effect == Effect::Delegate || host.version > 0;
                let marked = flagged && self.purpose.reentry.is_some() && host.effect == Effect::Call;
                self.did_more(&mut function, CALLED);
                if !learns {
                    if host.effect == Effect::Delegate {
                        function.instructions().call(self.finish);
                    }
                    if let Some((bits, miss)) = self.purpose.unseen.filter(|_| flagged && host.effect == Effect::Call) {
                        let code = &mut function.instructions();
                        code.local_get(0).i32_const(bits as i32).i32_and().if_(BlockType::Empty);
                        code.i32_const(miss as i32).call(self.miss).call(self.finish).end();
                    }
                    if flagged && self.purpose.tail_calls && host.effect == Effect::Call {
                        let code = &mut function.instructions();
                        code.local_get(0).i32_const(flags::TAIL_CALL as i32).i32_and().if_(BlockType::Empty);
                        code.call(self.finish).end();
                    }
                }
                if marked {
                    self.enter_mark(&mut function, scratch + 1, true);
                }
                if learns {
                    self.bracket(&mut function, at, host, scratch, flagged);
                } else {
                    self.pass_on(&mut function, at, host);
                }
                if marked {
                    self.enter_mark(&mut function, scratch + 1, false);
                }
            }
        }
        let (params, results) = self.types_of(at);
        Some(self.add(&params, &results, function))
    }

    /// Calls the host function with the wrapper's own parameters; its result stays on the stack.
    fn pass_on(&self, function: &mut Function, at: u32, host: Host) {
        for (number, _) in (0..).zip(host.parameters.chars()) {
            function.instructions().local_get(number);
        }
        function.instructions().call(at);
    }

    /// The same between two lines that say that what is in between comes from elsewhere.
    fn bracket(&self, function: &mut Function, at: u32, host: Host, scratch: u32, flagged: bool) {
        let delegates = i64::from(host.effect == Effect::Delegate);
        function.instructions().i64_const(Line::Out.bits() | delegates);
        if flagged {
            function.instructions().local_get(0).i64_extend_i32_u();
        } else {
            function.instructions().i64_const(0);
        }
        function.instructions().call(self.print);
        self.pass_on(function, at, host);
        let code = &mut function.instructions();
        code.local_tee(scratch).i64_const(Line::Back.bits()).local_get(scratch).i64_extend_i32_u().call(self.print);
    }

    /// Leaves what the frame did on the stack, one bit up: the second word of its last line, without REVERT.
    fn how_it_ends(&self, function: &mut Function) {
        let code = &mut function.instructions();
        code.global_get(self.did()).i64_extend_i32_u().i64_const(1).i64_shl();
    }

    fn did_more(&self, function: &mut Function, bits: i32) {
        let code = &mut function.instructions();
        if bits == WROTE {
            code.i32_const(WROTE).global_set(self.did());
        } else {
            code.global_get(self.did()).i32_const(bits).i32_or().global_set(self.did());
        }
    }

    /// After the input was copied: its first four bytes, for messages and for the owner.
    fn keep_selector(&mut self, function: &mut Function) {
        let code = &mut function.instructions();
        code.local_get(1).i32_load(at(0)).i32_const(4).i32_ge_u().if_(BlockType::Empty);
        code.local_get(0).i32_load(at(0)).global_set(self.selector());
        if self.purpose.mode == Mode::Learn {
            code.i64_const(Line::Selector.bits()).global_get(self.selector()).i64_extend_i32_u().call(self.print);
        }
        if let Some(reentry) = self.purpose.reentry.filter(|reentry| !reentry.allowed.is_empty()) {
            if self.purpose.mode != Mode::Learn {
                let code = &mut function.instructions();
                code.global_get(self.did()).i32_const(REENTERED).i32_and();
                for allowed in &reentry.allowed {
                    code.global_get(self.selector()).i32_const(*allowed as i32).i32_ne().i32_mul();
                }
                code.if_(BlockType::Empty).i32_const(reentry.code as i32).call(self.miss).end();
            }
        }
        if let Some(owner) = self.purpose.owner {
            let handler = self.owner_handler(owner);
            self.is_owners(function, owner);
            let code = &mut function.instructions();
            code.if_(BlockType::Empty).local_get(0).local_get(1).i32_load(at(0)).call(handler).end();
        }
        function.instructions().end();
    }

    /// At the start of a message: whether the contract is in the middle of a call.
    fn look_at_mark(&mut self, function: &mut Function) {
        let Some(reentry) = self.purpose.reentry else { return };
        let helper = self.mark_helper();
        let code = &mut function.instructions();
        code.i32_const(0).call(helper).i32_eqz().if_(BlockType::Empty);
        match self.purpose.mode {
            Mode::Learn => drop(code.i64_const(Line::Reentered.bits()).i64_const(0).call(self.print)),
            _ => {
                code.i32_const(REENTERED).global_set(self.did());
                if reentry.allowed.is_empty() {
                    code.i32_const(reentry.code as i32).call(self.miss);
                }
            }
        }
        code.end();
    }

    /// What is exported instead of `call` (0) or `deploy` (1).
    pub(super) fn export(&mut self, old: u32, which: i64, returns: bool) -> u32 {
        let learns = self.purpose.mode == Mode::Learn;
        let checks_entry = self.purpose.reentry.is_some() && which == 0;
        let own = self.calls[old as usize];
        if !learns && !returns && !checks_entry && self.purpose.owner.is_none() {
            return own;
        }
        let mut function = body([]);
        if learns {
            let mut build = [0; 8];
            build.copy_from_slice(&self.purpose.build[..8]);
            self.say(&mut function, Line::Begin.bits() | which, i64::from_be_bytes(build));
        }
        if checks_entry {
            self.look_at_mark(&mut function);
        }
        if self.purpose.owner.is_some() && which == 1 {
            self.forbid_owner(&mut function);
        }
        function.instructions().call(own);
        if learns {
            function.instructions().i64_const(Line::End.bits());
            self.how_it_ends(&mut function);
            function.instructions().call(self.print);
        } else if returns {
            function.instructions().call(self.finish);
        }
        let (params, results) = self.types_of(old);
        self.add(&params, &results, function)
    }
}
