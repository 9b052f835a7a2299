//! Everything meeting culture keeps of an organisation, opened for its export.

use std::io;

use model::TenantId;
use model::culture::{Pseudonym, Quantity};
use serde_json::{Value, json};
use trust::TenantKeys;

use crate::dashboard::{seal_key, unpack_sheet};
use crate::disclosure::{Entry, Published};
use crate::engine::ABSENT;
use crate::publish::unpack_figures;
use crate::sync::unpack;
use crate::{Culture, CultureError};

/// Why an organisation's export stopped.
#[derive(Debug, thiserror::Error)]
pub enum WholeError {
    /// What is kept can't be read.
    #[error(transparent)]
    Culture(#[from] CultureError),
    /// The output took no more.
    #[error("the export couldn't be written: {0}")]
    Unwritable(#[from] io::Error),
}

impl From<store::StoreError> for WholeError {
    fn from(error: store::StoreError) -> Self {
        Self::Culture(error.into())
    }
}

/// Takes a table's name and one row.
pub type WholeSink<'a> = dyn FnMut(&str, Value) -> io::Result<()> + Send + 'a;

impl Culture {
    /// Hands on the rows of `calendar_week` and `person_week`, a week at a time, with facts and figures unpacked.
    ///
    /// # Errors
    /// See [`WholeError`].
    pub async fn export_weeks(
        &self,
        tenant: TenantId,
        sink: &mut WholeSink<'_>,
    ) -> Result<(), WholeError> {
        let scoped = self.of(tenant);
        if let Some((first, last)) = scoped.calendar_span().await?.as_ref().and_then(ends) {
            for week in first..=last {
                for row in scoped.calendar_weeks(week, week).await? {
                    let mut events = json!(unpack(&row.facts)?);
                    spell_marks(&mut events);
                    let row = json!({
                        "bucket": row.bucket, "person": row.person.to_string(), "events": events,
                    });
                    sink("calendar_week", row)?;
                }
            }
        }
        let mut policy = String::new();
        while let Some(next) = scoped.policy_after(&policy).await? {
            if let Some((first, last)) = scoped
                .person_week_span(&next)
                .await?
                .as_ref()
                .and_then(ends)
            {
                for week in first..=last {
                    for row in scoped.person_weeks(&next, week, week).await? {
                        let columns = named(&row.figures)?;
                        let row = json!({
                            "policy": row.policy, "week": row.week, "person": row.person.to_string(),
                            "origin": row.origin, "columns": columns,
                        });
                        sink("person_week", row)?;
                    }
                }
            }
            policy = next;
        }
        Ok(())
    }
}

/// The cells of a published sheet, after its seal was checked; null where it doesn't open.
#[must_use]
pub fn told_cells(keys: &TenantKeys, packed: &[u8]) -> Value {
    let sheet = unpack_sheet(packed).ok();
    let cells: Option<Vec<Published>> = sheet.and_then(|sheet| sheet.open(&seal_key(keys)).ok());
    let mut cells = json!(cells);
    spell_marks(&mut cells);
    cells
}

/// An entry of the ledger of publications; null where it can't be read.
#[must_use]
pub fn told_entry(packed: &[u8]) -> Value {
    let entry: Option<Entry> = postcard::from_bytes(packed).ok();
    let mut entry = json!(entry);
    spell_marks(&mut entry);
    entry
}

fn ends(row: &store::BucketRow) -> Option<(i32, i32)> {
    row.first.zip(row.last)
}

fn named(packed: &[u8]) -> Result<serde_json::Map<String, Value>, CultureError> {
    let columns = Quantity::all().zip(unpack_figures(packed)?.columns);
    Ok(columns
        .filter(|(_, value)| *value != ABSENT)
        .map(|(quantity, value)| (quantity.name(), json!(value)))
        .collect())
}

/// Fields that hold a pseudonym.
const MARKS: [&str; 7] = [
    "copy",
    "external",
    "line",
    "occurrence",
    "organizer",
    "person",
    "series",
];

/// Writes pseudonyms as everywhere else, in hexadecimal digits; by themselves they are lists of 16 bytes.
fn spell_marks(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(spell_marks),
        Value::Object(all) => {
            for (name, value) in all {
                let spelled = MARKS
                    .contains(&name.as_str())
                    .then(|| serde_json::from_value::<Pseudonym>(value.clone()).ok());
                match spelled.flatten() {
                    Some(mark) => *value = Value::String(mark.to_string()),
                    None => spell_marks(value),
                }
            }
        }
        _ => {}
    }
}
