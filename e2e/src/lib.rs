//! A real node for tests: started on a free port, ended when dropped.

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};
use weir_client::{connect, Chain};

/// How long the node may take until its RPC answers (the budget of issue 3, and slack for a busy machine).
const START_LIMIT: Duration = Duration::from_secs(60);

/// A development node with a chain of its own, in a temporary folder.
pub struct DevNode {
    process: Child,
    folder: PathBuf,
    port: u16,
    /// How long its RPC took to answer.
    pub started_in: Duration,
}

impl DevNode {
    /// Takes the binary that `$WEIR_NODE` names, else builds it unless it is there; starts it on a free port, and waits until it answers.
    ///
    /// # Panics
    /// When the node cannot be built or does not answer: a test that needs it has failed then.
    pub fn start() -> Self {
        let binary = binary();
        let port = free_port().expect("a free port");
        let folder = std::env::temp_dir().join(format!("weir-e2e-{}-{port}", std::process::id()));
        let begun = Instant::now();
        let process = Command::new(&binary)
            .args(["--dev", "--rpc-port", &port.to_string(), "--base-path"])
            .arg(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", binary.display()));
        let mut node = Self { process, folder, port, started_in: Duration::ZERO };
        while let Err(error) = connect(&node.url()) {
            if let Ok(Some(status)) = node.process.try_wait() {
                panic!("the node stopped at once: {status}");
            }
            assert!(begun.elapsed() < START_LIMIT, "no answer within {} s: {error}", START_LIMIT.as_secs());
            sleep(Duration::from_millis(100));
        }
        node.started_in = begun.elapsed();
        node
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// A connection to it.
    ///
    /// # Panics
    /// When it does not answer any more.
    pub fn connect(&self) -> Box<dyn Chain> {
        connect(&self.url()).expect("the node answered before")
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for DevNode {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The `weir` command that `$WEIR` names (scripts/e2e.sh builds it once for all tests), or that of these very sources, built for the test.
///
/// # Panics
/// When it does not compile, or is called by anything but a test.
pub fn weir() -> &'static Path {
    static WEIR: OnceLock<PathBuf> = OnceLock::new();
    WEIR.get_or_init(|| {
        if let Some(named) = std::env::var_os("WEIR").filter(|named| !named.is_empty()) {
            return PathBuf::from(named);
        }
        let built =
            Command::new(env!("CARGO")).args(["build", "--locked", "--quiet", "--workspace", "--bin", "weir"]).status();
        assert!(built.expect("cargo runs").success(), "the command does not compile");
        let test = std::env::current_exe().expect("a test has a path");
        test.ancestors().nth(2).expect("tests lie in deps").join("weir")
    })
}

/// The node that `$WEIR_NODE` names, or that of these very sources, built unless it is there.
fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("WEIR_NODE").filter(|named| !named.is_empty()) {
        return PathBuf::from(named);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/node.sh");
    let built = Command::new("bash").arg(&script).arg("build").stderr(Stdio::inherit()).output();
    let built = built.unwrap_or_else(|error| panic!("{} does not run: {error}", script.display()));
    assert!(built.status.success(), "scripts/node.sh build failed");
    let printed = String::from_utf8_lossy(&built.stdout);
    PathBuf::from(printed.lines().last().unwrap_or_default())
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
