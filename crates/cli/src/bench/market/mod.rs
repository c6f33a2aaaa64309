//! `weir bench market`: what a fill, a bid, a report and a day cost when there are ten of them, and when ten thousand.
//!
//! * [`stage`]: the suite, and who takes part. * [`book`]: fills. * [`hall`]: an auction from notice to claims.
//! * [`auction`]: bids. * [`clearing`]: an auction of all entities of a market. * [`oracle`]: reports and days.
//! * [`figure`]: what is held to which budget. * [`report`]: how it is told.

pub mod auction;
pub mod book;
pub mod clearing;
pub mod figure;
pub mod hall;
pub mod oracle;
pub mod report;
pub mod stage;

use crate::deploy::fail;
use crate::exit::{Exit, Failure};
use crate::year::run::progress::Progress;
use clearing::Clearing;
use figure::Figure;
use report::Report;
use stage::Stage;
use weir_client::{connect, Engine};

/// What the budgets are stated for.
const DEPTH: u64 = 10_000;
const BIDS: u64 = 10_000;
const ROUNDS: u64 = 10_000;
/// The entities of the Chinese market.
const ENTITIES: u64 = 2_225;

/// Fill the book, auctions and the oracle, and hold what each costs to its budget: the largest cost at most a tenth
/// above the smallest, from 10 orders in the book to 10,000, from 100 bids to 10,000, from 10 rounds and days to 10,000.
///
/// Costs are ref_time of the embedded engine, which is the node's. With a node as engine only the clearing is run: its
/// blocks and its wall time. Exit code 1 when a budget is missed; with smaller numbers it is a try, and no budget is
/// claimed or missed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// `embedded`, or the address of a development node, for the clearing alone.
    #[arg(long, default_value = "embedded", value_name = "ENGINE")]
    engine: String,
    /// Run these parts only.
    #[arg(long, value_enum, value_name = "PART")]
    part: Vec<Part>,
    /// Orders in the book at most.
    #[arg(long, value_name = "ORDERS", default_value_t = DEPTH, value_parser = clap::value_parser!(u64).range(10..))]
    depth: u64,
    /// Bids of an auction at most.
    #[arg(long, value_name = "BIDS", default_value_t = BIDS, value_parser = clap::value_parser!(u64).range(100..))]
    bids: u64,
    /// Rounds of reports, and days pulled.
    #[arg(long, value_name = "ROUNDS", default_value_t = ROUNDS, value_parser = clap::value_parser!(u64).range(10..))]
    rounds: u64,
    /// Bidders in the auction that is cleared.
    #[arg(long, value_name = "BIDDERS", default_value_t = ENTITIES, value_parser = clap::value_parser!(u64).range(2..))]
    entities: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Fills of `match_orders`, by the depth of the book.
    Book,
    /// What a bid costs, by the number of bids.
    Auction,
    /// An auction of all entities of a market, cleared and delivered.
    Clearing,
    /// Reports and pulls of the oracle, by how many there have been.
    Oracle,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let mut chain = connect(&args.engine).map_err(fail::chain)?;
    let embedded = chain.info().engine == Engine::Embedded;
    let parts = parts(args, embedded)?;
    let progress = Progress::new(!args.json);
    progress.start("deploying the suite", 0);
    let mut stage = Stage::new(chain.as_mut(), &progress)?;
    let mut report = Report::new(&args.engine, embedded);
    for part in parts {
        let during = |failure: Failure| failure.while_doing(format_args!("bench market, {}", part.name()));
        report.add(part.measure(&mut stage, args).map_err(during)?);
    }
    progress.finish();
    if args.json {
        println!("{:#}", report.json());
    } else {
        print!("{}", report.text());
    }
    match report.missed().as_slice() {
        [] => Ok(Exit::Ok),
        missed => Err(Failure::new(Exit::CheckFailed, format!("over budget: {}", missed.join("; ")))),
    }
}

/// What is to be run: all that the engine can say something new of, or what was asked for.
fn parts(args: &Args, embedded: bool) -> Result<Vec<Part>, Failure> {
    let all = [Part::Book, Part::Auction, Part::Clearing, Part::Oracle];
    let asked = |part: &Part| args.part.is_empty() || args.part.contains(part);
    if embedded {
        return Ok(all.into_iter().filter(asked).collect());
    }
    if args.part.iter().any(|part| *part != Part::Clearing) {
        let why = "a node measures the clearing alone: what the others measure is the same on the embedded engine";
        return Err(Failure::new(Exit::Usage, why));
    }
    Ok(vec![Part::Clearing])
}

/// What a part has found.
pub enum Found {
    /// Costs by size.
    Figures(Vec<Figure>),
    /// Auctions of all entities.
    Clearings(Vec<Clearing>),
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Auction => "auction",
            Self::Clearing => "clearing",
            Self::Oracle => "oracle",
        }
    }

    fn measure(self, stage: &mut Stage<'_>, args: &Args) -> Result<Found, Failure> {
        let figures = |figures, full| Found::Figures(claimed(figures, full));
        Ok(match self {
            Self::Book => figures(book::measure(stage, args.depth)?, args.depth >= DEPTH),
            Self::Auction => figures(auction::measure(stage, args.bids)?, args.bids >= BIDS),
            Self::Clearing => Found::Clearings(clearing::measure(stage, args.entities)?),
            Self::Oracle => figures(oracle::measure(stage, args.rounds)?, args.rounds >= ROUNDS),
        })
    }
}

/// Marks figures that were measured for a smaller number than their budget is stated for.
fn claimed(mut figures: Vec<Figure>, full: bool) -> Vec<Figure> {
    for figure in &mut figures {
        figure.tried = !full && figure.budget.is_some();
    }
    figures
}
