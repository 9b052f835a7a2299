//! Calls to Graph: typed reads of what is needed, and nothing else parsed (microsoft.md section 6).

mod batch;
mod call;
mod lane;
mod page;
mod problem;

pub use problem::GraphProblem;

pub(crate) use call::Call;
pub(crate) use lane::{Lane, Lanes};
pub(crate) use page::Listing;
