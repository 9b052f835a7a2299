//! What a batch brought, written at once.

use std::collections::BTreeSet;

use model::culture::Pseudonym;
use store::CalendarWeekRow;

use super::{Ready, Turn};
use crate::sync::pack::pack;
use crate::sync::source::Hours;
use crate::{Culture, CultureError};

impl Culture {
    /// Writes all turns of a batch in one transaction. Who was taken over by another process is left out.
    pub(super) async fn write(
        &self,
        turn: &Turn,
        ready: Vec<Ready>,
        foreign: &BTreeSet<(Pseudonym, Pseudonym)>,
    ) -> Result<(), CultureError> {
        let (mut weeks, mut emptied, mut dirty) = (Vec::new(), Vec::new(), BTreeSet::new());
        let (mut hours, mut excluded) = (Vec::new(), BTreeSet::new());
        let mut tx = self.of(turn.tenant).begin().await?;
        for one in ready {
            if !tx.finish_person(self.0.process, &one.done).await? {
                continue;
            }
            dirty.extend(one.merged.dirty());
            excluded.extend(one.excluded);
            for (bucket, facts) in one.merged.weeks {
                let person = one.done.person;
                if facts.is_empty() {
                    emptied.push((bucket, person));
                } else {
                    let facts = pack(&facts)?;
                    weeks.push(CalendarWeekRow {
                        bucket,
                        person,
                        facts,
                    });
                }
            }
            hours.extend(
                one.settings
                    .map(|settings| (one.done.person, settings.hours)),
            );
        }
        tx.save_calendar_weeks(&weeks).await?;
        tx.delete_calendar_weeks(&emptied).await?;
        let foreign: Vec<_> = foreign.iter().copied().collect();
        tx.insert_foreign_people(&foreign).await?;
        Self::save_hours(&mut tx, hours).await?;
        // Others' copies are taken out when their weeks are computed again.
        excluded.retain(|(_, occurrence)| !turn.excluded.contains(occurrence));
        dirty.extend(excluded.iter().flat_map(|(week, _)| week - 1..=week + 1));
        let excluded: Vec<_> = excluded.into_iter().collect();
        tx.insert_excluded_occurrences(&excluded).await?;
        let dirty: Vec<i32> = dirty.into_iter().collect();
        tx.mark_dirty(&dirty, turn.now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn save_hours(
        tx: &mut store::Tx,
        hours: Vec<(Pseudonym, Hours)>,
    ) -> Result<(), CultureError> {
        let mut rows = Vec::new();
        for (person, hours) in hours {
            let json = serde_json::to_string(&hours).ok();
            let mut ranges = tx.attributes_of(person).await?;
            ranges.retain(|row| row.to_week.is_none() && row.hours != json);
            rows.extend(ranges.into_iter().map(|row| store::PersonAttributesRow {
                hours: json.clone(),
                ..row
            }));
        }
        tx.save_attributes(&rows).await?;
        Ok(())
    }
}
