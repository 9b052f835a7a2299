//! Which column of a person query feeds what.

use model::culture::Quantity;

use super::super::ImportError;
use super::super::source::normalise;
use super::{Choice, Generation};

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Hours of the week: at most 168.
    Hours,
    /// Hours of other people: no bound by the week.
    OthersHours,
    /// Whole lengths of meetings at the same time: no bound by the week.
    BookedHours,
    /// Things, decimals allowed.
    Things,
}

/// A column that feeds quantities.
#[derive(Clone, Debug)]
pub(super) struct Feed {
    pub(super) place: usize,
    pub(super) header: String,
    pub(super) unit: Unit,
    pub(super) into: Vec<Quantity>,
}

/// The columns of a file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) generation: Generation,
    pub(super) person: usize,
    pub(super) week: usize,
    pub(super) active: Option<usize>,
    pub(super) feeds: Vec<Feed>,
    pub(super) attributes: Vec<usize>,
    pub(super) unused: Vec<String>,
    pub(super) candidates: Vec<String>,
    pub(super) ignored: Vec<String>,
}

/// Known column names of both generations, normalised, that feed quantities.
fn feed(name: &str, generation: Generation) -> Option<(Unit, Vec<Quantity>)> {
    use Quantity as Q;
    use Unit::{BookedHours, Hours, OthersHours, Things};
    let legacy = generation == Generation::Legacy;
    let (unit, into) = match name {
        "meetings" => (Things, vec![Q::MEETINGS]),
        "meeting_hours" => (Hours, vec![Q::MEETING_MIN, Q::ALLOCATED]),
        "meeting_hours_during_working_hours" | "working_hours_meeting_hours" => {
            (Hours, vec![Q::WORKING_MEETING_MIN])
        }
        "after_hours_meeting_hours" => (Hours, vec![Q::AFTER_HOURS_MIN]),
        // The old rule counts whole meetings, today's the overlapping time: two metrics.
        "conflicting_meeting_hours" if legacy => (BookedHours, vec![Q::CONFLICT_WHOLE_MIN]),
        "conflicting_meeting_hours" => (Hours, vec![Q::CONFLICT_MIN]),
        "open_2_hour_blocks" | "open_2_hour_block" => (Things, vec![Q::OPEN_BLOCKS]),
        "total_focus_hours" => (Hours, vec![Q::FOCUS_MIN]),
        "available_to_focus_hours" => (Hours, vec![Q::AVAILABLE_MIN]),
        "redundant_meeting_hours_lower_level" => (Hours, vec![Q::REDUNDANT_LOWER]),
        "redundant_meeting_hours_organizational" => (Hours, vec![Q::REDUNDANT_LEVELS]),
        "low_quality_meeting_hours" => (Hours, vec![Q::LOW_QUALITY_MIN]),
        "time_in_self_organized_meetings" => (Hours, vec![Q::OWN_MEETINGS]),
        "generated_workload_meeting_hours" => (OthersHours, vec![Q::ORGANIZED_GENERATED]),
        "generated_workload_meetings_organized" => (Things, vec![Q::ORGANIZED]),
        "meeting_hours_with_manager" => (Hours, vec![Q::WITH_MANAGER]),
        "meetings_with_manager_1_on_1" | "meetings_with_manager_1_1" => {
            (Things, vec![Q::MANAGER_ONE_MEETINGS])
        }
        "meeting_hours_with_manager_1_on_1" | "meeting_hours_with_manager_1_1" => {
            (Hours, vec![Q::MANAGER_ONE])
        }
        "manager_coaching_hours_1_on_1" | "manager_coaching_hours_1_1" => {
            (Hours, vec![Q::COACHING])
        }
        "large_and_long_meeting_hours" => (Hours, vec![Q::LARGE_LONG]),
        "recurring_meeting_hours" => (Hours, vec![Q::RECURRING]),
        "weekend_meeting_hours" => (Hours, vec![Q::WEEKEND_MIN]),
        _ => (Hours, vec![notice(name)?]),
    };
    Some((unit, into))
}

/// Columns of advance notice: the numbers in their names are the bounds of the class.
fn notice(name: &str) -> Option<Quantity> {
    let class = name.strip_prefix("meeting_hours_with_")?;
    if !class.ends_with("advanced_notice") && !class.ends_with("advance_notice") {
        return None;
    }
    let digits = class.split(|letter: char| !letter.is_ascii_digit());
    let bounds: Vec<u32> = digits.filter_map(|text| text.parse().ok()).collect();
    match bounds.as_slice() {
        [6] | [0, 6] => Some(Quantity::LEAD_6),
        [6, 12] => Some(Quantity::LEAD_12),
        [12, 24] => Some(Quantity::LEAD_24),
        [24] => Some(Quantity::LEAD_LONG),
        _ => None,
    }
}

/// Known columns of which no metric here is made, or only some other product's.
fn unused(name: &str) -> bool {
    const NAMES: [&str; 34] = [
        "open_1_hour_block",
        "open_1_hour_blocks",
        "uninterrupted_hours",
        "interrupted_hours",
        "multitasking_meeting_hours",
        "multitasking_hours",
        "generated_workload_meeting_attendees",
        "meetings_with_manager",
        "meetings_with_skip_level",
        "meeting_hours_with_skip_level",
        "large_and_short_meeting_hours",
        "small_and_long_meeting_hours",
        "small_and_short_meeting_hours",
        "weekend_meetings",
        "internal_network_size",
        "external_network_size",
        "timezone",
        "time_zone",
        "hourlyrate",
        "hourly_rate",
        "domain",
        "isinternal",
        "is_internal",
        "emails_sent",
        "email_hours",
        "chats_sent",
        "chat_hours",
        "call_hours",
        "calls",
        "after_hours_email_hours",
        "after_hours_chat_hours",
        "collaboration_hours",
        "after_hours_collaboration_hours",
        "workweek_span",
    ];
    let hourly = name.strip_prefix("meetings_").is_some_and(|rest| {
        let mut digits = rest.split('_');
        digits.all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    hourly || NAMES.contains(&name)
}

const CANDIDATES: [&str; 6] = [
    "organization",
    "leveldesignation",
    "level_designation",
    "functiontype",
    "function_type",
    "region",
];

impl Layout {
    /// Finds the columns of a first line.
    pub(super) fn of(headers: &[String], choice: &Choice) -> Result<Self, ImportError> {
        let names: Vec<String> = headers.iter().map(|header| normalise(header)).collect();
        let find = |wanted: &[&str]| {
            names
                .iter()
                .position(|name| wanted.contains(&name.as_str()))
        };
        let missing = ImportError::MissingColumn;
        let mut layout = Self {
            generation: generation(&names, choice)?,
            person: find(&["personid", "person_id"]).ok_or(missing("PersonId"))?,
            week: find(&["date", "metricdate", "metric_date"]).ok_or(missing("MetricDate"))?,
            active: find(&["isactive", "is_active"]),
            feeds: Vec::new(),
            attributes: Vec::new(),
            unused: Vec::new(),
            candidates: Vec::new(),
            ignored: Vec::new(),
        };
        for (place, (name, header)) in names.iter().zip(headers).enumerate() {
            layout.sort_in(place, name, header)?;
        }
        layout.choose(headers, choice)?;
        Ok(layout)
    }

    fn sort_in(&mut self, place: usize, name: &str, header: &str) -> Result<(), ImportError> {
        if [Some(self.person), Some(self.week), self.active].contains(&Some(place)) {
            return Ok(());
        }
        if let Some((unit, into)) = feed(name, self.generation) {
            if self.feeds.iter().any(|feed| feed.into == into) {
                return Err(ImportError::SameColumnTwice);
            }
            let header = header.to_owned();
            self.feeds.push(Feed {
                place,
                header,
                unit,
                into,
            });
        } else if CANDIDATES.contains(&name) {
            self.candidates.push(header.to_owned());
        } else if [
            "personid",
            "person_id",
            "date",
            "metricdate",
            "metric_date",
            "isactive",
            "is_active",
        ]
        .contains(&name)
        {
            return Err(ImportError::SameColumnTwice);
        } else if unused(name) {
            self.unused.push(header.to_owned());
        } else {
            self.ignored.push(header.to_owned());
        }
        Ok(())
    }

    fn choose(&mut self, headers: &[String], choice: &Choice) -> Result<(), ImportError> {
        for wanted in &choice.attributes {
            let known = self.candidates.contains(wanted);
            let place = headers.iter().position(|header| header == wanted);
            let place = place.filter(|_| known);
            self.attributes
                .push(place.ok_or(ImportError::MissingColumn("of a chosen attribute"))?);
        }
        Ok(())
    }

    pub(super) fn mapped(&self) -> Vec<(String, Vec<Quantity>)> {
        let feeds = self.feeds.iter();
        feeds
            .map(|feed| (feed.header.clone(), feed.into.clone()))
            .collect()
    }
}

fn generation(names: &[String], choice: &Choice) -> Result<Generation, ImportError> {
    let any = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    let legacy = any(&[
        "total_focus_hours",
        "open_2_hour_blocks",
        "open_2_hour_block",
    ]);
    let current = any(&["available_to_focus_hours", "uninterrupted_hours"]);
    match (legacy, current) {
        (true, false) => Ok(Generation::Legacy),
        (false, true) => Ok(Generation::Current),
        _ => choice.generation.ok_or(ImportError::UnknownGeneration),
    }
}
