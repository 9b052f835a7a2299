//! The room form: what passes, and what is wrong with the rest.

use std::collections::BTreeSet;

use super::text::{meeting_link, one_line, paragraphs, too_long};
use crate::queue::room::{MeetingKind, QUESTIONS_MOST, Question, QuestionKind, RoomSettings};
use crate::{FieldError, FieldProblem};

struct Check(Vec<FieldError>);

impl Check {
    fn line(&mut self, field: &str, text: &str, length: std::ops::RangeInclusive<usize>) -> String {
        self.text(field, one_line(text), length)
    }

    fn lines(
        &mut self,
        field: &str,
        text: &str,
        length: std::ops::RangeInclusive<usize>,
    ) -> String {
        self.text(field, paragraphs(text), length)
    }

    fn text(
        &mut self,
        field: &str,
        text: String,
        length: std::ops::RangeInclusive<usize>,
    ) -> String {
        if text.is_empty() && *length.start() > 0 {
            self.wrong(field, FieldProblem::Missing);
        } else if let Some(problem) = too_long(&text, *length.end()) {
            self.wrong(field, problem);
        }
        text
    }

    fn number(&mut self, field: &str, number: u32, range: std::ops::RangeInclusive<u32>) {
        if !range.contains(&number) {
            let (least, most) = (i64::from(*range.start()), i64::from(*range.end()));
            self.wrong(field, FieldProblem::OutOfRange(least, most));
        }
    }

    fn wrong(&mut self, field: impl Into<String>, problem: FieldProblem) {
        self.0.push(FieldError::new(field, problem));
    }
}

/// Checks the settings of a room and cleans their texts.
///
/// Problems are named like the fields of [`RoomSettings`]: `name`, `questions[0].label` (position in the form),
/// `questions[0].kind` for options, `light_minutes`, `meeting`. A question with id 0, or with one used before, gets
/// the next free id: forms send 0 for a new question.
///
/// # Errors
/// All wrong fields, in the order of the form.
pub fn check_room(settings: &RoomSettings) -> Result<RoomSettings, Vec<FieldError>> {
    let mut check = Check(Vec::new());
    let clean = RoomSettings {
        name: check.line("name", &settings.name, 1..=80),
        slug: settings.slug.clone(),
        intro: check.lines("intro", &settings.intro, 0..=2000),
        privacy_notice: check.lines("privacy_notice", &settings.privacy_notice, 1..=4000),
        consent_text: check.lines("consent_text", &settings.consent_text, 0..=2000),
        questions: questions(&mut check, &settings.questions),
        open: settings.open,
        closed_text: check.lines("closed_text", &settings.closed_text, 0..=1000),
        fallback_text: check.lines("fallback_text", &settings.fallback_text, 0..=500),
        capacity: settings.capacity,
        light_minutes: settings.light_minutes,
        retention_minutes: settings.retention_minutes,
        admit: settings.admit,
        meeting: meeting(&mut check, &settings.meeting),
        // Which names there are, only the server knows.
        time_zone: one_line(&settings.time_zone),
    };
    check.number("capacity", settings.capacity, 1..=5000);
    let (first, second) = settings.light_minutes;
    check.number("light_minutes", u32::from(first), 1..=1440);
    check.number(
        "light_minutes",
        u32::from(second),
        u32::from(first.saturating_add(1))..=1440,
    );
    check.number("retention_minutes", settings.retention_minutes, 0..=43_200);
    if check.0.is_empty() {
        Ok(clean)
    } else {
        Err(check.0)
    }
}

fn meeting(check: &mut Check, meeting: &MeetingKind) -> MeetingKind {
    match meeting {
        MeetingKind::Teams => MeetingKind::Teams,
        MeetingKind::FixedLink(link) => match meeting_link(link) {
            Ok(link) => MeetingKind::FixedLink(link),
            Err(problem) => {
                check.wrong("meeting", problem);
                meeting.clone()
            }
        },
    }
}

fn questions(check: &mut Check, questions: &[Question]) -> Vec<Question> {
    if questions.len() > QUESTIONS_MOST {
        check.wrong("questions", FieldProblem::TooMany(10));
    }
    let mut used = BTreeSet::new();
    let mut free = questions
        .iter()
        .map(|question| question.id)
        .max()
        .unwrap_or(0);
    questions
        .iter()
        .take(QUESTIONS_MOST)
        .enumerate()
        .map(|(position, question)| {
            let mut id = question.id;
            if id == 0 || !used.insert(id) {
                free = (1..=u16::MAX)
                    .map(|step| free.wrapping_add(step))
                    .find(|id| *id != 0 && !used.contains(id))
                    .unwrap_or(free);
                used.insert(free);
                id = free;
            }
            checked(check, position, question, id)
        })
        .collect()
}

fn checked(check: &mut Check, position: usize, question: &Question, id: u16) -> Question {
    let field = |name: &str| format!("questions[{position}].{name}");
    Question {
        id,
        label: check.line(&field("label"), &question.label, 1..=200),
        explanation: check.line(&field("explanation"), &question.explanation, 0..=500),
        kind: match &question.kind {
            QuestionKind::Choice(options) => {
                QuestionKind::Choice(choices(check, &field("kind"), options))
            }
            other => other.clone(),
        },
        required: question.required,
        on_card: question.on_card,
    }
}

/// Options, without empty and repeated ones: a form has spare lines.
fn choices(check: &mut Check, field: &str, options: &[String]) -> Vec<String> {
    let mut clean: Vec<String> = Vec::new();
    for option in options.iter().map(|option| one_line(option)) {
        if let Some(problem) = too_long(&option, 200) {
            check.wrong(field, problem);
        }
        if !option.is_empty() && !clean.contains(&option) {
            clean.push(option);
        }
    }
    if !(2..=20).contains(&clean.len()) {
        check.wrong(field, FieldProblem::OutOfRange(2, 20));
    }
    clean
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn room() -> RoomSettings {
        let mut settings = RoomSettings::named("Room", "room".parse().unwrap());
        settings.privacy_notice = "We keep your name for an hour.".into();
        settings
    }

    fn question(id: u16, kind: QuestionKind) -> Question {
        Question {
            id,
            label: "What?".into(),
            explanation: String::new(),
            kind,
            required: false,
            on_card: false,
        }
    }

    #[test]
    fn a_new_room_needs_a_privacy_notice() {
        assert!(check_room(&room()).is_ok());
        let bare = RoomSettings::named("Room", "room".parse().unwrap());
        let wrong = check_room(&bare).unwrap_err();
        assert_eq!(
            wrong,
            [FieldError::new("privacy_notice", FieldProblem::Missing)]
        );
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut bad = room();
        bad.name = "x".repeat(81);
        bad.questions = vec![question(
            1,
            QuestionKind::Choice(vec!["a".into(), " a ".into(), String::new()]),
        )];
        bad.questions[0].label = " ".into();
        bad.capacity = 0;
        bad.light_minutes = (10, 10);
        bad.retention_minutes = 43_201;
        bad.meeting = MeetingKind::FixedLink("http://example.org".into());
        let wrong = check_room(&bad).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|w| w.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "name",
                "questions[0].label",
                "questions[0].kind",
                "meeting",
                "capacity",
                "light_minutes",
                "retention_minutes"
            ]
        );
        let mut many = room();
        many.questions = (1..=11)
            .map(|id| question(id, QuestionKind::Text))
            .collect();
        let wrong = check_room(&many).unwrap_err();
        assert_eq!(
            wrong,
            [FieldError::new("questions", FieldProblem::TooMany(10))]
        );
    }

    #[test]
    fn new_questions_get_free_ids_and_old_ones_keep_theirs() {
        let mut form = room();
        form.questions = [7, 0, 7, 2, 0]
            .map(|id| question(id, QuestionKind::Text))
            .to_vec();
        let ids: Vec<_> = check_room(&form)
            .unwrap()
            .questions
            .iter()
            .map(|q| q.id)
            .collect();
        assert_eq!(ids, [7, 8, 9, 2, 10]);
    }

    proptest! {
        #[test]
        fn checking_twice_changes_nothing(
            name in "\\PC{0,90}",
            ids in prop::collection::vec(any::<u16>(), 0..10),
            light in any::<(u16, u16)>(),
        ) {
            let mut form = room();
            form.name = name;
            form.light_minutes = light;
            form.questions = ids.into_iter().map(|id| question(id, QuestionKind::Date)).collect();
            if let Ok(clean) = check_room(&form) {
                let mut ids: Vec<_> = clean.questions.iter().map(|q| q.id).collect();
                ids.sort_unstable();
                ids.dedup();
                prop_assert_eq!(ids.len(), clean.questions.len());
                prop_assert!(!ids.contains(&0));
                prop_assert_eq!(check_room(&clean).unwrap(), clean);
            }
        }
    }
}
