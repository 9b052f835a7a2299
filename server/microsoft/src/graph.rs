//! Calls to Graph: typed reads of what is needed, and nothing else parsed (microsoft.md section 6).

mod call;
mod page;
mod problem;

pub use problem::GraphProblem;

pub(crate) use call::Call;
pub(crate) use page::Listing;
