//! market/cash: minted, paid, burnt, redeemed.

use super::{some_hash, Scene};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use cash::CashRef;
use psp22::{PSP22Metadata as _, PSP22 as _};
use weir_client::Contract;

/// Money for buyer and seller; everything a holder can do with it.
pub fn circulates(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let cash = Contract::<CashRef>::at(scene.at.cash);
    let who = &scene.who;
    let (seller, sister, buyer, bank) =
        (who.seller.account(), who.sister.account(), who.buyer.account(), who.bank.account());
    meter.send(&who.bank, cash.messages().mint(buyer, 100_000_000))?;
    meter.first(&who.bank, cash.messages().mint(seller, 1_000_000))?;
    meter.first(&who.bank, cash.messages().mint(bank, 1_000_000))?;
    meter.send(&who.bank, cash.messages().burn(500_000))?;
    meter.send(&who.buyer, cash.messages().transfer(seller, 1_000, Vec::new()))?;
    meter.send(&who.buyer, cash.messages().approve(sister, 50_000))?;
    meter.send(&who.buyer, cash.messages().increase_allowance(sister, 1_000))?;
    meter.send(&who.buyer, cash.messages().decrease_allowance(sister, 1_000))?;
    meter.send(&who.sister, cash.messages().transfer_from(buyer, seller, 1_000, Vec::new()))?;
    meter.first(&who.buyer, cash.messages().approve(scene.at.settlement, 90_000_000))?;
    // Three redemptions: one is confirmed, one declined, and the third waits until its bank has let the term pass.
    meter.send(&who.seller, cash.messages().request_redemption(bank, 10_000, some_hash()))?;
    meter.view(cash.messages().redemption(1))?;
    meter.send(&who.bank, cash.messages().confirm_redemption(1, some_hash()))?;
    meter.first(&who.seller, cash.messages().request_redemption(bank, 10_000, some_hash()))?;
    meter.send(&who.bank, cash.messages().decline_redemption(2, some_hash()))?;
    meter.first(&who.seller, cash.messages().request_redemption(bank, 10_000, some_hash()))?;

    meter.view(cash.messages().total_supply())?;
    meter.view(cash.messages().balance_of(buyer))?;
    meter.view(cash.messages().allowance(buyer, sister))?;
    meter.view(cash.messages().token_name())?;
    meter.view(cash.messages().token_symbol())?;
    meter.view(cash.messages().token_decimals())?;
    meter.view(cash.messages().liability_of(bank))?;
    meter.view(cash.messages().terms_of_redemption())?;
    meter.view(cash.messages().admin())?;
    let twin = Contract::<CashRef>::at(scene.twin.cash);
    meter.send(&who.admin, twin.messages().propose_admin(who.stranger.account()))?;
    meter.send(&who.stranger, twin.messages().accept_admin())?;
    Ok(())
}

/// The third redemption's term is over.
pub fn lapses(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let cash = Contract::<CashRef>::at(scene.at.cash);
    meter.send(&scene.who.seller, cash.messages().cancel_redemption(3))?;
    Ok(())
}
