use super::*;
use proptest::prelude::*;
use proptest::sample::select;
use weir_types::{Pollutant, Region};
use RuleViolation::*;

/// A steel works (GB/T 4754 3110) in Futian, Shenzhen, on basin 7.
fn works() -> Profile {
    Profile { region: region("440304"), basin: 7, sector: 3110, group: 0, area_fails: false }
}

fn region(text: &str) -> Region {
    Region::new(text).unwrap()
}

fn at(text: &str) -> Profile {
    Profile { region: region(text), ..works() }
}

fn of(pollutant: &str) -> Scope {
    Scope::of(&Pollutant::new(pollutant).unwrap())
}

#[test]
fn the_four_pollutants_have_their_scope_and_others_none() {
    assert_eq!([of("SO2"), of("NOX")], [Scope::air(); 2]);
    assert_eq!([of("COD"), of("NH3N")], [Scope::water(); 2]);
    assert_eq!(of("CO2"), Scope::default());
    assert!(Scope::air().is_valid() && !Scope { rules: 32, ..Scope::air() }.is_valid());
}

#[test]
fn trades_stay_within_the_province() {
    // Guangdong and Hunan share the Pearl's basin, not the province.
    for pollutant in ["COD", "NH3N", "SO2", "NOX"] {
        assert_eq!(check_transfer(&of(pollutant), &works(), &at("431000")), Err(OtherProvince));
    }
    assert_eq!(check_transfer(&of("COD"), &works(), &at("440600")), Ok(()));
    assert_eq!(check_transfer(&of("CO2"), &works(), &at("431000")), Ok(()));
}

#[test]
fn air_pollutants_stay_within_the_city() {
    assert_eq!(check_transfer(&of("SO2"), &works(), &at("440305")), Ok(()), "two districts of Shenzhen");
    assert_eq!(check_transfer(&of("NOX"), &works(), &at("440100")), Err(OtherCity), "Shenzhen and Guangzhou");
    // Districts and counties of Chongqing have different four digits and are one city.
    assert_eq!(check_transfer(&of("SO2"), &at("500103"), &at("500229")), Ok(()));
    // Codes of other kinds compare whole.
    assert_eq!(check_transfer(&of("SO2"), &at("GD"), &at("GD")), Ok(()));
    assert_eq!(check_transfer(&of("SO2"), &at("UKA"), &at("UKB")), Err(OtherProvince));
    assert_eq!(check_transfer(&of("SO2"), &at("440304"), &at("44")), Err(OtherProvince));
}

#[test]
fn water_pollutants_stay_within_the_basin() {
    let downstream = Profile { basin: 8, ..works() };
    let unfiled = Profile { basin: 0, ..works() };
    for pollutant in ["COD", "NH3N"] {
        assert_eq!(check_transfer(&of(pollutant), &works(), &at("440600")), Ok(()), "another city, the same basin");
        assert_eq!(check_transfer(&of(pollutant), &works(), &downstream), Err(OtherBasin));
        assert_eq!(check_transfer(&of(pollutant), &works(), &unfiled), Err(NoBasin));
        assert_eq!(check_transfer(&of(pollutant), &unfiled, &unfiled), Err(NoBasin), "two zeros are not one basin");
    }
    assert_eq!(check_transfer(&of("SO2"), &works(), &downstream), Ok(()));
}

#[test]
fn industry_and_agriculture_do_not_mix() {
    let pigs = Profile { sector: 313, ..works() };
    for pollutant in ["COD", "NH3N", "SO2", "NOX"] {
        assert_eq!(check_transfer(&of(pollutant), &pigs, &works()), Err(IndustryAndAgriculture));
        assert_eq!(check_transfer(&of(pollutant), &works(), &pigs), Err(IndustryAndAgriculture));
        assert_eq!(check_transfer(&of(pollutant), &pigs, &Profile { sector: 111, ..pigs }), Ok(()));
    }
}

#[test]
fn thermal_power_and_other_industries_do_not_mix_for_air() {
    let [coal, heat, wind] = [4411, 4412, 4415].map(|sector| Profile { sector, ..works() });
    assert_eq!(check_transfer(&of("SO2"), &works(), &coal), Err(PowerAndOthers));
    assert_eq!(check_transfer(&of("NOX"), &coal, &works()), Err(PowerAndOthers));
    assert_eq!(check_transfer(&of("NOX"), &coal, &heat), Ok(()));
    assert_eq!(check_transfer(&of("NOX"), &wind, &coal), Err(PowerAndOthers));
    assert_eq!(check_transfer(&of("COD"), &works(), &coal), Ok(()), "water does not ask");
}

#[test]
fn an_area_that_fails_imports_nothing() {
    let failing = Profile { area_fails: true, ..at("440600") };
    assert_eq!(check_transfer(&of("COD"), &works(), &failing), Err(AreaFails));
    assert_eq!(check_transfer(&of("COD"), &failing, &works()), Ok(()), "it may export");
    let neighbour = Profile { region: region("440604"), ..failing };
    assert_eq!(check_transfer(&of("COD"), &neighbour, &failing), Ok(()), "within it nothing is added");
}

#[test]
fn sectors_are_read_by_their_own_classification() {
    use Classes::{GbT4754, Nace};
    // (sector, agricultural and thermal power in GB/T 4754, the same in NACE)
    let table = [
        (0, [false, false], [false, false]),
        (99, [false, false], [false, false]),
        (111, [true, false], [true, false]),
        (322, [true, false], [true, false]),
        (412, [true, false], [false, false]),
        (599, [true, false], [false, false]),
        (600, [false, false], [false, false]),
        (3511, [false, false], [false, true]),
        (3512, [false, false], [false, false]),
        (4411, [false, true], [false, false]),
        (4412, [false, true], [false, false]),
        (4413, [false, false], [false, false]),
    ];
    for (sector, gb, nace) in table {
        assert_eq!([is_agricultural(GbT4754, sector), is_thermal_power(GbT4754, sector)], gb, "{sector}");
        assert_eq!([is_agricultural(Nace, sector), is_thermal_power(Nace, sector)], nace, "{sector}");
    }
}

fn profile() -> impl Strategy<Value = Profile> {
    let regions = select(&["440304", "440305", "440600", "431000", "500103", "500229", "GD", "UK"][..]);
    let sectors = select(&[0, 111, 412, 3110, 3511, 4411, 4412][..]);
    (regions, 0u32..3, sectors, any::<bool>()).prop_map(|(text, basin, sector, area_fails)| Profile {
        region: region(text),
        basin,
        sector,
        group: 0,
        area_fails,
    })
}

fn scope() -> impl Strategy<Value = Scope> {
    let media = prop_oneof![Just(Medium::Neither), Just(Medium::Air), Just(Medium::Water)];
    let classes = prop_oneof![Just(Classes::GbT4754), Just(Classes::Nace)];
    (media, classes, 0..=Scope::ALL).prop_map(|(medium, classes, rules)| Scope { medium, classes, rules })
}

/// Which switch and which medium a violation needs.
fn needs(violation: RuleViolation) -> (u8, Option<Medium>) {
    match violation {
        OtherProvince => (Scope::PROVINCE, None),
        OtherCity => (Scope::PLACE, Some(Medium::Air)),
        NoBasin | OtherBasin => (Scope::PLACE, Some(Medium::Water)),
        IndustryAndAgriculture => (Scope::TRADE, None),
        PowerAndOthers => (Scope::POWER, Some(Medium::Air)),
        AreaFails => (Scope::AREA, None),
    }
}

proptest! {
    #[test]
    fn without_rules_anything_goes(seller in profile(), buyer in profile(), scope in scope()) {
        prop_assert_eq!(check_transfer(&Scope { rules: 0, ..scope }, &seller, &buyer), Ok(()));
    }

    #[test]
    fn a_violation_is_of_a_rule_that_holds_and_goes_with_it(a in profile(), b in profile(), scope in scope()) {
        if let Err(violation) = check_transfer(&scope, &a, &b) {
            let (rule, medium) = needs(violation);
            prop_assert!(scope.has(rule));
            prop_assert!(medium.is_none() || medium == Some(scope.medium));
            let rest = check_transfer(&Scope { rules: scope.rules & !rule, ..scope }, &a, &b);
            prop_assert!(rest.map_err(needs).err().is_none_or(|(other, _)| other != rule));
        }
    }

    #[test]
    fn more_rules_never_allow_more(a in profile(), b in profile(), scope in scope(), rule in 0u32..5) {
        let more = Scope { rules: scope.rules | (1 << rule), ..scope };
        prop_assert!(check_transfer(&scope, &a, &b).is_ok() || check_transfer(&more, &a, &b).is_err());
    }

    #[test]
    fn only_the_area_has_a_direction(a in profile(), b in profile(), scope in scope()) {
        let [there, back] = [check_transfer(&scope, &a, &b), check_transfer(&scope, &b, &a)];
        prop_assert!(there == back || there == Err(AreaFails) || back == Err(AreaFails));
    }

    #[test]
    fn like_trades_with_like(a in profile(), scope in scope()) {
        let own = check_transfer(&scope, &a, &a);
        let unfiled = scope.medium == Medium::Water && scope.has(Scope::PLACE) && a.basin == 0;
        prop_assert_eq!(own, if unfiled { Err(NoBasin) } else { Ok(()) });
    }
}
