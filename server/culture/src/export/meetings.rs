//! One line per meeting, from its organiser's copy.

use std::io::Write;

use model::culture::{Domain, EventFact, EventKind, LeadSource, Part, Pseudonym, Response};

use super::{Coarse, ExportError, Place, attribute_fields, attribute_heading, writer};
use crate::import::Day;

/// A meeting.
#[derive(Clone, Copy, Debug)]
pub struct MeetingLine<'a> {
    /// The meeting, under the export's own key.
    pub meeting: Pseudonym,
    /// The series, under the export's own key.
    pub series: Option<Pseudonym>,
    /// The organiser, under the export's own key.
    pub organizer: Pseudonym,
    /// Attributes of the organiser, coarsened.
    pub attributes: &'a [Place],
    /// The organiser's copy.
    pub fact: &'a EventFact,
}

const COLUMNS: [&str; 21] = [
    "meeting",
    "series",
    "organizer",
    "date_utc",
    "hour_utc",
    "length_min",
    "kind",
    "cancelled",
    "online",
    "open_ended",
    "has_list",
    "invited_n",
    "optional_n",
    "external_n",
    "accepted_n",
    "tentative_n",
    "declined_n",
    "no_answer_n",
    "lead_min",
    "lead_source",
    "agenda",
];

fn known(bit: Option<bool>) -> String {
    bit.map(|bit| bit.to_string()).unwrap_or_default()
}

/// Writes one line per meeting: keys, day and hour of the begin, length, counts of people, bits, then the organiser's attributes.
/// Sensitive meetings have no line. `invited_n` includes the organiser.
///
/// The minute of the begin is left out: with the length it would tell meetings apart that others remember.
pub struct Meetings<'a, W: Write> {
    out: csv::Writer<W>,
    attributes: &'a [Coarse],
    lines: u64,
}

impl<'a, W: Write> Meetings<'a, W> {
    /// Begins with the headings.
    ///
    /// # Errors
    ///
    /// See [`ExportError`].
    pub fn begin(out: W, attributes: &'a [Coarse]) -> Result<Self, ExportError> {
        let mut out = writer(out);
        let named = attributes.iter().map(|one| attribute_heading(&one.name));
        out.write_record(COLUMNS.map(str::to_owned).into_iter().chain(named))?;
        Ok(Self {
            out,
            attributes,
            lines: 0,
        })
    }

    /// Writes a line, unless the meeting is sensitive.
    ///
    /// # Errors
    ///
    /// See [`ExportError`].
    pub fn line(&mut self, line: &MeetingLine<'_>) -> Result<(), ExportError> {
        if line.fact.sensitive {
            return Ok(());
        }
        let texts = attribute_fields(self.attributes, line.attributes)?;
        self.out
            .write_record(fields(line).into_iter().chain(texts))?;
        self.lines += 1;
        Ok(())
    }

    /// Ends the file; returns how many lines it has below the headings.
    ///
    /// # Errors
    ///
    /// See [`ExportError`].
    pub fn end(mut self) -> Result<u64, ExportError> {
        self.out.flush()?;
        Ok(self.lines)
    }
}

fn fields(line: &MeetingLine<'_>) -> [String; 21] {
    let fact = line.fact;
    let guests = || fact.attendees.iter();
    let answered = |response: Response| {
        guests()
            .filter(|guest| guest.response == response)
            .count()
            .to_string()
    };
    let foreign = guests()
        .filter(|guest| guest.domain != Domain::Internal)
        .count();
    let kind = match fact.kind {
        EventKind::Single => "single",
        EventKind::Occurrence => "occurrence",
        EventKind::Exception => "exception",
    };
    let source = fact.lead_source.map(|source| match source {
        LeadSource::GlobalObjectId => "global_object_id",
        LeadSource::Created => "created",
    });
    [
        line.meeting.to_string(),
        line.series
            .map(|series| series.to_string())
            .unwrap_or_default(),
        line.organizer.to_string(),
        Day(fact.start.div_euclid(1_440)).to_string(),
        (fact.start.rem_euclid(1_440) / 60).to_string(),
        (i64::from(fact.end) - i64::from(fact.start)).to_string(),
        kind.to_owned(),
        fact.cancelled.to_string(),
        fact.online.to_string(),
        known(fact.open_ended),
        fact.has_list.to_string(),
        (fact.attendees.len() + 1).to_string(),
        guests()
            .filter(|guest| guest.part == Part::Optional)
            .count()
            .to_string(),
        foreign.to_string(),
        answered(Response::Accepted),
        answered(Response::Tentative),
        answered(Response::Declined),
        answered(Response::None),
        fact.lead_min
            .map(|lead| lead.to_string())
            .unwrap_or_default(),
        source.unwrap_or_default().to_owned(),
        known(fact.agenda),
    ]
}
