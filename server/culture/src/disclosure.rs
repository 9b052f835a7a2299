//! Disclosure control: the one way from person-weeks to numbers that may be shown.
//!
//! Each quarter a [`Cohort`] freezes who is measured and which sets of people are published. At each week's close
//! [`close_week`] and [`close_window`] publish every metric of every planned set, or hide it:
//!
//! - a set needs at least k people with data in the week ([`MinimumGroup`], never under 10);
//! - no combination of sets, of this publication and of all earlier ones of the period, may be about fewer than k
//!   people: an exact auditor withholds the least important set involved until that holds, which is complementary
//!   suppression and the test against differencing at once;
//! - a magnitude of which one person contributes more than half is hidden, and so is what it could be computed from;
//! - shares of people are cut off by the size of the set; medians need 20 people;
//! - numbers are rounded: hours to 0.1, shares to 1 %.
//!
//! - recurring series are told of once in 4 weeks, coarsely, where many attend ([`close_series`]).
//!
//! A window of 4 weeks adds nothing to what its weeks told, except for shares of people, which are audited themselves.
//!
//! The rules follow Viva Insights' privacy settings, the Handbook on Statistical Disclosure Control (chapter 4) and
//! secondary suppression by Gaussian elimination (Privacy in Statistical Databases 2024).

mod admit;
mod close;
mod code;
mod cohort;
mod conceal;
mod echelon;
mod face;
mod field;
mod figures;
mod ledger;
mod lorenz;
mod relations;
mod series;
mod sheet;
mod span;
mod systems;
mod threshold;
mod window;

pub use admit::{Certificate, Randomness};
pub use close::{Close, Publication, close_week};
pub use cohort::{Cohort, Member, Organisation, PlannedSet};
pub use face::Face;
pub use figures::{
    ABSENT, CohortWeek, EVENTS, Measure, PersonRow, PersonWeek, Target, share_bounds,
};
pub use ledger::{Blind, Entry, Head, Ledger, PublishedSet, Statement, System, Unknown};
pub use lorenz::{LORENZ, LORENZ_POINTS};
pub use series::{Accepted, Attended, SeriesLine, SeriesSums, SeriesTable, close_series};
pub use sheet::{Digest, Published, Sheet};
pub use span::{Span, SpanCell};
pub use threshold::MinimumGroup;
pub use window::{Window, close_window};

/// Why nothing was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// Fewer than 10 people were asked for as the smallest group.
    #[error("the smallest group can't be under 10 people")]
    BelowFloor,
    /// The period was published under these policies; only another policy opens it again.
    #[error("the period is published already")]
    AlreadyPublished,
    /// The columns aren't those of the cohort's people, or the weeks aren't those of the window.
    #[error("the columns don't belong to the cohort")]
    Mismatch,
    /// A ledger or sheet differs from what was published.
    #[error("the ledger or a sheet was altered")]
    Forged,
}
