//! Meetings of a span of days, from their organisers' copies.

use std::collections::BTreeSet;
use std::io::Write;

use model::TenantId;
use model::culture::{EventFact, Policy, Pseudonym, Response};
use store::Scoped;

use super::pseudonyms::Fresh;
use super::{AnalystError, AnalystExport, Selection, no_policy};
use crate::export::{MeetingLine, Meetings};
use crate::publish::POLICIES;
use crate::sync::unpack;
use crate::weeks::{DAY_MIN, week_of};
use crate::{Culture, CultureError};

impl Culture {
    /// Writes one line per meeting that begins in these days, UTC (see [`Meetings`]); returns how many. The policy
    /// decides what is a meeting: its length, its size, and whether it may last all day.
    ///
    /// # Errors
    /// See [`AnalystError`]; nothing was written unless it is [`AnalystError::Output`] or [`AnalystError::Culture`].
    pub async fn export_meetings<W: Write + Send>(
        &self,
        tenant: TenantId,
        selection: &Selection,
        out: W,
    ) -> Result<u64, AnalystError> {
        let scoped = self.of(tenant);
        if !self.analyst_export(tenant).await? {
            return Err(AnalystError::SwitchedOff);
        }
        let named = POLICIES.iter().find(|(name, _)| *name == selection.policy);
        let Some((_, policy)) = named else {
            let known = POLICIES.map(|(name, _)| name.to_owned());
            return Err(no_policy(&selection.policy, &known));
        };
        let asked = selection.weeks()?;
        let kept = scoped.calendar_span().await?;
        let kept = kept.and_then(|row| row.first.zip(row.last));
        let (first, last) = kept.map_or((1, 0), |(first, last)| {
            let begin = week_of(selection.from.0 * DAY_MIN);
            (begin.max(first), asked.1.min(last))
        });
        let out_of_it: BTreeSet<Pseudonym> = scoped
            .opt_outs()
            .await?
            .into_iter()
            .map(|row| row.person)
            .collect();
        let wanted = |person: Pseudonym, fact: &EventFact| {
            !out_of_it.contains(&person) && counts(fact, (policy, selection))
        };
        let mut people = BTreeSet::new();
        for week in first..=last {
            for (person, facts) in copies(&scoped, week).await? {
                if facts.iter().any(|fact| wanted(person, fact)) {
                    people.insert(person);
                }
            }
        }
        let attributes = self
            .attributes(
                tenant,
                (&selection.policy, asked.0, asked.1),
                (&selection.group_by, &people),
            )
            .await?;
        self.permit(tenant, ("meetings", AnalystExport::On), selection)
            .await?;
        let fresh = Fresh::new()?;
        let mut writer = Meetings::begin(out, &attributes.names)?;
        for week in first..=last {
            let copies = copies(&scoped, week).await?;
            // Sorted by the export's own pseudonyms: the order of the store would join exports.
            let mut lines: Vec<(Pseudonym, Pseudonym, &EventFact)> = copies
                .iter()
                .flat_map(|(person, facts)| facts.iter().map(|fact| (*person, fact)))
                .filter(|(person, fact)| people.contains(person) && wanted(*person, fact))
                .map(|(person, fact)| (fresh.of("meeting", fact.occurrence), person, fact))
                .collect();
            lines.sort_unstable_by_key(|(meeting, ..)| *meeting);
            for (meeting, person, fact) in lines {
                writer.line(&MeetingLine {
                    meeting,
                    series: fact.series.map(|series| fresh.of("series", series)),
                    organizer: fresh.of("person", person),
                    attributes: attributes.of(person),
                    fact,
                })?;
            }
        }
        Ok(writer.end()?)
    }
}

/// Everybody's copies that begin in a week.
async fn copies(
    scoped: &Scoped,
    week: i32,
) -> Result<Vec<(Pseudonym, Vec<EventFact>)>, CultureError> {
    let rows = scoped.calendar_weeks(week, week).await?;
    rows.iter()
        .map(|row| Ok((row.person, unpack(&row.facts)?)))
        .collect()
}

/// Whether a copy is its organiser's, of a meeting in these days.
fn counts(fact: &EventFact, (policy, selection): (&Policy, &Selection)) -> bool {
    let day = fact.start.div_euclid(DAY_MIN);
    let length = i64::from(fact.end) - i64::from(fact.start);
    fact.own == Response::Organizer
        && !fact.sensitive
        && fact.gone_seen.is_none()
        && (policy.all_day || !fact.all_day)
        && length <= i64::from(policy.max_duration_min)
        && fact.attendees.len() + 1 >= usize::from(policy.min_participants)
        && (selection.from.0..=selection.to.0).contains(&day)
}
