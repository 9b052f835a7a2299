//! Errors of Microsoft that an organisation has met.

use serde::{Deserialize, Serialize};

use super::{Place, Trouble};
use crate::{Guid, Timestamp};

/// The same error within one hour of the clock (UTC).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubleLine {
    /// When it was met first in this hour.
    pub first: Timestamp,
    /// When it was met last in this hour.
    pub last: Timestamp,
    /// How often, at least 1.
    pub count: u32,
    /// Where.
    pub place: Place,
    /// What it means.
    pub trouble: Trouble,
    /// What Microsoft calls it, such as `AADSTS700016`; empty where it gave no name. Letters, digits, `_`, `.`, `-`.
    pub code: String,
    /// Correlation id or request id of the last one, for Microsoft's support.
    pub correlation: Option<Guid>,
}

/// What is known of a code that somebody looks up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubleWord {
    /// The code that was found in what was pasted.
    pub code: String,
    /// What it means; none where it is not in our table.
    pub trouble: Option<Trouble>,
}

/// The latest errors of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroublePage {
    /// Newest first, at most [`TroublePage::MOST`].
    pub lines: Vec<TroubleLine>,
    /// There were more.
    pub more: bool,
    /// What was asked about; none when nothing was asked, or nothing in it is a code.
    pub word: Option<TroubleWord>,
}

impl TroublePage {
    /// Lines of one page.
    pub const MOST: usize = 100;
    /// Days that errors stay.
    pub const DAYS: i64 = 30;
}
