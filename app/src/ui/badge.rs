//! A short word about a state, with a colour that never speaks alone.

use leptos::prelude::*;

/// What a badge or note says about the state it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// No judgement.
    #[default]
    Neutral,
    /// As it should be.
    Good,
    /// Worth a look.
    Notice,
    /// Something is wrong.
    Bad,
    /// The thing the page is about.
    Accent,
}

impl Tone {
    /// The value of the `data-tone` attribute.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Good => "good",
            Self::Notice => "notice",
            Self::Bad => "bad",
            Self::Accent => "accent",
        }
    }
}

/// A badge.
#[component]
pub fn Badge<C: IntoView + 'static>(
    /// Its tone.
    #[prop(optional)]
    tone: Tone,
    /// Its text.
    children: TypedChildren<C>,
) -> impl IntoView {
    view! { <span class="badge" data-tone=tone.as_str()>{children.into_inner()()}</span> }
}
