//! Drawn symbols, 20 by 20, in the colour of the text around them.

use leptos::prelude::*;

use crate::ui::tag::{Tag, tag};

/// A symbol. Always beside a text, so never read out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// A clock: waiting.
    Clock,
    /// A tick: done, as it should be.
    Tick,
    /// A camera: the meeting.
    Camera,
    /// A door: left, closed.
    Door,
    /// A bell: called.
    Bell,
    /// A cross: ended, removed.
    Cross,
    /// A plug pulled: no connection.
    Unplugged,
    /// A person: visitor.
    Person,
    /// A shield: privacy.
    Shield,
    /// A turning arrow: return, again.
    Again,
}

impl Symbol {
    const fn path(self) -> &'static str {
        match self {
            Self::Clock => "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM10 6v4.2l2.8 1.8",
            Self::Tick => "m4 10.5 4 4 8-9",
            Self::Camera => {
                "M2.5 6.5a1.5 1.5 0 0 1 1.5-1.5h7a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-7a1.5 1.5 0 0 1-1.5-1.5ZM12.5 9l5-2.7v7.4l-5-2.7"
            }
            Self::Door => "M5 17.5V3.5l8-1v16ZM13 4h2.5v13H17M3 17.5h14M10.5 10.5v.1",
            Self::Bell => "M4.5 14V9a5.5 5.5 0 0 1 11 0v5l1.5 1.5H3ZM8.5 17.5h3",
            Self::Cross => "m5 5 10 10M15 5 5 15",
            Self::Unplugged => {
                "M3 3l14 14M7 3v3M13 3v4.5M5 7h1.5M9.5 7H15v3a5 5 0 0 1-1 3M11 14.7A5 5 0 0 1 5 10V8M10 15v3"
            }
            Self::Person => {
                "M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM3.5 17.5c.5-3.5 3-5 6.5-5s6 1.5 6.5 5"
            }
            Self::Shield => "M10 2.5 16.5 5v4.5c0 4-2.5 6.5-6.5 8-4-1.5-6.5-4-6.5-8V5Z",
            Self::Again => "M16.5 10A6.5 6.5 0 1 1 14 4.9M14.5 2v3.5H11",
        }
    }
}

/// A symbol as part of something that is drawn anew.
pub(crate) fn icon(symbol: Symbol) -> Tag {
    drawing("icon", symbol.path())
}

/// A drawing of one line.
pub(crate) fn drawing(class: &'static str, path: &'static str) -> Tag {
    tag("svg")
        .with("class", class)
        .with("viewBox", "0 0 20 20")
        .with("width", "20")
        .with("height", "20")
        .with("aria-hidden", "true")
        .with("focusable", "false")
        .add(tag("path").with("d", path))
}

/// Draws a symbol.
#[component]
pub fn Icon(
    /// Which.
    symbol: Symbol,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <path d=symbol.path()></path>
        </svg>
    }
}
