use super::*;

const HEAD: &str = "operator_id,permit_id,account_holder,installation,regulator,account_status,nace_code,year,\
                    allocation_total,emissions_t,status,cumulative_emissions_t,cumulative_surrenders";
const ROW: &str = "0012,UK-E-IN-1,Acme,\"Works, north\",EA,OPEN,1041,2021,9815,22319,A,79700,79700";

fn parse(bytes: &[u8]) -> Result<Facts, String> {
    read(FILE, bytes, &[2021, 2022]).map(|(facts, _)| facts).map_err(|faults| faults.to_string())
}

/// The fault of a file whose second row is `ROW` with one cell replaced.
fn with(column: &str, cell: &str) -> String {
    let place = HEAD.split(',').position(|name| name == column).unwrap();
    let row = ROW.replace("\"Works, north\"", "Works");
    let cells: Vec<&str> = row.split(',').enumerate().map(|(n, old)| if n == place { cell } else { old }).collect();
    parse(format!("{HEAD}\n{}\n", cells.join(",")).as_bytes()).unwrap_err()
}

#[test]
fn a_row_is_read_by_rule() {
    let text = format!(
        "{HEAD}\r\n{ROW}\r\n0012,UK-E-IN-1,Acme,\"Works, north\",EA,OPEN,,2022,,,,0,0\r\n\
                        9,P-9,Zeta,Z,SEPA,CLOSED,,2021,,EXCLUDED,EXCLUDED,0,0\r\n"
    );
    let facts = parse(text.as_bytes()).unwrap();
    assert_eq!(facts.regulators, ["EA", "SEPA"]);
    let [first, second] = &facts.installations[..] else { panic!("two installations") };
    assert_eq!((first.operator.as_str(), first.name.as_str(), first.sector), ("0012", "Works, north", 1041));
    assert_eq!((first.allocation(2021), first.emissions(2021)), (9_815_000, Some(22_319_000)));
    assert_eq!(first.years[&2022].allocation, None);
    assert_eq!(first.years[&2022].emissions, Emissions::NotSubmitted);
    assert_eq!(second.years[&2021].emissions, Emissions::Excluded);
    assert_eq!((second.regulator, second.sector), (1, 0));
    assert_eq!(parse(format!("\u{feff}{text}").as_bytes()).unwrap(), facts);
    assert_eq!(parse(text.replace("\r\n", "\n").as_bytes()).unwrap(), facts);
}

#[test]
fn each_bad_cell_is_named_with_row_column_and_what_was_expected() {
    for (column, cell, said) in [
        ("operator_id", "", "1 to 32 letters, digits or dashes, found a blank"),
        ("permit_id", "UK-E-IN-1234567890", "1 to 16 letters"),
        ("account_holder", "", "a name, found a blank"),
        ("nace_code", "steel", "a NACE class or a blank, found \"steel\""),
        ("nace_code", "70000", "a NACE class or a blank, found \"70000\""),
        ("year", "2020", "a year of the scenario (2021, 2022), found \"2020\""),
        ("year", "x", "a year of the scenario (2021, 2022), found \"x\""),
        ("allocation_total", "many", "a whole number of tonnes or a blank, found \"many\""),
        ("emissions_t", "-7", "a whole number of tonnes, a blank or EXCLUDED, not negative, found \"-7\""),
        ("emissions_t", "12.5", "a whole number of tonnes, a blank or EXCLUDED, found \"12.5\""),
        ("emissions_t", "999999999999999999999999999999999999999", "EXCLUDED, at most 1000000000000000, found \"9999"),
        ("status", "D", "A, B, C, NOT_APPLICABLE, EXCLUDED or a blank, found \"D\""),
    ] {
        let fault = with(column, cell);
        assert!(fault.starts_with(&format!("installations.csv, row 2, column {column}: expected ")), "{fault}");
        assert!(fault.contains(said), "{fault}");
    }
}

#[test]
fn a_missing_column_is_named() {
    let fault = parse(HEAD.replace("emissions_t,", "emisions,").as_bytes()).unwrap_err();
    assert!(fault.starts_with("installations.csv, row 1, column emissions_t: expected this column"), "{fault}");
}

#[test]
fn keys_are_unique_and_an_operator_stays_who_it_is() {
    let again = parse(format!("{HEAD}\n{ROW}\n\n{ROW}\n").as_bytes()).unwrap_err();
    assert_eq!(
        again,
        "installations.csv, row 4, column operator_id, year: expected one row for each operator and year, \
         found 0012 2021 again, first in row 2"
    );
    let row = |from: &str, to: &str| ROW.replace("2021", "2022").replace(from, to);
    for (other, said) in [
        (row("UK-E-IN-1", "UK-E-IN-2"), "column permit_id: expected UK-E-IN-1, as in the operator's first row"),
        (row(",EA,", ",NRW,"), "column regulator: expected EA, as in the operator's first row"),
        (row("0012", "0013"), "column permit_id: expected a permit of operator 0013 alone"),
    ] {
        let fault = parse(format!("{HEAD}\n{ROW}\n{other}\n").as_bytes()).unwrap_err();
        assert!(fault.starts_with("installations.csv, row 3") && fault.contains(said), "{fault}");
    }
}

#[test]
fn all_faults_of_a_file_come_at_once() {
    let bad = ROW.replace("9815", "x").replace(",A,", ",Q,");
    let faults = parse(format!("{HEAD}\n{bad}\n{}\n", "1,2").as_bytes()).unwrap_err();
    assert_eq!(faults.lines().count(), 3, "{faults}");
}

#[test]
fn bytes_that_are_not_utf8_are_named() {
    let mut bytes = format!("{HEAD}\n{ROW}\n").into_bytes();
    let place = bytes.windows(4).position(|w| w == b"Acme").unwrap();
    bytes[place + 1] = 0xe9;
    let fault = parse(&bytes).unwrap_err();
    assert!(fault.starts_with("installations.csv, row 2, column account_holder: expected text in UTF-8"), "{fault}");
}

#[test]
fn the_real_file_is_read_whole() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/uk-ets/installations.csv");
    let (facts, _) = read(FILE, &std::fs::read(path).unwrap(), &[2021, 2022, 2023]).unwrap();
    assert_eq!(facts.installations.len(), 757);
    assert_eq!(facts.installations.iter().map(|i| i.years.len()).sum::<usize>(), 2_271);
    assert_eq!(facts.regulators, ["DAERA", "EA", "NRW", "OPRED", "SEPA"]);
    assert_eq!([2021, 2022, 2023].map(|y| facts.emissions(y) / 1_000), [104_398_218, 102_851_826, 87_948_467]);
    assert_eq!([2021, 2022, 2023].map(|y| facts.allocation(y) / 1_000), [37_803_093, 35_341_301, 32_527_927]);
    let count = |wanted: fn(&Emissions) -> bool| {
        facts.installations.iter().flat_map(|i| i.years.values()).filter(|y| wanted(&y.emissions)).count()
    };
    assert_eq!(count(|e| *e == Emissions::NotSubmitted), 219);
    assert_eq!(count(|e| *e == Emissions::Excluded), 1);
    assert_eq!(count(|e| *e == Emissions::Recorded(0)), 10);
}
