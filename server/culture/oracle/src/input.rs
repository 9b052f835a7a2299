//! What the grid is painted from: plain structs, small enums, whole minutes.

use std::collections::BTreeMap;

/// Single event or part of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Stands alone.
    Single,
    /// As its series says.
    Occurrence,
    /// An occurrence changed by itself.
    Exception,
}

/// What a copy shows its owner as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Free.
    Free,
    /// Tentative.
    Tentative,
    /// Busy.
    Busy,
    /// Out of office.
    Away,
    /// Working elsewhere.
    Elsewhere,
    /// Anything else.
    Unknown,
}

/// The answer to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// None yet.
    Nothing,
    /// Called the meeting.
    Organizer,
    /// Accepted.
    Accepted,
    /// Tentatively accepted.
    Tentative,
    /// Declined.
    Declined,
}

/// Own house or foreign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// One of us.
    Inside,
    /// A foreigner.
    Outside,
}

/// One invited person of a copy, organiser excluded.
#[derive(Clone, Copy, Debug)]
pub struct Guest {
    /// Who; `None` for a head without a name (opted out).
    pub person: Option<u32>,
    /// Own house or foreign.
    pub side: Side,
    /// Free to come.
    pub optional: bool,
    /// Their answer.
    pub answer: Answer,
    /// Minutes from invitation to answer.
    pub delay: Option<i32>,
}

/// One event on one person's calendar.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Its own number; breaks ties.
    pub id: u32,
    /// The same number on every copy of one occurrence.
    pub meeting: u32,
    /// The same number on every occurrence of one series.
    pub series: Option<u32>,
    /// Begin.
    pub start: i32,
    /// End.
    pub end: i32,
    /// Single, occurrence, exception.
    pub kind: Kind,
    /// Marked as lasting all day.
    pub all_day: bool,
    /// Cancelled.
    pub cancelled: bool,
    /// Private: only times, show, own answer and `company` may be used.
    pub sensitive: bool,
    /// At least two people.
    pub company: bool,
    /// What it shows the owner as.
    pub show: Show,
    /// The owner's own answer.
    pub own: Answer,
    /// Who called it.
    pub organizer: Option<u32>,
    /// Where they belong.
    pub organizer_side: Option<Side>,
    /// Everybody invited but the organiser.
    pub guests: Vec<Guest>,
    /// The list of guests is hidden on copies other than the organiser's.
    pub hidden_list: bool,
    /// Online.
    pub online: bool,
    /// An answer was asked for.
    pub response_requested: bool,
    /// The series has no end.
    pub open_ended: Option<bool>,
    /// Minutes from creation to begin; of the occurrences of a series only the first has it.
    pub lead: Option<i32>,
    /// An agenda was found.
    pub agenda: Option<bool>,
    /// First seen cancelled.
    pub cancelled_seen: Option<i32>,
    /// First seen missing.
    pub gone_seen: Option<i32>,
    /// How often the begin was seen to change.
    pub moves: u16,
}

impl Copy {
    /// Length in minutes.
    #[must_use]
    pub fn len(&self) -> i64 {
        i64::from(self.end) - i64::from(self.start)
    }

    /// Ends when it begins, or before.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }
}

/// One local day of a person.
#[derive(Clone, Debug)]
pub struct Day {
    /// Local midnight at its begin.
    pub from: i32,
    /// Local midnight at its end.
    pub to: i32,
    /// Working intervals inside the day.
    pub working: Vec<(i32, i32)>,
}

/// One measured person with a calendar and a week.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: u32,
    /// The calendar, any order.
    pub copies: Vec<Copy>,
    /// Active and read: has figures. Others' copies only tell about meetings.
    pub measured: bool,
    /// Known time out of office beside what the copies show.
    pub away: Vec<(i32, i32)>,
    /// Declared windows without meetings.
    pub windows: Vec<(i32, i32)>,
    /// The seven local days of the week, in order, touching.
    pub days: Vec<Day>,
    /// UTC offsets in minutes, each from an instant on; the first holds before it, too.
    pub offsets: Vec<(i32, i32)>,
    /// The manager.
    pub manager: Option<u32>,
    /// The group of the cross-team matrix.
    pub group: Option<u16>,
    /// Pay per hour in whole units of money's hundredths; `None` takes the default of the tenant.
    pub rate: Option<i64>,
}

impl Person {
    /// Offset of local time from UTC at an instant, in minutes.
    #[must_use]
    pub fn offset(&self, at: i32) -> i32 {
        let mut offset = self.offsets.first().map_or(0, |first| first.1);
        for (from, value) in &self.offsets {
            if *from <= at {
                offset = *value;
            }
        }
        offset
    }

    /// Minutes after local midnight and the weekday (0 = Monday) at an instant.
    #[must_use]
    pub fn clock(&self, at: i32) -> (i32, usize) {
        let local = at + self.offset(at);
        // 1970-01-01 was a Thursday.
        let weekday = (local.div_euclid(1440) + 3).rem_euclid(7);
        (
            local.rem_euclid(1440),
            usize::try_from(weekday).unwrap_or(0),
        )
    }
}

/// When a person counts as having attended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attendance {
    /// Organiser or accepted, and shown as busy.
    Strict,
    /// Anything but declined.
    NonDeclined,
}

/// What a size counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Everybody invited.
    Invited,
    /// Everybody who attended.
    Attended,
}

/// The switches.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// When a person counts as having attended.
    pub attendance: Attendance,
    /// Longest meeting, inclusive, minutes.
    pub longest: i64,
    /// Fewest participants.
    pub fewest: usize,
    /// Most participants.
    pub most: Option<usize>,
    /// All-day events count.
    pub all_day: bool,
    /// Time out of office is neither attended nor working time.
    pub out_of_office: bool,
    /// What a size counts.
    pub size: Size,
    /// Least gap that is focus time, minutes.
    pub focus: i64,
    /// Private events count in load and focus.
    pub sensitive: bool,
    /// Cancelled events count as if they had taken place.
    pub cancelled: bool,
}

impl Rules {
    /// Today's rule of Viva Insights.
    pub const STRICT: Self = Self {
        attendance: Attendance::Strict,
        longest: 1439,
        fewest: 2,
        most: None,
        all_day: false,
        out_of_office: true,
        size: Size::Invited,
        focus: 120,
        sensitive: true,
        cancelled: false,
    };
    /// The other end of the band.
    pub const NON_DECLINED: Self = Self {
        attendance: Attendance::NonDeclined,
        ..Self::STRICT
    };
    /// The rule of Workplace Analytics.
    pub const LEGACY: Self = Self {
        attendance: Attendance::NonDeclined,
        longest: 480,
        most: Some(249),
        out_of_office: false,
        ..Self::STRICT
    };
}

/// Everybody whose calendar may be used; who opted out isn't here.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The switches.
    pub rules: Rules,
    /// The people.
    pub people: Vec<Person>,
    /// Levels of the directory's chain, highest first is 0; people without an entry have none.
    pub levels: BTreeMap<u32, u8>,
    /// People of the house who opted out: heads without a name.
    pub opted_out: Vec<u32>,
    /// Number of groups of the matrix.
    pub groups: u16,
    /// Pay per hour where a person has none of their own.
    pub default_rate: i64,
    /// Agendas are looked for.
    pub agendas: bool,
}

impl Tenant {
    /// A person.
    #[must_use]
    pub fn person(&self, id: u32) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }
}
