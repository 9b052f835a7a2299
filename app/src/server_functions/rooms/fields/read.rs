//! From what was typed to settings, or to all that is wrong with it.

use std::str::FromStr;

use model::queue::form::check_room;
use model::queue::room::{AdmitMode, MeetingKind, Question, QuestionKind, RoomSettings};
use model::{FieldError, FieldProblem, Slug};

use super::{BY_HAND, LINK, QuestionFields, RoomFields};

impl RoomFields {
    /// Reads the form.
    ///
    /// # Errors
    /// All wrong fields at once, named like the rows of the form: `questions[3].label` is the fourth row, wherever its
    /// question is moved to.
    pub fn read(&self) -> Result<RoomSettings, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let rows = self.rows();
        let settings = RoomSettings {
            name: self.name.clone(),
            slug: self.address(&mut wrong),
            intro: self.intro.clone(),
            privacy_notice: self.privacy_notice.clone(),
            consent_text: self.consent_text.clone(),
            questions: rows.iter().map(|(_, question)| question.read()).collect(),
            open: self.open,
            closed_text: self.closed_text.clone(),
            fallback_text: self.fallback_text.clone(),
            capacity: number("capacity", &self.capacity, 1, &mut wrong),
            light_minutes: (
                number("light_first", &self.light_first, 1, &mut wrong),
                number("light_second", &self.light_second, 1440, &mut wrong),
            ),
            retention_minutes: number("retention_minutes", &self.retention, 0, &mut wrong),
            admit: if self.admit == BY_HAND {
                AdmitMode::ByHand
            } else {
                AdmitMode::Auto
            },
            meeting: match self.meeting.as_str() {
                LINK => MeetingKind::FixedLink(self.meeting_link.clone()),
                _ => MeetingKind::Teams,
            },
            time_zone: match self.time_zone.trim() {
                "" => "UTC".to_owned(),
                typed => typed.to_owned(),
            },
        };
        match check_room(&settings) {
            Ok(settings) if wrong.is_empty() => Ok(settings),
            Ok(_) => Err(wrong),
            Err(more) => {
                wrong.extend(more.into_iter().map(|error| renamed(error, &rows)));
                Err(wrong)
            }
        }
    }

    /// The address part as typed, or made from the name. After an error any part serves: nothing is saved.
    fn address(&self, wrong: &mut Vec<FieldError>) -> Slug {
        let typed = self.slug.trim().to_lowercase();
        let made = if typed.is_empty() {
            Slug::near(&self.name)
        } else {
            typed.parse().ok()
        };
        made.unwrap_or_else(|| {
            let problem = if typed.is_empty() {
                FieldProblem::Missing
            } else {
                FieldProblem::Malformed
            };
            if !(typed.is_empty() && self.name.trim().is_empty()) {
                wrong.push(FieldError::new("slug", problem));
            }
            placeholder()
        })
    }

    /// The rows in use with their place in the form, in the wished order. A row that was moved comes before, or moving
    /// down behind, the one that stands there.
    fn rows(&self) -> Vec<(usize, &QuestionFields)> {
        let mut rows: Vec<_> = self
            .questions
            .iter()
            .enumerate()
            .filter(|(_, question)| question.is_used())
            .collect();
        rows.sort_by_key(|(row, question)| {
            let here = row + 1;
            let wished = question.place.trim().parse::<usize>().unwrap_or(here);
            (
                wished,
                1 + i8::from(wished > here) - i8::from(wished < here),
            )
        });
        rows
    }
}

impl QuestionFields {
    fn read(&self) -> Question {
        let kind = match self.kind.as_str() {
            "long_text" => QuestionKind::LongText,
            "choice" => QuestionKind::Choice(self.options.lines().map(str::to_owned).collect()),
            "yes_no" => QuestionKind::YesNo,
            "phone" => QuestionKind::Phone,
            "date" => QuestionKind::Date,
            _ => QuestionKind::Text,
        };
        Question {
            id: self.id,
            label: self.label.clone(),
            explanation: self.explanation.clone(),
            kind,
            required: self.required,
            on_card: self.on_card,
        }
    }
}

/// A whole number, or the error and a number that adds no second error.
fn number<N: FromStr>(field: &str, typed: &str, harmless: N, wrong: &mut Vec<FieldError>) -> N {
    typed.trim().parse().unwrap_or_else(|_| {
        let problem = if typed.trim().is_empty() {
            FieldProblem::Missing
        } else {
            FieldProblem::Malformed
        };
        wrong.push(FieldError::new(field, problem));
        harmless
    })
}

/// Positions among the used questions become rows of the form, and the light's two numbers get their own names.
fn renamed(mut error: FieldError, rows: &[(usize, &QuestionFields)]) -> FieldError {
    if let Some((position, rest)) = error
        .field
        .strip_prefix("questions[")
        .and_then(|rest| rest.split_once(']'))
    {
        if let Some((row, _)) = position
            .parse::<usize>()
            .ok()
            .and_then(|position| rows.get(position))
        {
            error.field = format!("questions[{row}]{rest}");
        }
    } else if error.field == "light_minutes" {
        let first = matches!(error.problem, FieldProblem::OutOfRange(1, _));
        error.field = if first { "light_first" } else { "light_second" }.to_owned();
    }
    error
}

#[expect(clippy::expect_used, reason = "a constant of four letters")]
fn placeholder() -> Slug {
    "room".parse().expect("four letters are an address part")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> RoomFields {
        let mut settings = RoomSettings::named("Cardiology", "cardiology".parse().unwrap());
        settings.privacy_notice = "Contoso is responsible.".into();
        settings.questions = ["One", "Two", "Three"]
            .iter()
            .zip(1..)
            .map(|(label, id)| question(label, id))
            .collect();
        RoomFields::of(&settings)
    }

    fn question(label: &str, id: u16) -> Question {
        Question {
            id,
            label: label.to_owned(),
            explanation: String::new(),
            kind: QuestionKind::Text,
            required: true,
            on_card: false,
        }
    }

    fn labels(fields: &RoomFields) -> Vec<String> {
        fields
            .read()
            .unwrap()
            .questions
            .into_iter()
            .map(|question| question.label)
            .collect()
    }

    #[test]
    fn what_a_form_shows_reads_back() {
        let fields = filled();
        assert_eq!(fields.questions.len(), 10);
        let settings = fields.read().unwrap();
        assert_eq!(RoomFields::of(&settings), fields);
    }

    #[test]
    fn questions_move_go_and_come_without_losing_their_ids() {
        let mut fields = filled();
        fields.questions[2].place = "1".into();
        assert_eq!(labels(&fields), ["Three", "One", "Two"]);
        fields.questions[2].place = String::new();
        fields.questions[0].place = "3".into();
        assert_eq!(labels(&fields), ["Two", "Three", "One"]);
        fields.questions[1].remove = true;
        fields.questions[7].label = "New".into();
        let questions = fields.read().unwrap().questions;
        assert_eq!(
            questions
                .iter()
                .map(|q| (q.id, q.label.as_str()))
                .collect::<Vec<_>>(),
            [(3, "Three"), (1, "One"), (4, "New")]
        );
    }

    #[test]
    fn every_wrong_field_is_named_by_its_row_at_once() {
        let mut fields = filled();
        fields.slug = "not an address!".into();
        fields.capacity = "many".into();
        fields.light_first = "10".into();
        fields.light_second = "10".into();
        fields.questions[1].remove = true;
        fields.questions[4].kind = "choice".into();
        fields.questions[4].label = "Which?".into();
        fields.questions[4].options = "only one".into();
        let wrong = fields.read().unwrap_err();
        let names: Vec<_> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            names,
            ["slug", "capacity", "questions[4].kind", "light_second"]
        );
    }

    #[test]
    fn an_empty_address_is_made_from_the_name() {
        let mut fields = filled();
        fields.slug = " ".into();
        fields.name = "Über uns".into();
        assert_eq!(fields.read().unwrap().slug.as_str(), "ueber-uns");
        fields.name = "診察".into();
        assert_eq!(
            fields.read().unwrap_err(),
            [FieldError::new("slug", FieldProblem::Missing)]
        );
    }
}
