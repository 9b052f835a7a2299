//! The one polite live region of the page, and the short notes shown in it.

use leptos::prelude::*;

use crate::ui::badge::Tone;

/// A short note at the edge of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What happened.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// Tells assistive technology, and where asked for everybody, what has changed.
#[derive(Clone, Copy, Debug)]
pub struct Announcer {
    /// Read out and not shown.
    pub said: RwSignal<String>,
    /// Shown and read out.
    pub note: RwSignal<Option<Note>>,
}

impl Announcer {
    /// Reads out a sentence without showing it: for changes that are visible anyway.
    pub fn say(self, text: impl Into<String>) {
        self.said.set(text.into());
    }

    /// Shows a note until the next one replaces it or it is closed, and reads it out.
    pub fn note(self, tone: Tone, text: impl Into<String>) {
        self.note.set(Some(Note {
            text: text.into(),
            tone,
        }));
    }
}

/// Puts the announcer into the context; once, by the application.
pub fn provide_announcer() -> Announcer {
    let announcer = Announcer {
        said: RwSignal::new(String::new()),
        note: RwSignal::new(None),
    };
    provide_context(announcer);
    announcer
}

/// The page's announcer.
#[must_use]
pub fn use_announcer() -> Announcer {
    use_context::<Announcer>().unwrap_or_else(provide_announcer)
}
