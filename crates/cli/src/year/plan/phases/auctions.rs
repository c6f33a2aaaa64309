//! The quarters' auctions: out of the reserve, bid for, revealed, cleared, claimed.

use super::{approvals, Year};
use crate::year::plan::calendar::Calendar;
use crate::year::plan::{Action, Phase, Tag};
use weir_types::Timestamp;

impl Year<'_> {
    /// What comes out of the reserve in each quarter, and the auctions.
    pub(super) fn auctions(&self) -> Vec<Phase> {
        let calendar = Calendar::of(self.scenario, self.year);
        let mut phases = Vec::new();
        for (quarter, (released, auction)) in self.season.quarters.iter().enumerate() {
            let notice = calendar.notice(quarter);
            if *released > 0 {
                // After the proposals of the free allocation.
                let tag = self.tags + RELEASES + Tag::try_from(quarter).unwrap_or_default();
                let release = vec![Action::ProposeRelease(tag, self.year, *released)];
                let approval = approvals(&release);
                phases.push(self.phase("release proposed", notice, release));
                phases.push(self.phase("release approved", notice, approval));
            }
            let Some(auction) = auction else { continue };
            let schedule = auction.notice.schedule;
            let open = Action::OpenAuction(auction.tag, self.year, auction.notice, auction.reserve);
            let revealing = auction.bids.iter().filter(|bid| auction.silent != Some(bid.tag));
            let reserve = auction.reserve.map(|price| Action::RevealReserve(auction.tag, price));
            let reveals = revealing.map(|bid| Action::Reveal(*bid)).chain(reserve);
            let phase = |title, at: Timestamp, actions: Vec<Action>| self.phase(title, at, actions);
            phases.push(phase("auction opened", notice, vec![open]));
            phases.push(phase("bids", schedule.opens, auction.bids.iter().map(|bid| Action::Commit(*bid)).collect()));
            phases.push(phase("bids revealed", schedule.ends, reveals.collect()));
            phases.push(phase("auction cleared", schedule.reveals, vec![Action::Clear(auction.tag)]));
            let claims = auction.bids.iter().map(|bid| Action::Claim(*bid)).collect();
            phases.push(phase("auction claimed", schedule.reveals, claims));
        }
        phases
    }
}

/// Proposals of free allocation are fewer than this.
const RELEASES: Tag = 1_000_000;
