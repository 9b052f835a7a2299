//! How facts stand in the database: one format byte, then postcard.

use model::culture::EventFact;

use crate::CultureError;

/// First byte of every packed row, so that a later format can be told from this one.
const FORMAT: u8 = 1;

/// Packs the events of one person's week.
///
/// # Errors
/// [`CultureError::Malformed`] never happens for facts; the encoder's type wants an answer.
pub fn pack(facts: &[EventFact]) -> Result<Vec<u8>, CultureError> {
    postcard::to_extend(facts, vec![FORMAT]).map_err(|_| CultureError::Malformed("facts"))
}

/// Unpacks what [`pack`] made.
///
/// # Errors
/// [`CultureError::Malformed`] for another format or damaged bytes.
pub fn unpack(packed: &[u8]) -> Result<Vec<EventFact>, CultureError> {
    let body = packed
        .strip_prefix(&[FORMAT])
        .ok_or(CultureError::Malformed("facts"))?;
    postcard::from_bytes(body).map_err(|_| CultureError::Malformed("facts"))
}
