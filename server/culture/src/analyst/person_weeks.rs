//! Person-weeks of a span of weeks.

use std::collections::BTreeSet;
use std::io::Write;

use model::TenantId;
use model::culture::{Pseudonym, Quantity};

use super::pseudonyms::Fresh;
use super::{AnalystError, AnalystExport, Selection, first_day, no_policy};
use crate::Culture;
use crate::engine::ABSENT;
use crate::export::{PersonWeekLine, PersonWeeks};
use crate::publish::unpack_figures;

impl Culture {
    /// Writes one line per person and week (see [`PersonWeeks`]); returns how many.
    ///
    /// # Errors
    /// See [`AnalystError`]; nothing was written unless it is [`AnalystError::Output`] or [`AnalystError::Culture`].
    pub async fn export_person_weeks<W: Write + Send>(
        &self,
        tenant: TenantId,
        selection: &Selection,
        out: W,
    ) -> Result<u64, AnalystError> {
        let scoped = self.of(tenant);
        if !self.analyst_export(tenant).await? {
            return Err(AnalystError::SwitchedOff);
        }
        let policy = selection.policy.as_str();
        let known = self.policies(tenant).await?;
        if !known.iter().any(|one| one == policy) {
            return Err(no_policy(policy, &known));
        }
        let asked = selection.weeks()?;
        let kept = scoped.person_week_span(policy).await?;
        let kept = kept.and_then(|row| row.first.zip(row.last));
        // Without any the span is empty.
        let (first, last) = kept.map_or((1, 0), |(first, last)| {
            (asked.0.max(first), asked.1.min(last))
        });
        let out_of_it: BTreeSet<Pseudonym> = scoped
            .opt_outs()
            .await?
            .into_iter()
            .map(|row| row.person)
            .collect();
        let mut people = BTreeSet::new();
        for week in first..=last {
            let rows = scoped.person_weeks(policy, week, week).await?;
            people.extend(rows.into_iter().map(|row| row.person));
        }
        people.retain(|person| !out_of_it.contains(person));
        let attributes = self
            .attributes(
                tenant,
                (policy, asked.0, asked.1),
                (&selection.group_by, &people),
            )
            .await?;
        self.permit(tenant, ("person-weeks", AnalystExport::On), selection)
            .await?;
        let fresh = Fresh::new()?;
        let mut writer = PersonWeeks::begin(out, policy, &attributes.names)?;
        for week in first..=last {
            let rows = scoped.person_weeks(policy, week, week).await?;
            // Sorted by the export's own pseudonyms: the order of the store would join exports.
            let mut rows: Vec<_> = rows
                .into_iter()
                .filter(|row| people.contains(&row.person))
                .map(|row| (fresh.of("person", row.person), row))
                .collect();
            rows.sort_unstable_by_key(|(person, _)| *person);
            for (person, row) in rows {
                let columns = unpack_figures(&row.figures)?.columns;
                let value = |quantity: Quantity| {
                    let value = columns.get(quantity.index()).copied();
                    value.filter(|value| *value != ABSENT)
                };
                writer.line(&PersonWeekLine {
                    person,
                    week: first_day(week),
                    origin: origin(&row.origin),
                    attributes: attributes.of(row.person),
                    values: &value,
                })?;
            }
        }
        Ok(writer.end()?)
    }
}

/// Where figures come from, as exports say it.
fn origin(stored: &str) -> &str {
    match stored {
        "live" => "measured",
        other => other,
    }
}
