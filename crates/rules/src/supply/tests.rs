//! Random sequences of steps on one batch with a few holders, checked after each step against the sums and against what the
//! step may change.

use super::*;
use proptest::prelude::*;

const HOLDERS: usize = 3;

/// One batch in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Batch {
    cells: [Cell; HOLDERS],
    supply: Supply,
}

#[derive(Debug, Clone, Copy)]
enum Op {
    Step(Step, usize),
    Deliver(usize, usize),
    Transfer(usize, usize),
}

impl Batch {
    fn apply(&mut self, op: Op, q: Quantity) -> Result<(), Error> {
        match op {
            Op::Step(one, who) => step(&mut self.cells[who], &mut self.supply, one, q),
            Op::Deliver(from, to) => {
                step(&mut self.cells[from], &mut self.supply, Step::Unlock, q)?;
                self.apply(Op::Transfer(from, to), q)
            }
            Op::Transfer(from, to) if from == to => Ok(()),
            Op::Transfer(from, to) => {
                let (mut a, mut b) = (self.cells[from], self.cells[to]);
                transfer(&mut a, &mut b, q)?;
                self.cells[from] = a;
                self.cells[to] = b;
                Ok(())
            }
        }
    }

    fn check(&self) {
        assert!(is_balanced(&self.supply), "{self:?}");
        let sum = |field: fn(&Cell) -> Quantity| self.cells.iter().map(field).try_fold(0u128, u128::checked_add);
        assert_eq!(sum(|c| c.tradable), Some(self.supply.tradable));
        assert_eq!(sum(|c| c.locked), Some(self.supply.locked));
        assert_eq!(sum(|c| c.surrendered), Some(self.supply.surrendered));
    }
}

const STEPS: [Step; 9] = [
    Step::Issue,
    Step::IssueReserve,
    Step::Release,
    Step::Return,
    Step::Cancel,
    Step::CancelReserve,
    Step::Surrender,
    Step::Lock,
    Step::Unlock,
];

fn op() -> impl Strategy<Value = Op> {
    let who = 0..HOLDERS;
    prop_oneof![
        9 => (prop::sample::select(&STEPS[..]), who.clone()).prop_map(|(step, who)| Op::Step(step, who)),
        1 => (who.clone(), who.clone()).prop_map(|(a, b)| Op::Deliver(a, b)),
        1 => (who.clone(), who).prop_map(|(a, b)| Op::Transfer(a, b)),
    ]
}

/// Small quantities mostly, so that steps succeed, and now and then the edges of the range.
fn quantity() -> impl Strategy<Value = Quantity> {
    prop_oneof![12 => 0u128..40, 1 => Just(u128::MAX), 1 => Just(u128::MAX / 2), 1 => any::<u128>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn the_invariants_hold_after_every_step(ops in prop::collection::vec((op(), quantity()), 1..60)) {
        let mut batch = Batch::default();
        for (op, q) in ops {
            let before = batch;
            let result = batch.apply(op, q);
            batch.check();
            let (old, new) = (before.supply, batch.supply);
            if result.is_err() {
                prop_assert_eq!(before, batch);
                continue;
            }
            let issues = matches!(op, Op::Step(Step::Issue | Step::IssueReserve, _));
            prop_assert_eq!(new.issued, if issues { old.issued + q } else { old.issued });
            // What is gone stays gone.
            prop_assert!(new.cancelled >= old.cancelled && new.surrendered >= old.surrendered);
            if let Op::Transfer(..) = op {
                prop_assert_eq!(old, new);
            }
            if let Op::Step(Step::Lock | Step::Unlock, _) | Op::Deliver(..) = op {
                prop_assert_eq!(circulating(&old), circulating(&new));
            }
        }
    }

    #[test]
    fn a_lock_taken_off_leaves_no_trace(held in 1u128.., part in 1u128..) {
        let mut batch = Batch::default();
        batch.apply(Op::Step(Step::Issue, 0), held).unwrap();
        let before = batch;
        match batch.apply(Op::Step(Step::Lock, 0), part) {
            Ok(()) => batch.apply(Op::Step(Step::Unlock, 0), part).unwrap(),
            Err(error) => prop_assert!(error == Error::InsufficientTradable && part > held),
        }
        prop_assert_eq!(before, batch);
    }
}

#[test]
fn each_shortage_has_its_own_error() {
    let mut batch = Batch::default();
    batch.apply(Op::Step(Step::Issue, 0), 5).unwrap();
    batch.apply(Op::Step(Step::Issue, 1), 5).unwrap();
    for (op, q, error) in [
        (Op::Step(Step::Surrender, 0), 6, Error::InsufficientTradable),
        (Op::Step(Step::Cancel, 0), 11, Error::InsufficientTradable),
        (Op::Transfer(0, 1), 6, Error::InsufficientTradable),
        (Op::Step(Step::Unlock, 0), 1, Error::InsufficientLocked),
        (Op::Deliver(0, 1), 1, Error::InsufficientLocked),
        (Op::Step(Step::Release, 0), 1, Error::InsufficientReserve),
        (Op::Step(Step::CancelReserve, 0), 1, Error::InsufficientReserve),
        (Op::Step(Step::Issue, 0), u128::MAX, Error::Overflow),
        (Op::Step(Step::IssueReserve, 0), u128::MAX, Error::Overflow),
        (Op::Transfer(0, 1), 0, Error::ZeroQuantity),
    ] {
        assert_eq!(batch.apply(op, q), Err(error), "{op:?}");
    }
    for step in STEPS {
        assert_eq!(batch.apply(Op::Step(step, 0), 0), Err(Error::ZeroQuantity), "{step:?}");
    }
}
