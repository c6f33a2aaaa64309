//! The plan: what an operator decides about a deployment, in a TOML file. `plans/dev.toml` is the plan of development chains.

use super::text::Account;
use crate::exit::{Exit, Failure};
use serde::{de, Deserialize, Deserializer};
use std::fs;
use std::path::Path;
use toml::value::Datetime;
use weir_client::hash::blake2_256;
use weir_client::{Hash, Signer, Timestamp};
use weir_types::units::{DAY_MS, NEVER};
use weir_types::Role;

/// The plan for development chains, as it is in `plans/dev.toml`.
pub const DEV: &str = include_str!("../../../../plans/dev.toml");
/// What error messages call it.
const DEV_NAME: &str = "the built-in plan (plans/dev.toml)";
const HOUR_MS: Timestamp = 3_600_000;

/// What is to be deployed.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its name, for people.
    pub name: String,
    /// BLAKE2b-256 of its text.
    pub digest: Hash,
    /// Who deploys, wires and grants; the contracts' administrator.
    pub deployer: Signer,
    /// Another salt is another deployment, at other addresses.
    pub salt: String,
    /// What constructors are told.
    pub parameters: Parameters,
    /// Who is given which role in the registry.
    pub grants: Vec<Grant>,
    /// Who puts the policy's first rules in force; without them no contract joins the policy.
    pub policy: Option<Rulers>,
}

/// Two people of different organisations: nobody changes a rule alone.
#[derive(Debug, Clone)]
pub struct Rulers {
    /// A supervisor, who proposes.
    pub proposer: Signer,
    /// A regulator, who adopts.
    pub adopter: Signer,
}

/// A role for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Which role.
    pub role: Role,
    /// Who gets it.
    pub account: Account,
    /// Until when.
    pub until: Timestamp,
}

/// The file, as TOML has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    deployer: Deployer,
    salt: Salt,
    parameters: Parameters,
    #[serde(default)]
    grants: Vec<GrantLine>,
    policy: Option<RulerLines>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulerLines {
    proposer: Deployer,
    adopter: Deployer,
}

/// What constructors are told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// A trading day begins so many minutes before midnight UTC: 480 in China, negative in the west.
    #[serde(deserialize_with = "minutes")]
    pub day_offset_minutes: i16,
    /// A proposal to issue waits so many milliseconds for approval; hours in the file.
    #[serde(rename = "proposal_term_hours", deserialize_with = "hours")]
    pub proposal_term: Timestamp,
    /// A bank must confirm a redemption within so many milliseconds; hours in the file.
    #[serde(rename = "redemption_term_hours", deserialize_with = "hours")]
    pub redemption_term: Timestamp,
    /// Name of the money, for wallets.
    pub cash_name: String,
    /// Its symbol.
    pub cash_symbol: String,
    /// The currency of prices, in three letters, as the oracle's readers name it.
    #[serde(deserialize_with = "currency")]
    pub currency: [u8; 3],
    /// Indices are stale so many milliseconds after the last day with trades; hours in the file.
    #[serde(rename = "price_max_age_hours", deserialize_with = "hours")]
    pub price_max_age: Timestamp,
    /// What every auction keeps to.
    pub auctions: Auctions,
}

/// What every auction keeps to: `weir_types::auction::Conditions`, in hours in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auctions {
    /// Bidding, revealing and claiming each last at least so many milliseconds.
    #[serde(rename = "min_window_hours", deserialize_with = "hours")]
    pub min_window: Timestamp,
    /// An auction ends within so many milliseconds of its notice.
    #[serde(rename = "max_term_hours", deserialize_with = "hours")]
    pub max_term: Timestamp,
    /// Units and deposits stay with the auction so many milliseconds longer, for defaults to be settled.
    #[serde(rename = "grace_hours", deserialize_with = "hours")]
    pub grace: Timestamp,
    /// How far from the previous close floor and ceiling of a one-way auction may be, in basis points.
    #[serde(rename = "one_way_band_basis_points")]
    pub band: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantLine {
    role: RoleName,
    account: Account,
    #[serde(default)]
    until: Until,
}

struct Deployer(Signer);
struct Salt(String);
struct RoleName(Role);
struct Until(Timestamp);

impl Plan {
    /// The plan for development chains.
    pub fn dev() -> Result<Self, Failure> {
        Self::parse(DEV, DEV_NAME)
    }

    /// Reads a plan from a file.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let bytes = fs::read(path).map_err(|error| Failure::new(Exit::BadInput, format!("plan {shown}: {error}")))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
            Failure::new(Exit::BadInput, format!("{shown}:{line}: a plan is UTF-8 text, this byte is not"))
        })?;
        Self::parse(&text, &shown)
    }

    /// Reads a plan from its text; `source` is what errors call it.
    pub fn parse(text: &str, source: &str) -> Result<Self, Failure> {
        let read = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: File = toml::from_str(read).map_err(|error| {
            let (line, column) = place(read, error.span().map_or(0, |span| span.start));
            let message = error.message().lines().map(str::trim).collect::<Vec<_>>().join(", ");
            Failure::new(Exit::BadInput, format!("{source}:{line}:{column}: {message}"))
        })?;
        let grants: Vec<_> = file.grants.iter().map(GrantLine::grant).collect();
        for (number, grant) in grants.iter().enumerate() {
            let twice = |other: &Grant| other.role == grant.role && other.account == grant.account;
            if grants.iter().take(number).any(twice) {
                let Grant { role, account, .. } = grant;
                let message = format!("{source}: {role:?} is granted to {account} twice");
                return Err(Failure::new(Exit::BadInput, message));
            }
        }
        Ok(Self {
            name: file.name,
            digest: blake2_256(text.as_bytes()),
            deployer: file.deployer.0,
            salt: file.salt.0,
            parameters: file.parameters,
            grants,
            policy: file.policy.map(|lines| Rulers { proposer: lines.proposer.0, adopter: lines.adopter.0 }),
        })
    }
}

impl GrantLine {
    fn grant(&self) -> Grant {
        Grant { role: self.role.0, account: self.account, until: self.until.0 }
    }
}

/// Line and column, from 1, of a byte.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or("");
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

impl<'de> Deserialize<'de> for Deployer {
    /// A development key's path, or `env:NAME` for a phrase or seed in an environment variable: secrets stay out of files.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let signer = match text.strip_prefix("env:") {
            None => Signer::dev(&text).map_err(|error| format!("{error}; for other keys write env:NAME")),
            Some(name) => match std::env::var(name) {
                Ok(uri) => Signer::from_uri(&uri).map_err(|error| format!("the variable {name}: {error}")),
                Err(_) => Err(format!("the variable {name}, which holds the deployer's key, is not set")),
            },
        };
        signer.map(Self).map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() || text.len() > 64 {
            return Err(de::Error::custom("a salt has 1 to 64 bytes"));
        }
        Ok(Self(text))
    }
}

/// Every role, by the name it has in the contracts.
const ROLES: [Role; 12] = [
    Role::Registrar,
    Role::Regulator,
    Role::Allocator,
    Role::Approver,
    Role::Verifier,
    Role::Bank,
    Role::Court,
    Role::Supervisor,
    Role::Depository,
    Role::Watchdog,
    Role::Arbiter,
    Role::Reporter,
];

impl<'de> Deserialize<'de> for RoleName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let named = |role: &&Role| format!("{role:?}") == text;
        ROLES.iter().find(named).map(|role| Self(*role)).ok_or_else(|| {
            let all: Vec<_> = ROLES.iter().map(|role| format!("{role:?}")).collect();
            de::Error::custom(format!("`{text}` is no role; there are {}", all.join(", ")))
        })
    }
}

impl Default for Until {
    fn default() -> Self {
        Self(NEVER)
    }
}

impl<'de> Deserialize<'de> for Until {
    /// A date (its midnight, UTC). Without it a role does not expire.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Datetime::deserialize(deserializer)?;
        match (given.date, given.time) {
            (Some(date), None) if date.year >= 1970 => Ok(Self(days(date.year, date.month, date.day) * DAY_MS)),
            _ => Err(de::Error::custom("a role's end is a date such as 2031-12-31")),
        }
    }
}

/// Days from the Unix epoch to a date of the Gregorian calendar, from 1970 on.
fn days(year: u16, month: u8, day: u8) -> u64 {
    // Count years from March, so that the leap day is the last of its year.
    let months = (u64::from(month) + 9) % 12;
    let years = u64::from(year) - u64::from(month <= 2);
    let leaps = years / 4 - years / 100 + years / 400;
    years * 365 + leaps + (months * 153 + 2) / 5 + u64::from(day) - 1 - 719_468
}

fn minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i16, D::Error> {
    let minutes = i16::deserialize(deserializer)?;
    if !(-1_439..=1_439).contains(&minutes) {
        return Err(de::Error::custom("a day has 1,440 minutes: give -1439 to 1439"));
    }
    Ok(minutes)
}

fn hours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let hours = u64::deserialize(deserializer)?;
    match hours.checked_mul(HOUR_MS) {
        Some(ms) if hours > 0 => Ok(ms),
        _ => Err(de::Error::custom("give a number of hours, at least 1")),
    }
}

fn currency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 3], D::Error> {
    let text = String::deserialize(deserializer)?;
    let code = <[u8; 3]>::try_from(text.as_bytes()).ok().filter(|code| code.iter().all(u8::is_ascii_uppercase));
    code.ok_or_else(|| de::Error::custom("a currency has three capital letters (ISO 4217), such as GBP"))
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
