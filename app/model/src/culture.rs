//! Meeting culture: the facts kept of a calendar and the switches that say which of them count.

pub mod cell;
pub mod connector;
pub mod fact;
pub mod formula;
pub mod kept;
pub mod me;
pub mod metric;
pub mod organisation;
pub mod policy;
pub mod quantity;
pub mod reading;
pub mod reason;
pub mod view;

pub use cell::{Axis, Basis, Cell, CellUnit, CellValue, MetricNumber, Period, Slice};
pub use fact::{
    Attendee, Domain, EventFact, EventKind, LeadSource, Minute, Part, Pseudonym, Response, ShowAs,
};
pub use formula::{Formula, Test};
pub use metric::Metric;
pub use policy::{
    Allocation, Attendance, Cancelled, ExcludedFromRule, HoursSource, Hygiene, Overlap, Policy,
    SizeBasis, WeekStart, WorkHours, Zones,
};
pub use quantity::Quantity;
pub use reason::Reason;
