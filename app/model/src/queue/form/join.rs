//! The entrance form: what passes, and what is wrong with the rest.

use serde::{Deserialize, Serialize};

use super::text::{one_line, paragraphs, too_long};
use super::{JoinForm, NAME_MOST};
use crate::queue::room::{Question, QuestionKind, Room};
use crate::queue::view::ShownAnswer;
use crate::{FieldError, FieldProblem};

/// What a visitor told, checked; sealed and stored. Labels are kept so that a later edit of the room changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// How the visitor wants to be called.
    pub name: String,
    /// Answered questions in the room's order.
    pub answers: Vec<ShownAnswer>,
}

/// Checks an entrance form against the room's present questions and consent text.
///
/// Problems are named `name`, `answers[ID]` (id of the question) and `consent`. Answers to questions the room no
/// longer asks are dropped; a consent text that changed since the page was drawn has to be agreed to again.
///
/// # Errors
/// All wrong fields, in the order of the form.
pub fn check_join(form: &JoinForm, room: &Room) -> Result<Accepted, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let name = one_line(&form.name);
    if name.is_empty() {
        wrong.push(FieldError::new("name", FieldProblem::Missing));
    } else if let Some(problem) = too_long(&name, NAME_MOST) {
        wrong.push(FieldError::new("name", problem));
    }
    let mut answers = Vec::new();
    for question in &room.settings.questions {
        let typed = form.answers.get(&question.id).map_or("", String::as_str);
        match answer(question, typed) {
            Ok(Some(text)) => answers.push(ShownAnswer {
                label: question.label.clone(),
                text,
                on_card: question.on_card,
            }),
            Ok(None) => {}
            Err(problem) => {
                wrong.push(FieldError::new(
                    format!("answers[{}]", question.id),
                    problem,
                ));
            }
        }
    }
    let asked = !room.settings.consent_text.is_empty();
    if asked && !(form.consent && form.consent_version == room.consent_version) {
        wrong.push(FieldError::new("consent", FieldProblem::MustAgree));
    }
    if wrong.is_empty() {
        Ok(Accepted { name, answers })
    } else {
        Err(wrong)
    }
}

fn answer(question: &Question, typed: &str) -> Result<Option<String>, FieldProblem> {
    let text = match question.kind {
        QuestionKind::LongText => paragraphs(typed),
        _ => one_line(typed),
    };
    if text.is_empty() {
        return if question.required {
            Err(FieldProblem::Missing)
        } else {
            Ok(None)
        };
    }
    let most = if question.kind == QuestionKind::LongText {
        2000
    } else {
        200
    };
    if let Some(problem) = too_long(&text, most) {
        return Err(problem);
    }
    match &question.kind {
        QuestionKind::Text | QuestionKind::LongText => {}
        QuestionKind::Choice(options) if options.contains(&text) => {}
        QuestionKind::YesNo if matches!(text.as_str(), "yes" | "no") => {}
        QuestionKind::Choice(_) | QuestionKind::YesNo => return Err(FieldProblem::NotAChoice),
        QuestionKind::Phone if is_phone(&text) => {}
        QuestionKind::Date if is_day(&text) => {}
        QuestionKind::Phone | QuestionKind::Date => return Err(FieldProblem::Malformed),
    }
    Ok(Some(text))
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plus_first = text.rfind('+').is_none_or(|at| at == 0);
    let known = |b: u8| b.is_ascii_digit() || matches!(b, b' ' | b'+' | b'-' | b'/' | b'(' | b')');
    (5..=20).contains(&digits) && plus_first && text.bytes().all(known)
}

/// A day of the Gregorian calendar, `YYYY-MM-DD`, from 1800 to 2199.
fn is_day(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    if !shape {
        return false;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1800..2200).contains(&year) && (1..=last).contains(&day)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::queue::room::RoomSettings;
    use crate::{Guid, RoomId};

    fn question(id: u16, kind: QuestionKind) -> Question {
        Question {
            id,
            label: format!("Question {id}"),
            explanation: String::new(),
            kind,
            required: id % 2 == 1,
            on_card: true,
        }
    }

    fn room() -> Room {
        let mut settings = RoomSettings::named("Room", "room".parse().unwrap());
        settings.consent_text = "I agree.".into();
        settings.questions = vec![
            question(1, QuestionKind::Text),
            question(2, QuestionKind::LongText),
            question(3, QuestionKind::Choice(vec!["red".into(), "blue".into()])),
            question(4, QuestionKind::Phone),
            question(5, QuestionKind::Date),
            question(6, QuestionKind::YesNo),
        ];
        Room {
            id: RoomId::default(),
            version: 1,
            consent_version: 4,
            settings,
        }
    }

    fn form(answers: &[(u16, &str)]) -> JoinForm {
        JoinForm {
            key: Guid::from_u128(1),
            name: "Ada".into(),
            answers: answers
                .iter()
                .map(|(id, text)| (*id, (*text).to_owned()))
                .collect(),
            consent: true,
            consent_version: 4,
        }
    }

    const GOOD: &[(u16, &str)] = &[(1, " a  b "), (3, "blue"), (5, "2024-02-29"), (99, "old")];

    #[test]
    fn a_good_form_passes_in_the_rooms_order() {
        let accepted = check_join(&form(GOOD), &room()).unwrap();
        let texts: Vec<_> = accepted.answers.iter().map(|a| a.text.as_str()).collect();
        assert_eq!(texts, ["a b", "blue", "2024-02-29"]);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut bad = form(&[
            (2, &"x".repeat(2001)),
            (3, "green"),
            (4, "call me"),
            (5, "2023-02-29"),
            (6, "maybe"),
        ]);
        bad.name = " \u{202e} ".into();
        bad.consent_version = 3;
        let wrong = check_join(&bad, &room()).unwrap_err();
        let found: Vec<_> = wrong
            .iter()
            .map(|w| (w.field.as_str(), w.problem))
            .collect();
        assert_eq!(
            found,
            [
                ("name", FieldProblem::Missing),
                ("answers[1]", FieldProblem::Missing),
                ("answers[2]", FieldProblem::TooLong(2000)),
                ("answers[3]", FieldProblem::NotAChoice),
                ("answers[4]", FieldProblem::Malformed),
                ("answers[5]", FieldProblem::Malformed),
                ("answers[6]", FieldProblem::NotAChoice),
                ("consent", FieldProblem::MustAgree),
            ]
        );
    }

    #[test]
    fn phones_and_days() {
        for good in ["+44 (0)20 7946-0958", "030/123456", "11111"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in [
            "1111",
            "020 + 7946",
            "+1 234 567 890 123 456 789 01",
            "０１２３４５",
        ] {
            assert!(!is_phone(bad), "{bad}");
        }
        for bad in [
            "2024-13-01",
            "2024-00-10",
            "2024-1-01",
            "24-01-01",
            "2024-04-31",
            "２０24-01-1",
        ] {
            assert!(!is_day(bad), "{bad}");
        }
        assert!(is_day("1999-12-31"));
    }

    #[test]
    fn a_room_without_consent_text_asks_for_none() {
        let mut room = room();
        room.settings.consent_text.clear();
        let mut form = form(GOOD);
        form.consent = false;
        assert!(check_join(&form, &room).is_ok());
    }

    proptest! {
        /// Whatever is typed: no panic, and what passes is clean and within bounds.
        #[test]
        fn any_form_is_judged(
            name in "\\PC{0,100}",
            answers in prop::collection::btree_map(0..10_u16, "\\PC{0,300}", 0..8),
        ) {
            let answers: BTreeMap<u16, String> = answers;
            let form = JoinForm { name, answers, ..form(GOOD) };
            if let Ok(accepted) = check_join(&form, &room()) {
                prop_assert!(accepted.name.chars().count() <= NAME_MOST);
                prop_assert!(!accepted.name.chars().any(char::is_control));
                prop_assert!(accepted.answers.iter().all(|a| !a.text.is_empty()));
            }
        }
    }
}
