//! Base quantities: the integer columns of a person's week of which every metric is made.

use serde::{Deserialize, Serialize};

/// One column of a person's week. Its value is an integer, or absent where there is no data (which isn't zero).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub u16);
