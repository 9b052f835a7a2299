//! What the buttons of the board were answered.

use leptos::prelude::*;
use model::ErrorCode;
use model::queue::state::State;
use model::queue::view::CardView;

use super::Desk;
use crate::contexts::announcer::{Announcer, use_announcer};
use crate::error::Failure;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::Post;
use crate::ui::badge::Tone;
use crate::ui::problem::words;

/// Shows what commands return without waiting for the stream, and their failures as a note that is read out: whoever
/// lost a race wants to know the winner, and goes on. Returns the failure that a form without script brought with the
/// page.
pub(super) fn show(desk: Desk) -> Option<Failure> {
    let answers = Answers {
        desk,
        announcer: use_announcer(),
        texts: use_texts(),
    };
    let posts = [desk.act, desk.paste, desk.next];
    let brought = posts
        .into_iter()
        .find_map(|post| untrack(|| post.refusal()));
    for post in posts {
        // Only "take next" answers that there is no card.
        each(post, move || {
            match (post.answer::<Option<CardView>>(), post.refusal()) {
                (Some(Some(card)), _) => answers.accept(card),
                (Some(None), _) => answers.nobody(),
                (None, Some(failure)) => answers.refuse(&failure),
                (None, None) => {}
            }
        });
    }
    brought.filter(|failure| failure.code() != ErrorCode::Invalid)
}

/// Runs after each answer that comes while the page is open.
fn each(post: Post, then: impl Fn() + 'static) {
    Effect::new(move |before: Option<u32>| {
        let answers = post.answers();
        if before.is_some_and(|before| before != answers) {
            untrack(&then);
        }
        answers
    });
}

#[derive(Clone, Copy)]
struct Answers {
    desk: Desk,
    announcer: Announcer,
    texts: Texts,
}

impl Answers {
    fn accept(self, card: CardView) {
        self.announcer.note.set(None);
        let mine = card
            .claim
            .as_ref()
            .is_some_and(|claim| claim.by == self.desk.staff.me);
        if card.state == State::Called && mine {
            self.announcer.say(
                self.texts
                    .with(Key::SAY_YOURS, &[("n", &card.number.to_string())]),
            );
        }
        self.desk.live.show(card);
    }

    fn nobody(self) {
        self.announcer
            .note(Tone::Neutral, self.texts.get(Key::BOARD_NOBODY_NEXT));
    }

    fn refuse(self, failure: &Failure) {
        // A wrong link is told at its field.
        if failure.code() != ErrorCode::Invalid {
            let (title, text) = words(self.texts, &failure.0);
            self.announcer
                .note(Tone::Notice, format!("{title}. {text}"));
        }
    }
}
