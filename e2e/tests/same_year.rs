//! Compliance years on the real node end as they do in this process.

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use weir_e2e::{weir, DevNode};

/// What `weir year` says of the first 60 installations in three years.
fn year(engine: &str) -> Value {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/uk-ets");
    let mut command = Command::new(weir());
    command.args(["year", "--limit", "60", "--json", "--engine", engine, "--data"]).arg(data);
    let output = command.output().expect("the command runs");
    assert!(output.status.success(), "{engine}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn sixty_installations_in_three_years_end_alike_on_both_engines() {
    let node = DevNode::start();
    let (on_node, embedded) = (year(&node.url()), year("embedded"));
    let rows = embedded["result"]["comparison"]["rows"].as_u64();
    assert_eq!(rows, Some(180), "{}", embedded["result"]["comparison"]);
    assert_eq!(format!("{:#}", on_node["result"]), format!("{:#}", embedded["result"]));
}
