//! The oracle: prices that reporters agree on, indices from trades, a forecast that says how good it has been, and questions.
//!
//! * [`rounds`]: reports and their median. * [`breaker`]: the bound between one reading and the next. * [`freshness`]: what is too old.
//! * [`bars`]: the ring of daily bars and averages over windows of it. * [`indices`]: what a day changes, and what is shown.
//! * [`forecast`]: damped Holt and its band. * [`requests`]: question, answer, expiry.
//!
//! **Rounding**: averages are rounded down; a forecast is rounded to the nearest cent, its band outwards.

pub mod bars;
pub mod breaker;
pub mod forecast;
pub mod freshness;
pub mod indices;
pub mod requests;
pub mod rounds;

/// Why the oracle refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Terms that contradict each other.
    BadTerms,
    /// A price of zero or above [`weir_types::oracle::MAX_PRICE`].
    BadPrice,
    /// The breaker has tripped and was not reset.
    Tripped,
    /// The breaker has not tripped.
    NotTripped,
    /// The report is for another round than the one that takes reports.
    WrongRound,
    /// The round takes no more reports: it has to be closed.
    RoundOver,
    /// The round still takes reports.
    RoundOpen,
    /// The round has no report.
    NoReports,
    /// The reporter has reported in this round.
    AlreadyReported,
    /// A day that is not the next one.
    WrongDay,
    /// The venue's bar is of another day or contradicts itself.
    BadBar,
    /// The window is empty, too long, or has days that are not kept.
    BadWindow,
    /// A fee of zero.
    ZeroFee,
    /// A deadline in the past or too far off.
    BadDeadline,
    /// The request has been answered or paid back.
    RequestClosed,
    /// The request has run out.
    RequestExpired,
    /// The request has not run out yet.
    RequestActive,
    /// A reply without source or proof, or observed in the future.
    BadReply,
    /// A number would leave its range.
    Overflow,
}
