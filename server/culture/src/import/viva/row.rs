//! One row of a person query.

use model::culture::quantity::{Measure, UNIT};
use model::culture::{Pseudonym, Quantity};

use super::super::Day;
use super::super::decimal::Decimal;
use super::columns::{Layout, Unit};
use super::{Generation, PersonWeek, Rejection, Warning};

impl Layout {
    /// Judges the fields of a row; tells a wrong field's place, 0 being the first.
    pub(super) fn row(
        &self,
        fields: &[String],
        pseudonym: &dyn Fn(&str) -> Pseudonym,
    ) -> Result<PersonWeek, (Rejection, Option<usize>)> {
        let at = |place: usize| move |why: Rejection| (why, Some(place));
        let field = |place: usize| fields.get(place).map_or("", String::as_str);
        let id = field(self.person);
        if id.is_empty() {
            return Err(at(self.person)(Rejection::NoPerson));
        }
        let week = Day::parse(field(self.week)).ok_or(at(self.week)(Rejection::BadDate))?;
        let active = self
            .active
            .map(|place| flag(field(place)).map_err(at(place)))
            .transpose()?;
        let mut values = Vec::new();
        for feed in &self.feeds {
            let text = field(feed.place);
            // Blank is no data, which isn't zero.
            if text.is_empty() {
                continue;
            }
            let value = judged(text, feed.unit).map_err(at(feed.place))?;
            for quantity in &feed.into {
                let number = value.times(factor(feed.unit, *quantity));
                let number = number.ok_or(at(feed.place)(Rejection::NotANumber))?;
                values.push((*quantity, number));
            }
        }
        self.derive(&mut values);
        values.sort_unstable();
        let text = |place: &usize| Some(field(*place).to_owned()).filter(|text| !text.is_empty());
        Ok(PersonWeek {
            person: pseudonym(id),
            week,
            active: active.flatten(),
            values,
            attributes: self.attributes.iter().map(text).collect(),
        })
    }

    /// Quantities that follow from others of the same row by their definitions.
    fn derive(&self, values: &mut Vec<(Quantity, i64)>) {
        use Quantity as Q;
        if let Some(meetings) = value(values, Q::MANAGER_ONE_MEETINGS) {
            values.push((Q::MANAGER_ONE_WEEKS, i64::from(meetings > 0)));
        }
        // Today's column of meetings with the manager leaves out those of the two alone.
        let alone = value(values, Q::MANAGER_ONE);
        let together = values.iter_mut().find(|(name, _)| *name == Q::WITH_MANAGER);
        if let Some((_, together)) = together.filter(|_| self.generation == Generation::Current) {
            *together += alone.unwrap_or(0);
        }
        let short = [Q::LEAD_6, Q::LEAD_12, Q::LEAD_24].map(|class| value(values, class));
        if let [Some(six), Some(twelve), Some(day)] = short {
            let short = six + twelve + day;
            values.push((Q::LEAD_SHORT, short));
            if let Some(more) = value(values, Q::LEAD_LONG) {
                values.push((Q::LEAD_KNOWN, short + more));
            }
        }
    }
}

fn judged(text: &str, unit: Unit) -> Result<Decimal, Rejection> {
    let value = Decimal::parse(text).ok_or(Rejection::NotANumber)?;
    if value.is_negative() {
        return Err(Rejection::Negative);
    }
    let bound = match unit {
        Unit::Hours => Some(168),
        // Whole lengths of conflicting meetings and other people's hours exceed a week; a million is no count of either.
        Unit::OthersHours | Unit::BookedHours | Unit::Things => None,
    };
    if bound.is_some_and(|bound| value.exceeds(bound)) {
        return Err(Rejection::TooManyHours);
    }
    if value.exceeds(1_000_000) {
        return Err(Rejection::NotANumber);
    }
    Ok(value)
}

fn factor(unit: Unit, quantity: Quantity) -> i64 {
    let scale = match quantity.measure() {
        Measure::Allocated | Measure::Parts => UNIT,
        Measure::Minutes | Measure::Count | Measure::Cost => 1,
    };
    match unit {
        Unit::Hours | Unit::OthersHours | Unit::BookedHours => 60 * scale,
        Unit::Things => scale,
    }
}

fn flag(text: &str) -> Result<Option<bool>, Rejection> {
    match text.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "true" | "1" | "yes" => Ok(Some(true)),
        "false" | "0" | "no" => Ok(Some(false)),
        _ => Err(Rejection::BadFlag),
    }
}

fn value(values: &[(Quantity, i64)], wanted: Quantity) -> Option<i64> {
    let found = values.iter().find(|(quantity, _)| *quantity == wanted);
    found.map(|(_, value)| *value)
}

/// Names what doesn't fit together in a row. Roundings of the file don't count: a minute is allowed.
pub(super) fn warnings(week: &PersonWeek, mut warn: impl FnMut(Warning)) {
    use Quantity as Q;
    let minutes = |quantity: Quantity| {
        let units = quantity.measure() == Measure::Allocated;
        value(&week.values, quantity).map(|value| if units { value / UNIT } else { value })
    };
    let over = |part: Option<i64>, whole: Option<i64>| match (part, whole) {
        (Some(part), Some(whole)) => part > whole + 1,
        _ => false,
    };
    let meetings = [
        (Q::AFTER_HOURS_MIN, Warning::AfterHoursOverMeetings),
        (Q::WORKING_MEETING_MIN, Warning::WorkingOverMeetings),
        (Q::CONFLICT_MIN, Warning::ConflictOverMeetings),
        (Q::LOW_QUALITY_MIN, Warning::LowQualityOverMeetings),
        (Q::RECURRING, Warning::RecurringOverMeetings),
        (Q::LARGE_LONG, Warning::LargeLongOverMeetings),
        (Q::LEAD_KNOWN, Warning::LeadOverMeetings),
    ];
    for (part, warning) in meetings {
        if over(minutes(part), minutes(Q::MEETING_MIN)) {
            warn(warning);
        }
    }
    if over(minutes(Q::MANAGER_ONE), minutes(Q::WITH_MANAGER)) {
        warn(Warning::AloneOverTogether);
    }
    let blocks = minutes(Q::OPEN_BLOCKS).map(|blocks| 120 * blocks);
    if over(blocks, minutes(Q::FOCUS_MIN)) {
        warn(Warning::BlocksOverFocus);
    }
    if ![0, 6].contains(&week.week.weekday()) {
        warn(Warning::OddWeek);
    }
}
