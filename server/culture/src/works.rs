//! Figures that come from elsewhere: a person query of Viva Insights, kept beside our own and never mixed with them.

mod places;

use std::collections::BTreeMap;
use std::io::Read;

use model::TenantId;
use model::culture::{Pseudonym, Quantity};
use ring::hmac;
use serde_json::json;
use store::PersonWeekRow;
use trust::audit::{Actor, Entry, append};

use crate::engine::ABSENT;
use crate::import::viva::{self, Choice, Generation, Report};
use crate::publish::{Figures, pack_figures};
use crate::weeks::{DAY_MIN, week_of};
use crate::{Culture, CultureError};
use places::Places;

/// Rows written in one transaction.
const AT_ONCE: usize = 5_000;

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// The file can't be read at all.
    #[error(transparent)]
    File(#[from] crate::import::ImportError),
    /// Rows are rejected: nothing was stored.
    #[error("{} rows are rejected", .0.rows - .0.taken)]
    Rejected(Box<Report>),
    /// Nothing was stored for another reason.
    #[error(transparent)]
    Culture(#[from] CultureError),
}

impl From<store::StoreError> for ImportFailure {
    fn from(error: store::StoreError) -> Self {
        Self::Culture(error.into())
    }
}

/// Whether a file is only judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Nothing is stored.
    Dry,
    /// All rows are stored, or none where one is rejected; those of an earlier import of the same generation are
    /// replaced.
    Real,
    /// As [`Run::Real`], but rejected rows are left out.
    LeavingOut,
}

impl Culture {
    /// Reads a Viva Insights person query into figures of their own policy (`viva_legacy`, `viva_current`).
    ///
    /// # Errors
    /// See [`ImportFailure`]: then nothing was changed.
    pub async fn import_viva<R: Read>(
        &self,
        tenant: TenantId,
        file: R,
        run: Run,
    ) -> Result<Report, ImportFailure> {
        let all = Choice::default();
        self.import_viva_as(tenant, file, (&all, run)).await
    }

    /// As [`Self::import_viva`], with the columns that become attributes by which people are grouped.
    ///
    /// # Errors
    /// See [`ImportFailure`]: then nothing was changed.
    pub async fn import_viva_as<R: Read>(
        &self,
        tenant: TenantId,
        file: R,
        (choice, run): (&Choice, Run),
    ) -> Result<Report, ImportFailure> {
        let keys = self.keys(tenant).await?;
        let key = keys.pseudonym_key("culture");
        let pseudonym = |id: &str| imported(&key, id);
        let mut taken: BTreeMap<(i32, Pseudonym), Vec<(Quantity, i64)>> = BTreeMap::new();
        let mut places = Places::new(choice);
        let mut sink = |row: viva::PersonWeek| {
            if run != Run::Dry && row.active != Some(false) {
                // Weeks begin on Sunday there; the Monday that follows tells ours.
                let week = week_of((row.week.0 + 1) * DAY_MIN);
                places.note((row.person, week), row.attributes);
                taken.insert((week, row.person), row.values);
            }
        };
        let report = viva::read(file, choice, &pseudonym, &mut sink)?;
        if run == Run::Real && !report.rejected.is_empty() {
            return Err(ImportFailure::Rejected(Box::new(report)));
        }
        if run != Run::Dry {
            let origin = origin(report.generation);
            let mut tx = self.of(tenant).begin().await?;
            tx.delete_policy_figures(origin).await?;
            tx.delete_attributes(origin).await?;
            let rows = taken
                .into_iter()
                .map(|((week, person), values)| row(origin, (week, person), &values))
                .collect::<Result<Vec<_>, _>>()?;
            for some in rows.chunks(AT_ONCE) {
                tx.save_person_weeks(some).await?;
            }
            for some in places.ranges(origin)?.chunks(AT_ONCE) {
                tx.save_attributes(some).await?;
            }
            let entry = Entry::new(
                self.0.trust.now(),
                Actor::Operator,
                "figures.imported",
                origin,
            )
            .with(json!({ "rows": report.taken, "people": report.people, "attributes": choice.attributes }));
            append(&mut tx, &keys, entry)
                .await
                .map_err(CultureError::from)?;
            tx.commit().await?;
        }
        Ok(report)
    }
}

const fn origin(generation: Generation) -> &'static str {
    match generation {
        Generation::Legacy => "viva_legacy",
        Generation::Current => "viva_current",
    }
}

/// The pseudonym of a person of a file: not that of anybody in the directory.
fn imported(key: &hmac::Key, id: &str) -> Pseudonym {
    let mut context = hmac::Context::with_key(key);
    context.update(b"import/v1\0");
    context.update(id.as_bytes());
    let tag = context.sign();
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(tag.as_ref()) {
        *to = *from;
    }
    Pseudonym(first)
}

fn row(
    origin: &'static str,
    (week, person): (i32, Pseudonym),
    values: &[(Quantity, i64)],
) -> Result<PersonWeekRow, CultureError> {
    let mut columns = vec![ABSENT; Quantity::COUNT];
    for (quantity, value) in values {
        if let Some(column) = columns.get_mut(quantity.index()) {
            *column = *value;
        }
    }
    let figures = Figures {
        columns,
        matrix: vec![],
    };
    Ok(PersonWeekRow {
        policy: origin.to_owned(),
        week,
        person,
        origin: origin.to_owned(),
        figures: pack_figures(&figures)?,
    })
}
