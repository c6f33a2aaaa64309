use super::*;

fn refused(text: &str) -> String {
    let failure = Plan::parse(text, "plan.toml").expect_err(text);
    assert_eq!(failure.exit, Exit::BadInput);
    assert!(!failure.message.contains('\n'), "{failure}");
    failure.message
}

#[test]
fn the_built_in_plan_is_good() {
    let plan = Plan::dev().unwrap();
    assert_eq!(plan.name, "dev");
    assert_eq!(plan.deployer.path(), "//Alice");
    assert!(plan.grants.iter().all(|grant| grant.until == NEVER));
    for role in ROLES {
        assert!(plan.grants.iter().any(|grant| grant.role == role), "{role:?} is granted to nobody");
    }
}

#[test]
fn mistakes_are_named_with_line_and_column() {
    let line_of = |needle: &str| DEV.lines().position(|line| line.starts_with(needle)).unwrap() + 1;
    let cases = [
        (DEV.replace("deployer = ", "deployer "), line_of("deployer"), "expected"),
        (DEV.replace("\"//Alice\"", "\"Alice\""), line_of("deployer"), "env:NAME"),
        (DEV.replace("\"//Alice\"", "\"env:WEIR_NO_SUCH_VARIABLE\""), line_of("deployer"), "WEIR_NO_SUCH_VARIABLE"),
        (DEV.replace("deployer = ", "deployed_by = "), line_of("deployer"), "deployed_by"),
        (DEV.replace("salt = \"weir\"", "salt = \"\""), line_of("salt"), "1 to 64"),
        (DEV.replace("minutes = 0", "minutes = 1440"), line_of("day_offset"), "-1439 to 1439"),
        (DEV.replace("minutes = 0", "minutes = \"0\""), line_of("day_offset"), "expected"),
        (DEV.replace("hours = 72", "hours = 0"), line_of("redemption_term"), "at least 1"),
        (DEV.replace("\"Registrar\"", "\"King\""), line_of("  { role = \"Registrar\""), "`King` is no role"),
        (DEV.replace("redemption_term_hours", "x"), line_of("redemption_term_hours"), "unknown field `x`"),
    ];
    for (text, line, words) in cases {
        let message = refused(&text);
        assert!(message.starts_with(&format!("plan.toml:{line}:")), "{message}: line {line}");
        assert!(message.contains(words), "{message}: {words}");
    }
    assert!(refused("").contains("missing field"));
}

#[test]
fn an_account_gets_a_role_once() {
    let grant = DEV.lines().find(|line| line.contains("\"Registrar\"")).unwrap();
    assert!(refused(&DEV.replace(grant, &format!("{grant}\n{grant}"))).contains("twice"));
}

#[test]
fn a_mark_at_the_start_and_windows_line_ends_are_harmless() {
    let plan = Plan::parse(&format!("\u{feff}{}", DEV.replace('\n', "\r\n")), "plan.toml").unwrap();
    assert_eq!(plan.grants, Plan::dev().unwrap().grants);
}

#[test]
fn dates_become_milliseconds() {
    assert_eq!(days(1970, 1, 1), 0);
    assert_eq!(days(2000, 2, 29) + 1, days(2000, 3, 1));
    assert_eq!(days(2026, 11, 21), 20_778);
    let text = DEV.replace("account = \"//Bob\" }", "account = \"//Bob\", until = 1970-01-03 }");
    assert!(Plan::parse(&text, "p").unwrap().grants.iter().any(|grant| grant.until == 2 * DAY_MS));
    let text = DEV.replace("account = \"//Bob\" }", "account = \"//Bob\", until = 07:30:00 }");
    assert!(refused(&text).contains("2031-12-31"));
}
