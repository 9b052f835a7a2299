//! Everything meeting culture keeps of one person: to read, and to remove.

use model::culture::Pseudonym;

use crate::value::args;
use crate::{
    CalendarWeekRow, OptOutRow, PersonAttributesRow, PersonWeekRow, Scoped, StoreError,
    SyncedPersonRow, Tx,
};

/// All rows of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRecord {
    /// Directory row with the state of the sync.
    pub synced: Option<SyncedPersonRow>,
    /// Attributes by weeks.
    pub attributes: Vec<PersonAttributesRow>,
    /// Calendar facts by weeks.
    pub calendar: Vec<CalendarWeekRow>,
    /// Figures by policy and week.
    pub figures: Vec<PersonWeekRow>,
    /// Whether they opted out.
    pub opt_out: Option<OptOutRow>,
}

impl PersonRecord {
    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

impl Scoped {
    /// Everything that is kept of one person.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn person_record(&self, person: Pseudonym) -> Result<PersonRecord, StoreError> {
        let mut record = PersonRecord {
            synced: self.synced_person(person).await?,
            attributes: self.attributes_of(person).await?,
            opt_out: self.opt_out(person).await?,
            ..PersonRecord::default()
        };
        if let Some((first, last)) = span(self.calendar_span().await?) {
            record.calendar = self.calendar_weeks_of(person, first, last).await?;
        }
        let mut policy = String::new();
        while let Some(next) = self.policy_after(&policy).await? {
            if let Some((first, last)) = span(self.person_week_span(&next).await?) {
                let weeks = self.person_weeks_of(person, &next, first..=last).await?;
                record.figures.extend(weeks);
            }
            policy = next;
        }
        Ok(record)
    }
}

fn span(row: Option<crate::BucketRow>) -> Option<(i32, i32)> {
    let row = row?;
    Some((row.first?, row.last?))
}

const ERASE: [&str; 2] = [
    "DELETE FROM person_attributes WHERE tenant = $1 AND person = $2",
    "DELETE FROM synced_person WHERE tenant = $1 AND person = $2",
];
const UNLINK: &str =
    "UPDATE person_attributes SET manager = NULL WHERE tenant = $1 AND manager = $2";

impl Tx {
    /// Removes what `record` lists of a person, and the person as anybody's manager. A mark of opting out stays: it is
    /// what keeps them out. Weeks stored since the record was read stay too; read it within the same hour of the sync,
    /// after [`Tx::insert_opt_out`].
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn erase_person(
        &mut self,
        person: Pseudonym,
        record: &PersonRecord,
    ) -> Result<(), StoreError> {
        let tenant = self.tenant();
        for statement in ERASE {
            self.execute(statement, args![tenant, person]).await?;
        }
        self.execute(UNLINK, args![tenant, person]).await?;
        let weeks: Vec<_> = record
            .calendar
            .iter()
            .map(|row| (row.bucket, person))
            .collect();
        self.delete_calendar_weeks(&weeks).await?;
        let figures: Vec<_> = record
            .figures
            .iter()
            .map(|row| (row.policy.clone(), row.week, person))
            .collect();
        self.delete_person_weeks(&figures).await?;
        Ok(())
    }
}
