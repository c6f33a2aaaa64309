//! What each operator finds, and what it makes of it.

use std::path::Path;
use weir_lab::draw::{self, Rule};
use weir_lab::operators::Operator;
use weir_lab::sites::{self, Site};
use weir_lab::sources::{self, Source};

/// What an operator makes of the body of a message.
fn made(operator: Operator, body: &str) -> Vec<String> {
    let text = format!(
        "impl Ledger {{ pub fn pay(&mut self, from: AccountId, to: AccountId, amount: u128) -> Result<(), Error> {{ {body} }} }}"
    );
    let source = Source { path: "lib.rs".to_owned(), contract: "ledger".to_owned(), text: text.clone() };
    let apply = |site: Site| {
        let mut changed = text.clone();
        changed.replace_range(site.bytes, &site.after);
        let whole = changed.split_once("Error> { ").and_then(|(_, rest)| rest.strip_suffix(" } }"));
        whole.unwrap_or_default().to_owned()
    };
    sites::of(&source).unwrap().into_iter().filter(|site| site.operator == operator).map(apply).collect()
}

#[test]
fn a_check_is_left_out() {
    let body = "if amount == 0 { return Err(Error::Zero); } self.check_open(to)?; Ok(())";
    let expected = [" self.check_open(to)?; Ok(())", "if amount == 0 { return Err(Error::Zero); }  Ok(())"];
    assert_eq!(made(Operator::RemovedCheck, body), expected);
    assert!(made(Operator::RemovedCheck, "if amount == 0 { return Ok(()); } Ok(())").is_empty(), "no refusal");
}

#[test]
fn a_guard_is_turned_round() {
    let body = "if amount == 0 { return Err(Error::Zero); } Ok(())";
    assert_eq!(made(Operator::NegatedGuard, body), ["if !(amount == 0) { return Err(Error::Zero); } Ok(())"]);
}

#[test]
fn another_parameter_of_the_type_is_taken() {
    let expected = ["self.put(to, amount)", "self.put(from, amount)"];
    assert_eq!(made(Operator::WrongVariable, "self.put(from, amount)")[..], expected[..1]);
    assert_eq!(made(Operator::WrongVariable, "self.put(to, amount)")[..], expected[1..]);
    assert_eq!(made(Operator::WrongVariable, "self.own(self.env().caller())"), ["self.own(from)"]);
}

#[test]
fn nobody_asks_who_calls() {
    let body = "self.only_admin(from)?; if to != from { return Err(Error::NotAllowed); } Ok(())";
    let expected = [" if to != from { return Err(Error::NotAllowed); } Ok(())", "self.only_admin(from)?;  Ok(())"];
    assert_eq!(made(Operator::RemovedRoleTest, body), expected);
    assert!(made(Operator::RemovedCheck, body).is_empty());
}

/// The refusal goes, the question and the probe stay.
#[test]
fn nobody_minds_the_answer() {
    let body = "let admitted = self.only(from); admitted?; weir_probe!(admitted.is_ok()); Ok(())";
    let expected = "let admitted = self.only(from);  weir_probe!(admitted.is_ok()); Ok(())";
    assert_eq!(made(Operator::RemovedRoleTest, body), [expected]);
    assert!(made(Operator::UncheckedResult, body).is_empty());
}

#[test]
fn a_failure_is_not_looked_at() {
    let body = "calls::pay(to, amount).map_err(refused)?; Ok(())";
    assert_eq!(made(Operator::UncheckedResult, body), ["let _ = calls::pay(to, amount).map_err(refused); Ok(())"]);
}

#[test]
fn a_sum_wraps() {
    let body = "let sum = self.sum.checked_add(amount).ok_or(Error::Overflow)?; Ok(())";
    assert_eq!(made(Operator::WrappingArithmetic, body), ["let sum = self.sum.wrapping_add(amount); Ok(())"]);
}

#[test]
fn an_effect_comes_before_the_call() {
    let body = "calls::pay(to, amount)?; self.open.remove(from); Ok(())";
    assert_eq!(made(Operator::Reordered, body), ["self.open.remove(from); calls::pay(to, amount)?; Ok(())"]);
    let needed = "let left = calls::pay(to, amount)?; self.open.insert(from, &left); Ok(())";
    assert!(made(Operator::Reordered, needed).is_empty(), "the effect needs the call's answer");
}

#[test]
fn tests_and_constructors_are_left_alone() {
    let text = "impl A { #[ink(constructor)] pub fn new(a: u8) -> R { check(a)?; Ok(A) } }
        #[cfg(test)] mod tests { fn pay(a: u8, b: u8) -> R { check(a)?; Ok(()) } }";
    let source = Source { path: "lib.rs".to_owned(), contract: "ledger".to_owned(), text: text.to_owned() };
    assert_eq!(sites::of(&source).unwrap(), []);
}

/// The draw is the same every time, spread as the rule says, and every operator finds enough.
#[test]
fn the_draw_is_reproducible() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let rule = || Rule { seed: "a test".to_owned(), each: 12, of_contract: 3, training: 4 };
    let drawn = draw::draw(&root, rule()).unwrap();
    assert_eq!(drawn, draw::draw(&root, rule()).unwrap());
    assert_eq!(drawn.mutants.len(), 7 * 12);
    for mutant in &drawn.mutants {
        let same = |other: &&draw::Mutant| {
            other.site.operator == mutant.site.operator && other.site.contract == mutant.site.contract
        };
        assert!(drawn.mutants.iter().filter(same).count() <= 3);
    }
    let texts: Vec<_> = sources::all(&root).unwrap();
    let there = |site: &Site| {
        texts.iter().any(|one| one.path == site.path && one.text.get(site.bytes.clone()) == Some(&site.before))
    };
    assert!(drawn.mutants.iter().all(|mutant| there(&mutant.site)));
}

/// The committed draw names places that are still there.
#[test]
fn the_committed_draw_is_of_these_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let text = std::fs::read_to_string(root.join("suite/attacks/mutants.json")).unwrap();
    let drawn: draw::Drawn = serde_json::from_str(&text).unwrap();
    let mut gone = Vec::new();
    for source in sources::all(&root).unwrap() {
        let sites = sites::of(&source).unwrap();
        let own = drawn.mutants.iter().filter(|mutant| mutant.site.path == source.path);
        gone.extend(
            own.filter(|mutant| !sites.iter().any(|site| site.is(&mutant.site))).map(|mutant| &mutant.name).cloned(),
        );
    }
    assert!(gone.is_empty(), "weir-lab draw, and measure again: {gone:?}");
}
