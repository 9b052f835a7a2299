//! The real ids that the sync needs, sealed to tenant and person.

use model::ObjectId;
use model::culture::Pseudonym;
use serde::{Deserialize, Serialize};
use trust::TenantKeys;

use crate::CultureError;

/// Purpose of the seal over ids.
const IDS: &str = "culture.person";
/// Purpose of the seal over delta links.
const LINK: &str = "culture.link";

/// What is sealed of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ids {
    /// Object id.
    pub(crate) oid: ObjectId,
    /// Pseudonyms of the person's addresses.
    pub(crate) addresses: Vec<Pseudonym>,
}

impl Ids {
    pub(super) fn seal(
        &self,
        keys: &TenantKeys,
        person: Pseudonym,
    ) -> Result<Vec<u8>, CultureError> {
        let plain = postcard::to_stdvec(self).map_err(|_| CultureError::Malformed("ids"))?;
        Ok(keys.seal(IDS, &person.to_string(), &plain))
    }

    pub(crate) fn open(
        keys: &TenantKeys,
        person: Pseudonym,
        sealed: &[u8],
    ) -> Result<Self, CultureError> {
        let plain = keys.open(IDS, &person.to_string(), sealed)?;
        postcard::from_bytes(&plain).map_err(|_| CultureError::Malformed("ids"))
    }
}

pub(super) fn seal_link(keys: &TenantKeys, person: Pseudonym, link: &str) -> Vec<u8> {
    keys.seal(LINK, &person.to_string(), link.as_bytes())
}

/// The link; none when it does not open, which costs one full round and no fact.
pub(super) fn open_link(keys: &TenantKeys, person: Pseudonym, sealed: &[u8]) -> Option<String> {
    let plain = keys.open(LINK, &person.to_string(), sealed).ok()?;
    String::from_utf8(plain).ok()
}
