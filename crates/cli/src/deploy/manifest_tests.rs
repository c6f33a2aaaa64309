use super::*;
use serde_json::json;

fn sample() -> Manifest {
    let account = |path: &str| path.parse().unwrap();
    let hash = Hex(vec![7; 32]);
    let contract = ContractRecord {
        address: account("//Bob"),
        bundle: "ledger".into(),
        code_hash: hash.clone(),
        constructor: "new".into(),
        arguments: Map::from_iter([("admin".to_owned(), json!("//Alice"))]),
        input: Hex(vec![1, 2, 3, 4]),
        salt: Hex(vec![]),
        block: Some(3),
    };
    let call = CallRecord {
        contract: "ledger".into(),
        message: "wire".into(),
        arguments: Map::new(),
        input: Hex(vec![1, 2, 3, 4]),
        signer: account("//Alice"),
        proofs: vec![Proof { view: "wiring".into(), query: Hex(vec![0; 4]), answer: Hex(vec![0]), at: None }],
        block: Some(4),
    };
    Manifest {
        schema: VERSION,
        chain: ChainRecord { name: "Weir Development".into(), genesis: hash.clone() },
        plan: PlanRecord { name: "dev".into(), digest: hash.clone() },
        deployer: account("//Alice"),
        salt: "weir".into(),
        bundles: BTreeMap::from([(
            "ledger".to_owned(),
            BundleRecord { digest: hash.clone(), code_hash: hash, bytes: 9 },
        )]),
        contracts: BTreeMap::from([
            ("ledger".to_owned(), contract.clone()),
            ("facade/CO2-UK-2021-001".to_owned(), contract),
        ]),
        calls: BTreeMap::from([("ledger.wire".to_owned(), call)]),
    }
}

/// A folder of the test's own, removed when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("weir-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_is_written_is_read_again() {
    let folder = Folder::new("manifest-round-trip");
    let path = folder.0.join("deep").join("manifest.json");
    assert_eq!(Manifest::read(&path).unwrap(), None);
    sample().write(&path).unwrap();
    assert_eq!(Manifest::read(&path).unwrap(), Some(sample()));
    let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1, "the temporary file has been renamed");
}

#[test]
fn half_a_temporary_file_does_no_harm() {
    let folder = Folder::new("manifest-half");
    let path = folder.0.join("manifest.json");
    sample().write(&path).unwrap();
    fs::write(folder.0.join("manifest.json.new"), b"{ \"schema\"").unwrap();
    assert_eq!(Manifest::read(&path).unwrap(), Some(sample()));
    let changed = Manifest { salt: "other".into(), ..sample() };
    changed.write(&path).unwrap();
    assert_eq!(Manifest::read(&path).unwrap(), Some(changed));
}

#[test]
fn blocks_may_be_unknown() {
    let folder = Folder::new("manifest-blocks");
    let path = folder.0.join("manifest.json");
    let unknown = sample().without_blocks();
    unknown.write(&path).unwrap();
    assert!(!fs::read_to_string(&path).unwrap().contains("block"));
    assert_eq!(Manifest::read(&path).unwrap(), Some(unknown));
}

#[test]
fn what_is_no_manifest_is_refused_with_its_place() {
    let folder = Folder::new("manifest-bad");
    let path = folder.0.join("manifest.json");
    let good = serde_json::to_value(sample()).unwrap();
    let edit = |pointer: &str, value: Value| {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        bad
    };
    let cases = [
        (edit("/schema", json!(2)), "at /schema"),
        (edit("/chain/genesis", json!("0x12")), "at /chain/genesis"),
        (edit("/contracts/ledger/address", json!("//Alice")), "at /contracts/ledger/address"),
        (edit("/contracts/ledger/codeHash", json!(null)), "at /contracts/ledger/codeHash"),
        (edit("/calls/ledger.wire/proofs", json!([])), "at /calls/ledger.wire/proofs"),
        (edit("/calls/ledger.wire/proofs/0/view", json!(1)), "at /calls/ledger.wire/proofs/0/view"),
        (edit("/deployer", json!("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ")), "is no account"),
        (json!([]), "at the top"),
    ];
    for (value, place) in cases {
        fs::write(&path, value.to_string()).unwrap();
        let failure = Manifest::read(&path).unwrap_err();
        assert_eq!(failure.exit, Exit::Bundle);
        assert!(failure.message.contains(place), "{failure} does not name {place}");
        assert!(!failure.message.contains('\n'));
    }
    for text in ["", "{", "\u{feff}{}", "null"] {
        fs::write(&path, text).unwrap();
        assert_eq!(Manifest::read(&path).unwrap_err().exit, Exit::Bundle, "{text}");
    }
}

#[test]
fn a_bad_manifest_is_not_written() {
    let folder = Folder::new("manifest-unwritten");
    let path = folder.0.join("manifest.json");
    let bad = Manifest { salt: String::new(), ..sample() };
    assert!(bad.write(&path).unwrap_err().message.contains("/salt"));
    assert!(!path.exists());
}
