//! The table of known refusals: who can put it right, whether trying again helps, and a short key for the explanation.
//!
//! Facts after microsoft.md section 5; the sentences stand in the language tables under these keys. Numbers and Graph
//! codes select help only: what the program does next follows the OAuth `error` and the HTTP status.

mod graph;
mod sts;

pub use graph::{GRAPH, GraphTrouble, graph};
pub use sts::{STS, StsTrouble, sts};

/// Who can put it right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person in front of the screen.
    User,
    /// An administrator of the person's organisation.
    TenantAdmin,
    /// Whoever runs this installation.
    Operator,
    /// The program itself.
    App,
}

/// Whether and how trying again helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Never by itself.
    No,
    /// With growing pauses, `Retry-After` respected.
    BackOff,
    /// Only in the minutes after consent, credential or policy changed; otherwise final.
    Setup,
    /// Once with a newly made assertion.
    FreshAssertion,
    /// Once with a new token.
    FreshToken,
    /// With a full round instead of the delta link.
    Resync,
}
