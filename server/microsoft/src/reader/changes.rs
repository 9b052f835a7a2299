//! A page of a round of changes, read as a signal: how much changed and what is gone.

use model::culture::fact::Pseudonym;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::page::NotAPage;
use super::pseudonym::{Label, Pseudonyms};
use super::scalar::{Part, Scalar};
use crate::link::{DeltaLink, PageLink};

/// What a page of changes says.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Elements that tell of something new or changed.
    pub changed: u64,
    /// Copies that are gone, or lie outside of the window and changed: ignore what isn't known.
    pub gone: Vec<Pseudonym>,
    /// Where the round goes on.
    pub next: Option<PageLink>,
    /// Where the next round begins; on the last page only.
    pub delta: Option<DeltaLink>,
}

#[derive(Deserialize)]
struct RawPage<'a> {
    #[serde(borrow)]
    value: Vec<Part<RawChange<'a>>>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    delta: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawChange<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    #[serde(rename = "@removed")]
    removed: Option<IgnoredAny>,
}

/// Reads a page of `calendarView/delta`. Of each element only its id and the mark of removal are parsed.
///
/// # Errors
/// [`NotAPage`] when the bytes are something else.
pub fn read_changes(bytes: &[u8], pseudonyms: &Pseudonyms) -> Result<Changes, NotAPage> {
    let page: RawPage<'_> = serde_json::from_slice(bytes).map_err(|_| NotAPage)?;
    let mut changes = Changes {
        next: page.next.map(PageLink::new),
        delta: page.delta.map(DeltaLink::new),
        ..Changes::default()
    };
    for element in page.value {
        match element {
            Part::Is(RawChange {
                id: Scalar::Text(id),
                removed: Some(_),
            }) => {
                changes
                    .gone
                    .push(pseudonyms.of(Label::Copy, &[id.as_bytes()]));
            }
            // What can't be read is a change: reading the calendar again does no harm.
            _ => changes.changed += 1,
        }
    }
    Ok(changes)
}
