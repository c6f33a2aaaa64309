//! What a test's transactions said, written down: the training set of `weir guard learn-suite --scenario drink`.
//!
//! Off unless `$WEIR_TRACE` names a folder. Then each test appends to a file of its own the debug messages of its transactions,
//! each behind a line `# test`. What is written is what the guard is to take for normal:
//!
//! * what lasted. Of a call that was refused nothing did; so a test of an attack leaves its preparations only;
//! * questions that ask other contracts, which a guarded contract judges too;
//! * nothing of a world from the moment at which its test says [`crate::Drink::unrecorded`]: from there on a partner contract
//!   answers what no partner of the suite would. The contract's way through it may last, and be right; it is not normal.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder that a variable names.
pub fn folder(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// A test's file.
pub struct Trace {
    file: File,
    test: String,
}

/// What a learning build prints where it calls another contract: the mark of its lines and the kind of this one.
const CALLS_OUT: &[u8] = b"~wg04";

impl Trace {
    /// This test's file, if traces are wanted.
    pub fn open() -> Option<Self> {
        let folder = folder("WEIR_TRACE")?;
        let program = env::current_exe().ok()?;
        // cargo puts a hash behind the name.
        let stem = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let binary = stem.rsplit_once('-').map_or(stem.as_str(), |(name, _)| name);
        let test = format!("{binary}::{}", std::thread::current().name().unwrap_or("main"));
        let path = folder.join(test.replace("::", ".") + ".txt");
        Some(Self { file: opened(&path), test })
    }

    /// A transaction that lasted.
    pub fn write(&mut self, said: &[u8]) {
        let text = [b"# ", self.test.as_bytes(), b"\n", said, b"\n"].concat();
        self.file.write_all(&text).unwrap_or_else(|error| panic!("the trace of {}: {error}", self.test));
    }

    /// A question, if it asked other contracts.
    pub fn write_question(&mut self, said: &[u8]) {
        if said.windows(CALLS_OUT.len()).any(|window| window == CALLS_OUT) {
            self.write(said);
        }
    }
}

/// A test may have several worlds, one after the other.
fn opened(path: &Path) -> File {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
