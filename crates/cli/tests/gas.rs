//! The gas scenario on the real contracts. Needs the bundles (scripts/build.sh).

use weir_cli::gas::measure;
use weir_client::bundle::Bundles;

#[test]
fn every_message_is_measured_and_twice_the_same() {
    let bundles = Bundles::from_env();
    let (one, two) = (measure(&bundles).unwrap(), measure(&bundles).unwrap());
    assert_eq!(one, two);
    assert_eq!(one.contracts.len(), 18, "thirteen contracts, four codes that two of them run, and the yardstick");
    assert!(one.contracts["exchange"].messages.contains_key("take, the 1,000th fill"));
    assert!(one.contracts.values().flat_map(|contract| contract.messages.values()).all(|entry| entry.ref_time > 0));
    assert!(one.diff(&two).is_empty());
}
