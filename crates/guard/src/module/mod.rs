//! A whole contract module: what is read of it, and how it is put together again.

mod bundle;
mod lines;
mod names;
mod read;
mod write;

pub use bundle::Bundle;
pub use names::Names;
pub(crate) use write::value;
pub use write::{Added, Rewritten};

use crate::{
    error::{Error, Result},
    host::Host,
};
use std::ops::Range;
use wasmparser::{Operator, ValType};

/// The custom section that marks guarded code; its content is the mode's byte.
pub const MARK: &str = "weir.guard";

/// Memory pages a contract may ask for (`Limits::memory_pages` of pallet-contracts' schedule).
const MEMORY_PAGES: u64 = 16;

/// Blocks inside blocks that are followed. pallet-contracts has no limit of its own; compilers stay under 300.
const MAX_DEPTH: usize = 4_096;

/// Instructions in one function.
const MAX_OPS: usize = 200_000;

/// A function's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Types of the parameters.
    pub params: Vec<ValType>,
    /// Type of the result: none or one, multi-value is off.
    pub results: Vec<ValType>,
}

/// An imported host function.
#[derive(Debug, Clone, Copy)]
pub struct Import {
    /// Which one.
    pub host: Host,
    /// Index of its signature.
    pub ty: u32,
}

/// A function of the module's own.
#[derive(Debug, Clone)]
pub struct Function<'a> {
    /// Index of its signature.
    pub ty: u32,
    /// Its locals in runs, without the parameters.
    pub locals: Vec<(u32, ValType)>,
    /// The instructions with their place in [`Module::bytes`]; the last is the `end` of the body.
    pub ops: Vec<(Operator<'a>, Range<usize>)>,
}

/// A table segment.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Where it starts: the constant expression, encoded, without its `end`.
    pub offset: Vec<u8>,
    /// Function indices.
    pub functions: Vec<u32>,
}

/// A contract that pallet-contracts accepts, read.
#[derive(Debug, Clone)]
pub struct Module<'a> {
    /// All of it.
    pub bytes: &'a [u8],
    /// Signatures by index.
    pub types: Vec<Signature>,
    /// Imported functions: function indices `0..imports.len()`.
    pub imports: Vec<Import>,
    /// Own functions: function indices from `imports.len()` on.
    pub functions: Vec<Function<'a>>,
    /// Number of globals.
    pub globals: u32,
    /// Function index of the exported `call`.
    pub call: u32,
    /// Function index of the exported `deploy`.
    pub deploy: u32,
    /// Table segments.
    pub segments: Vec<Segment>,
    /// The addresses that each data segment fills.
    pub data: Vec<Range<u32>>,
    /// Function names and source lines, where there are sections with them.
    pub names: Names,
    sections: Sections<'a>,
}

/// Parts that are copied as they are.
#[derive(Debug, Clone, Default)]
struct Sections<'a> {
    /// `(module, name, type)` of each import as written, the memory among them.
    imports: Vec<(&'a str, &'a str, wasm_encoder::EntityType)>,
    types: Option<&'a [u8]>,
    table: Option<&'a [u8]>,
    globals: Option<&'a [u8]>,
    data: Option<&'a [u8]>,
}

impl<'a> Module<'a> {
    /// Reads a contract.
    ///
    /// # Errors
    /// Whatever pallet-contracts would refuse it for, memory without a first page, and code that is guarded already.
    pub fn read(bytes: &'a [u8]) -> Result<Self> {
        read::read(bytes, false)
    }

    /// The same of code that may be guarded.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_marked(bytes: &'a [u8]) -> Result<Self> {
        read::read(bytes, true)
    }

    /// Takes other names and lines than its own, which may be none.
    pub fn add_names(&mut self, names: Names) {
        self.names = names;
        [("call", self.call), ("deploy", self.deploy)].iter().for_each(|(name, at)| self.names.or_else(*at, name));
    }

    /// How many functions are imported: the index of the first own one.
    pub fn imported(&self) -> u32 {
        index(self.imports.len())
    }

    /// Number of functions, imported and own.
    pub fn function_count(&self) -> u32 {
        self.imported() + index(self.functions.len())
    }

    /// The own function with this index, if it is one.
    pub fn function(&self, function: u32) -> Option<&Function<'a>> {
        self.functions.get(function.checked_sub(self.imported())? as usize)
    }

    /// The host function with this index, if it is one.
    pub fn host(&self, function: u32) -> Option<Host> {
        self.imports.get(function as usize).map(|import| import.host)
    }

    /// The signature of a function, imported or own.
    pub fn signature(&self, function: u32) -> &Signature {
        let ty = match self.imports.get(function as usize) {
            Some(import) => import.ty,
            None => self.functions[(function - self.imported()) as usize].ty,
        };
        &self.types[ty as usize]
    }

    /// Index of the imported host function of this name and version.
    pub fn import_of(&self, name: &str, version: u8) -> Option<u32> {
        self.imports.iter().position(|import| import.host.name == name && import.host.version == version).map(index)
    }

    /// Whether a data segment fills this address.
    pub fn is_filled(&self, address: u32) -> bool {
        self.data.iter().any(|segment| segment.contains(&address))
    }

    /// Whether the module's own data stands at this address: between two segments it is zeros, which builds leave out.
    pub fn has_data(&self, address: u32) -> bool {
        let begin = self.data.iter().map(|segment| segment.start).min().unwrap_or(0);
        let end = self.data.iter().map(|segment| segment.end).max().unwrap_or(0);
        (begin..end).contains(&address)
    }

    /// The functions an indirect call with this type may reach.
    pub fn table_functions(&self, ty: u32) -> impl Iterator<Item = u32> + '_ {
        let wanted = &self.types[ty as usize];
        self.segments
            .iter()
            .flat_map(|segment| segment.functions.iter().copied())
            .filter(move |function| self.signature(*function) == wanted)
    }

    /// The functions an instruction may call.
    pub fn callees(&self, op: &Operator<'_>) -> Vec<u32> {
        match op {
            Operator::Call { function_index } => vec![*function_index],
            Operator::CallIndirect { type_index, .. } => self.table_functions(*type_index).collect(),
            _ => Vec::new(),
        }
    }
}

/// A length as a Wasm index. A module of more than 4 GiB does not get this far.
pub(crate) fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The code hash the chain knows this code by: blake2b-256.
pub fn code_hash(code: &[u8]) -> [u8; 32] {
    use blake2::{digest::consts::U32, Blake2b, Digest};
    Blake2b::<U32>::digest(code).into()
}

/// `0x…`
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::from("0x"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes from hexadecimal, with or without `0x`.
///
/// # Errors
/// Anything else.
pub fn unhex(text: &str) -> Result<Vec<u8>> {
    let bare = text.strip_prefix("0x").unwrap_or(text);
    let bad = || Error::Bundle("bad hexadecimal".into());
    if bare.len() % 2 != 0 || !bare.is_ascii() {
        return Err(bad());
    }
    (0..bare.len()).step_by(2).map(|at| u8::from_str_radix(&bare[at..at + 2], 16).map_err(|_| bad())).collect()
}
