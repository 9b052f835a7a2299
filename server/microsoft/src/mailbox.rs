//! Mailbox settings: time zone, working hours, and whether a person is behind the mailbox.

use model::{ObjectId, Timestamp};
use serde::Deserialize;

use crate::app_reader::{AppReader, ReadError};
use crate::graph::GraphProblem;
use crate::reader::{List, LooseText, Part};
use crate::zones;

/// The fields that are asked for.
const SELECT: &str = "timeZone,workingHours,userPurpose";
/// Minutes of a day.
const DAY: u16 = 1_440;

/// A time zone as a mailbox names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Zone {
    /// By its IANA name.
    Iana(String),
    /// A custom zone, one that nobody knows, or none: take the tenant's default and count it.
    #[default]
    Unknown,
}

/// Working hours by the clock on the wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    /// Monday first.
    pub days: [bool; 7],
    /// Begin, minutes from midnight, 0 to 1,439.
    pub start_min: u16,
    /// End, minutes from midnight, 0 to 1,440; before the begin it is on the next day.
    pub end_min: u16,
    /// Where that wall is.
    pub zone: Zone,
}

/// What a mailbox is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A person's.
    Person,
    /// Shared by several.
    Shared,
    /// A room or a piece of equipment.
    Resource,
    /// Something else, or not told.
    #[default]
    Unknown,
}

/// What is read of a mailbox's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailboxSettings {
    /// Zone of the mailbox.
    pub zone: Zone,
    /// `None` where not told or not readable: take the tenant's default and count it.
    pub working: Option<WorkingHours>,
    /// Whose it is.
    pub purpose: Purpose,
}

/// One person's settings: theirs, `None` without a mailbox, or why they couldn't be read.
pub type MailboxOutcome = Result<Option<MailboxSettings>, GraphProblem>;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawSettings {
    time_zone: LooseText,
    working_hours: Part<RawHours>,
    user_purpose: LooseText,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawHours {
    days_of_week: List<LooseText>,
    start_time: LooseText,
    end_time: LooseText,
    time_zone: Part<RawZone>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawZone {
    name: LooseText,
}

impl AppReader {
    /// Reads the settings of many mailboxes, twenty with each request; the outcomes come in the same order.
    ///
    /// # Errors
    /// [`ReadError`] when a request as a whole brought nothing.
    pub async fn mailbox_settings(
        &self,
        people: &[ObjectId],
        now: Timestamp,
    ) -> Result<Vec<MailboxOutcome>, ReadError> {
        let urls: Vec<String> = people
            .iter()
            .map(|person| format!("/users/{person}/mailboxSettings?$select={SELECT}"))
            .collect();
        let outcomes = self.batch::<RawSettings>(&urls, now).await?;
        Ok(outcomes.into_iter().map(settings).collect())
    }
}

fn settings(outcome: Result<RawSettings, GraphProblem>) -> MailboxOutcome {
    match outcome {
        Ok(raw) => Ok(Some(raw.into())),
        Err(GraphProblem::Refused { status: 404, .. }) => Ok(None),
        Err(problem) => Err(problem),
    }
}

impl From<RawSettings> for MailboxSettings {
    fn from(raw: RawSettings) -> Self {
        let purpose = match raw.user_purpose.0.as_deref() {
            Some("user" | "linked") => Purpose::Person,
            Some("shared") => Purpose::Shared,
            Some("room" | "equipment") => Purpose::Resource,
            _ => Purpose::Unknown,
        };
        let working = match raw.working_hours {
            Part::Is(hours) => hours.read(),
            _ => None,
        };
        Self {
            zone: zone(&raw.time_zone),
            working,
            purpose,
        }
    }
}

impl RawHours {
    fn read(self) -> Option<WorkingHours> {
        let List::Is(names) = &self.days_of_week else {
            return None;
        };
        let mut days = [false; 7];
        for name in names {
            *days.get_mut(weekday(name.0.as_deref()?)?)? = true;
        }
        let zone = match &self.time_zone {
            Part::Is(named) => zone(&named.name),
            _ => Zone::Unknown,
        };
        Some(WorkingHours {
            days,
            start_min: clock(&self.start_time)?,
            end_min: clock(&self.end_time)?,
            zone,
        })
    }
}

fn zone(name: &LooseText) -> Zone {
    name.0
        .as_deref()
        .and_then(zones::iana)
        .map_or(Zone::Unknown, Zone::Iana)
}

fn weekday(name: &str) -> Option<usize> {
    const NAMES: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    NAMES
        .iter()
        .position(|known| known.eq_ignore_ascii_case(name))
}

/// `hh:mm[:ss[.f]]` in minutes.
fn clock(text: &LooseText) -> Option<u16> {
    let mut parts = text.0.as_deref()?.split(':');
    let hours: u16 = parts.next()?.parse().ok()?;
    let minutes: u16 = parts.next()?.parse().ok()?;
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && total <= DAY).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> MailboxSettings {
        serde_json::from_str::<RawSettings>(json).unwrap().into()
    }

    #[test]
    fn settings_become_zones_days_and_minutes() {
        let settings = read(
            r#"{"timeZone":"W. Europe Standard Time","userPurpose":"user","workingHours":{"daysOfWeek":["monday","friday"],
            "startTime":"08:30:00.0000000","endTime":"17:00:00.0000000","timeZone":{"name":"Customized Time Zone","bias":-200}}}"#,
        );
        assert_eq!(settings.zone, Zone::Iana("Europe/Berlin".to_owned()));
        assert_eq!(settings.purpose, Purpose::Person);
        let hours = settings.working.unwrap();
        assert_eq!(hours.days, [true, false, false, false, true, false, false]);
        assert_eq!(
            (hours.start_min, hours.end_min, hours.zone),
            (510, 1_020, Zone::Unknown)
        );
    }

    #[test]
    fn what_cannot_be_read_is_unknown() {
        for json in [
            "{}",
            r#"{"timeZone":7,"userPurpose":{},"workingHours":[]}"#,
            r#"{"workingHours":{"daysOfWeek":["someday"],"startTime":"08:00","endTime":"17:00"}}"#,
            r#"{"workingHours":{"daysOfWeek":["monday"],"startTime":"25:00","endTime":"17:00"}}"#,
            r#"{"workingHours":{"daysOfWeek":["monday"],"startTime":"08:00","endTime":null}}"#,
        ] {
            assert_eq!(read(json), MailboxSettings::default(), "{json}");
        }
    }
}
