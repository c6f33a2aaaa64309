//! Random sequences of what eight accounts can do in auctions, through Wasm: units and money are conserved, and nothing is left.

mod hall;

use hall::*;
use proptest::prelude::*;
use weir_client::Typed as _;
use weir_suite::*;
use weir_types::auction::{BidId, Lots, Notice, Phase, Rules, Schedule};
use weir_types::{OrgKind, Role};

/// Eight accounts: `gov` sells, the others bid, and all of it through Wasm.
const BIDDERS: [&str; 7] = ["a", "a2", "b", "c", "d", "e", "f"];

#[derive(Debug, Clone, Copy)]
enum Op {
    Open(Lots),
    Commit(usize, u128, Lots, bool),
    Withdraw(BidId),
    Reveal(BidId),
    Clear(u32),
    Claim(BidId),
    Suspend(usize),
    Reinstate(usize),
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    let who = || 0..BIDDERS.len();
    let bid = || 1u32..24;
    prop_oneof![
        2 => (5u64..30).prop_map(Op::Open),
        12 => (who(), 600u128..=605, 1u64..12, prop::bool::weighted(0.2))
            .prop_map(|(who, price, lots, change)| Op::Commit(who, price * 10, lots, change)),
        1 => bid().prop_map(Op::Withdraw),
        14 => bid().prop_map(Op::Reveal),
        4 => (1u32..9).prop_map(Op::Clear),
        12 => bid().prop_map(Op::Claim),
        1 => who().prop_map(Op::Suspend),
        1 => who().prop_map(Op::Reinstate),
        5 => (1u64..3).prop_map(Op::Wait),
    ]
}

/// The auction under way, what was committed in it (nothing once withdrawn or changed), and how many messages went through.
#[derive(Default)]
struct Run {
    auction: u64,
    bids: Vec<Option<(usize, u128, Lots)>>,
    went: usize,
}

impl Run {
    fn step(&mut self, w: &mut Hall, op: Op) {
        let x = w.auction;
        let auction = self.auction;
        let made = |bid: BidId, bids: &[Option<(usize, u128, Lots)>]| {
            bids.get(usize::try_from(bid).expect("a number") - 1).copied().flatten()
        };
        let went = match op {
            Op::Open(lots) => {
                let over = auction == 0 || {
                    let (_, _, phase) = w.ask(x.messages().auction(auction)).expect("an auction");
                    matches!(phase, Phase::Defaulting | Phase::Cancelled)
                };
                if !over {
                    return;
                }
                self.settle(w);
                let now = w.now();
                let hours = |n: u64| now + n * HOUR;
                let schedule = Schedule { opens: now, ends: hours(8), reveals: hours(14), claims: hours(20) };
                let rules = Rules { max_lots: lots, admit_flagged: false, default_part: 2_000 };
                let notice = Notice { lots, rules, schedule, ..notice(w) };
                self.bids.clear();
                self.auction += 1;
                w.chain.call(&who("gov"), x.messages().open(notice)).expect("opens");
                true
            }
            Op::Commit(by, price, lots, change) => {
                let hash = hash(w, BIDDERS[by], auction, price, lots);
                let mine = self.bids.iter().rposition(|bid| bid.is_some_and(|(owner, ..)| owner == by));
                let old = mine.filter(|_| change);
                let replaces = old.map(|old| BidId::try_from(old + 1).expect("a number"));
                let message = x.messages().commit(auction, hash, lots, replaces);
                let went = w.chain.call(&who(BIDDERS[by]), message).is_ok();
                if went {
                    if let Some(old) = old {
                        self.bids[old] = None;
                    }
                    self.bids.push(Some((by, price, lots)));
                }
                went
            }
            Op::Withdraw(bid) => {
                let Some((by, ..)) = made(bid, &self.bids) else { return };
                let went = w.chain.call(&who(BIDDERS[by]), x.messages().withdraw(auction, bid)).is_ok();
                if went {
                    self.bids[usize::try_from(bid).expect("a number") - 1] = None;
                }
                went
            }
            Op::Reveal(bid) => {
                let Some((_, price, lots)) = made(bid, &self.bids) else { return };
                w.chain.call(&who("stranger"), x.messages().reveal(auction, bid, price, lots, salt())).is_ok()
            }
            Op::Clear(steps) => w.chain.call(&who("stranger"), x.messages().clear(auction, steps)).is_ok(),
            Op::Claim(bid) => w.chain.call(&who("stranger"), x.messages().claim(auction, bid)).is_ok(),
            Op::Suspend(by) => {
                let message =
                    w.registry.messages().take_measure(who(BIDDERS[by]).account(), MeasureKind::Suspension, grounds());
                w.chain.call(&holder(Role::Regulator), message).is_ok()
            }
            Op::Reinstate(by) => {
                let message = w.registry.messages().lift_measure(
                    who(BIDDERS[by]).account(),
                    MeasureKind::Suspension,
                    REASON,
                    evidence(),
                );
                w.chain.call(&holder(Role::Regulator), message).is_ok()
            }
            Op::Wait(hours) => {
                w.pass(hours * HOUR);
                true
            }
        };
        self.went += usize::from(went);
    }

    /// Closes the auction under way: nothing of it stays locked.
    fn settle(&mut self, w: &mut Hall) {
        let x = w.auction;
        while w.chain.call(&who("stranger"), x.messages().clear(self.auction, 50)).is_ok() {}
        for bid in 1..=BidId::try_from(self.bids.len()).expect("a number") {
            let _ = w.chain.call(&who("stranger"), x.messages().claim(self.auction, bid));
        }
        assert_eq!((cell(w, "gov").locked, held(w)), (0, 0), "nothing is left of auction {}", self.auction);
    }
}

fn conserved(w: &mut Hall) -> (u128, u128) {
    let names = BIDDERS.iter().chain(&["gov"]);
    names.fold((0, held(w)), |(units, cash), name| {
        let cell = cell(w, name);
        (units + cell.tradable + cell.locked, cash + cash_of(w, name))
    })
}

/// Two hundred operations, all looked at, and then everything settled.
fn case(ops: Vec<Op>) -> Result<(), TestCaseError> {
    let mut w = world();
    for name in ["d", "e", "f"] {
        fund(&mut w, name);
        w.register(&who(name), OrgKind::Trader, 0);
    }
    for name in &BIDDERS[1..] {
        w.give_cash(&who(name), CASH);
    }
    let before = conserved(&mut w);
    let mut run = Run::default();
    for op in &ops {
        run.step(&mut w, *op);
        prop_assert_eq!(conserved(&mut w), before, "after {:?}", op);
    }
    w.pass(DAY);
    if run.auction > 0 {
        run.settle(&mut w);
    }
    prop_assert_eq!(conserved(&mut w), before);
    Ok(())
}

// Twenty cases, in two tests: each test has a core.
proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, max_shrink_iters: 50, ..Default::default() })]
    #[test]
    fn nothing_is_made_lost_or_left_through_wasm(
        ops in prop::collection::vec(op(), 200)
    ) {
        case(ops)?;
    }

    #[test]
    fn nothing_is_made_lost_or_left_through_wasm_again(
        ops in prop::collection::vec(op(), 200)
    ) {
        case(ops)?;
    }
}
