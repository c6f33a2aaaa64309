use crate::data::{check, Entry, MeasureKind, Profile};
use crate::{AreaStatus, Error, Registry};
use ink::env::test::{default_accounts, set_block_timestamp, set_caller, DefaultAccounts};
use ink::env::DefaultEnvironment;
use weir_types::registry::{Registry as _, MAX_SCREEN};
use weir_types::units::NEVER;
use weir_types::*;

const REGULATOR: Role = Role::Regulator;

fn id(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn profile(group: Group) -> Profile {
    let region = Region::new("UK").unwrap();
    Profile { kind: OrgKind::Operator, sector: 35, region, basin: 0, group, licence: Hash::default() }
}

fn active(group: Group) -> Entry {
    Entry { organisation: Some(profile(group).with(OrgStatus::Active)), ..Entry::default() }
}

fn suspended() -> Entry {
    Entry { organisation: Some(profile(0).with(OrgStatus::Suspended)), ..Entry::default() }
}

fn alone(entry: &Entry, capability: Capability, until: Option<Timestamp>) -> Result<(), RefusalReason> {
    check(&id(1), entry, None, capability, 100, |_| until)
}

#[test]
fn standing_decides_who_holds_trades_and_acts() {
    let (frozen, denied, expired) = (
        Entry { frozen: true, ..active(0) },
        Entry { denied_until: 101, ..active(0) },
        Entry { denied_until: 100, ..active(0) },
    );
    // (entry, hold, trade, act)
    let table = [
        (Entry::default(), Err(RefusalReason::Unknown), Err(RefusalReason::Unknown), Ok(())),
        (active(0), Ok(()), Ok(()), Ok(())),
        (expired, Ok(()), Ok(()), Ok(())),
        (suspended(), Ok(()), Err(RefusalReason::Suspended), Err(RefusalReason::Suspended)),
        (frozen, Ok(()), Err(RefusalReason::Frozen), Err(RefusalReason::Frozen)),
        (denied, Ok(()), Err(RefusalReason::Denied), Err(RefusalReason::Denied)),
    ];
    for (entry, hold, trade, act) in table {
        assert_eq!(alone(&entry, Capability::Hold, None), hold);
        assert_eq!(alone(&entry, Capability::Trade, None), trade);
        assert_eq!(alone(&entry, Capability::Act(REGULATOR), Some(101)), act);
        assert_eq!(alone(&entry, Capability::ActOver(REGULATOR), Some(101)), act);
        assert_eq!(entry.record().may_trade(100), trade.is_ok(), "the ledger's view is ours");
    }
}

#[test]
fn a_role_ends_at_its_expiry() {
    for (until, passes) in [(None, false), (Some(100), false), (Some(101), true)] {
        let act = alone(&active(0), Capability::Act(REGULATOR), until);
        assert_eq!(act.is_ok(), passes);
        assert!(passes || act == Err(RefusalReason::MissingRole));
    }
}

#[test]
fn nobody_acts_over_itself_or_its_group() {
    let over = |actor: (u8, Group), other: (u8, Group)| {
        let capability = Capability::ActOver(REGULATOR);
        check(&id(other.0), &active(other.1), Some((&id(actor.0), actor.1)), capability, 100, |_| None)
    };
    assert_eq!(over((1, 7), (2, 8)), Ok(()));
    assert_eq!(over((1, 0), (2, 0)), Ok(()), "group 0 is a group of its own");
    assert_eq!(over((1, 7), (2, 7)), Err(RefusalReason::NotIndependent));
    assert_eq!(over((1, 0), (1, 0)), Err(RefusalReason::NotIndependent));
}

#[test]
fn an_entry_that_says_nothing_is_not_kept() {
    assert!(Entry::default().is_empty());
    assert!(!Entry { frozen: true, ..Entry::default() }.is_empty());
    assert!(!active(0).is_empty());
    assert_eq!(Entry::default().record(), AccountRecord::default());
}

#[test]
fn measures_are_marked_and_lifted_one_by_one() {
    use MeasureKind::{Denial, Freeze, Suspension};
    let mut nobody = Entry::default();
    assert_eq!(nobody.mark(Suspension, NEVER), Err(Error::NotRegistered));
    for (kind, until) in [(Freeze, NEVER), (Denial, 200)] {
        assert_eq!(nobody.mark(kind, until), Ok(()));
        assert!(!nobody.is_empty());
        assert_eq!(nobody.mark(kind, 0), Ok(()));
        assert!(nobody.is_empty());
    }
    let mut entry = active(3);
    for kind in [Suspension, Freeze, Denial] {
        assert_eq!(entry.mark(kind, 200), Ok(()));
    }
    assert_eq!(entry.mark(Freeze, 0), Ok(()));
    let record = entry.record();
    assert!(record.suspended && !record.frozen && record.denied_until == 200 && record.group == 3);
    assert_eq!((entry.mark(Suspension, 0), entry.mark(Denial, 0)), (Ok(()), Ok(())));
    assert_eq!(entry, active(3));
}

fn started() -> (Registry, DefaultAccounts<DefaultEnvironment>) {
    let who = default_accounts::<DefaultEnvironment>();
    set_caller::<DefaultEnvironment>(who.alice);
    set_block_timestamp::<DefaultEnvironment>(1_000);
    (Registry::new(), who)
}

#[ink::test]
fn roles_are_granted_expire_and_end() {
    let (mut registry, who) = started();
    assert_eq!(registry.grant_role(REGULATOR, who.bob, 1_000), Err(Error::ExpiryInPast));
    assert_eq!(registry.grant_role(REGULATOR, who.bob, 2_000), Ok(()));
    assert!(registry.has_role(REGULATOR, who.bob) && !registry.has_role(Role::Court, who.bob));
    set_block_timestamp::<DefaultEnvironment>(2_000);
    assert!(!registry.has_role(REGULATOR, who.bob));
    assert_eq!(registry.role_until(REGULATOR, who.bob), Some(2_000));
    assert_eq!(registry.revoke_role(REGULATOR, who.bob), Ok(()));
    assert_eq!(registry.revoke_role(REGULATOR, who.bob), Err(Error::RoleNotHeld));
    assert_eq!(registry.grant_role(REGULATOR, who.bob, 3_000), Ok(()));
    set_caller::<DefaultEnvironment>(who.bob);
    assert_eq!(registry.grant_role(REGULATOR, who.bob, 9_000), Err(Error::NotAllowed));
    assert_eq!(registry.revoke_role(REGULATOR, who.bob), Err(Error::NotAllowed));
    assert_eq!(registry.renounce_role(REGULATOR), Ok(()));
    assert_eq!(registry.role_until(REGULATOR, who.bob), None);
}

#[ink::test]
fn area_status_is_the_regulators() {
    let (mut registry, who) = started();
    let (region, pollutant) = (Region::new("UK").unwrap(), Pollutant::new("NOX").unwrap());
    let failed = AreaStatus::Failed;
    let refused = Err(Error::Refused(RefusalReason::MissingRole));
    assert_eq!(registry.set_area_status(region, pollutant, failed), refused, "the administrator has no power here");
    assert_eq!(registry.grant_role(REGULATOR, who.bob, NEVER), Ok(()));
    set_caller::<DefaultEnvironment>(who.bob);
    assert_eq!(registry.set_area_status(Region::default(), pollutant, failed), Err(Error::BadCode));
    assert_eq!(registry.area_status(region, pollutant), None);
    assert_eq!(registry.set_area_status(region, pollutant, failed), Ok(()));
    assert_eq!(registry.area_status(region, pollutant), Some(failed));
}

#[ink::test]
fn a_profile_says_where_and_whether_the_city_fails_for_the_pollutant_asked_about() {
    let (mut registry, who) = started();
    let [sulphur, cod] = ["SO2", "COD"].map(|text| Pollutant::new(text).unwrap());
    let works = Profile { region: Region::new("440304").unwrap(), basin: 7, sector: 3110, ..profile(5) };
    let entry = Entry { organisation: Some(works.with(OrgStatus::Suspended)), ..Entry::default() };
    registry.entries.insert(who.bob, &entry);
    let profile = |area_fails| {
        let Profile { region, basin, sector, group, .. } = works;
        Some(weir_types::Profile { region, basin, sector, group, area_fails })
    };
    assert_eq!(registry.profiles(vec![who.bob, who.eve], sulphur), [profile(false), None]);
    assert_eq!(registry.grant_role(REGULATOR, who.alice, NEVER), Ok(()));
    // Filed for another district of the city.
    let district = Region::new("440305").unwrap();
    assert_eq!(registry.set_area_status(district, sulphur, AreaStatus::Failed), Ok(()));
    assert_eq!(registry.area_status(Region::new("440300").unwrap(), sulphur), Some(AreaStatus::Failed));
    assert_eq!(registry.profiles(vec![who.eve, who.bob], sulphur), [None, profile(true)]);
    assert_eq!(registry.profiles(vec![who.bob], cod), [profile(false)]);
    assert_eq!(registry.set_area_status(district, sulphur, AreaStatus::Met), Ok(()));
    assert_eq!(registry.profiles(vec![who.bob], sulphur), [profile(false)]);
    assert_eq!(registry.profiles(vec![who.bob; MAX_SCREEN + 1], sulphur).len(), MAX_SCREEN);
}

#[ink::test]
fn a_list_is_neither_empty_nor_long() {
    let (registry, who) = started();
    let hold = |accounts| registry.screen(accounts, Capability::Hold).map_err(|refusal| refusal.reason);
    assert_eq!(hold(vec![]), Err(RefusalReason::Unknown));
    assert_eq!(hold(vec![who.bob; MAX_SCREEN]), Err(RefusalReason::Unknown));
    assert_eq!(hold(vec![who.bob; MAX_SCREEN + 1]), Err(RefusalReason::TooMany));
}

#[ink::test]
fn nothing_of_an_account_is_stored_before_wiring() {
    let (mut registry, who) = started();
    assert_eq!(registry.grant_role(Role::Registrar, who.alice, NEVER), Ok(()));
    assert_eq!(registry.register(who.bob, profile(0)), Err(Error::NotWired));
    assert_eq!(registry.sync(who.bob), Err(Error::NotWired));
    assert_eq!(registry.ledger(), None);
}
