//! Meeting culture: the facts kept of a calendar and the switches that say which of them count.

pub mod fact;
pub mod formula;
pub mod policy;
pub mod quantity;

pub use fact::{
    Attendee, Domain, EventFact, EventKind, LeadSource, Minute, Part, Pseudonym, Response, ShowAs,
};
pub use formula::{Formula, Test};
pub use policy::{Attendance, Overlap, Policy, SizeBasis, WeekStart};
pub use quantity::Quantity;
