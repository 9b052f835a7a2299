//! How a person's figures of one week stand in the database: one format byte, then postcard.

use serde::{Deserialize, Serialize};

use crate::CultureError;

/// First byte of every packed row.
const FORMAT: u8 = 1;

/// All columns of one person's week under one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// By [`model::culture::Quantity::index`]; [`crate::engine::ABSENT`] where there is no data.
    pub columns: Vec<i64>,
    /// Allocated units by target group, zeros left out.
    pub matrix: Vec<(u32, i64)>,
}

/// Packs figures.
///
/// # Errors
/// [`CultureError::Malformed`] never happens for numbers; the encoder's type wants an answer.
pub fn pack_figures(figures: &Figures) -> Result<Vec<u8>, CultureError> {
    postcard::to_extend(figures, vec![FORMAT]).map_err(|_| CultureError::Malformed("figures"))
}

/// Unpacks what [`pack_figures`] made.
///
/// # Errors
/// [`CultureError::Malformed`] for another format or damaged bytes.
pub fn unpack_figures(packed: &[u8]) -> Result<Figures, CultureError> {
    let body = packed
        .strip_prefix(&[FORMAT])
        .ok_or(CultureError::Malformed("figures"))?;
    postcard::from_bytes(body).map_err(|_| CultureError::Malformed("figures"))
}
