//! Buttons that send a form, and links that look like them.

use leptos::prelude::*;

use crate::ui::tag::{Tag, class};

/// How much a button asks for attention. One primary button per view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// What the page is for.
    Primary,
    /// Everything else.
    #[default]
    Secondary,
    /// Beside other things, without a frame.
    Quiet,
    /// Destroys something.
    Danger,
}

impl Weight {
    /// The value of the `data-weight` attribute.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// The button that sends its form. While the action is pending it stays focusable and says so; the form ignores a second
/// press then.
#[component]
pub fn Submit(
    /// Its text.
    #[prop(into)]
    label: String,
    /// How much it asks for attention.
    #[prop(optional)]
    weight: Weight,
    /// Whether the action is under way.
    #[prop(optional, into)]
    pending: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class="button"
            data-weight=weight.as_str()
            aria-disabled=move || pending.get().then_some("true")
            aria-busy=move || pending.get().then_some("true")
        >
            {label}
        </button>
    }
}

/// The same button as part of something that is drawn anew when the attempt begins and ends.
pub(crate) fn send(label: &'static str, weight: Weight, pending: bool) -> Tag {
    let pending = pending.then_some("true");
    class("button", "button")
        .with("type", "submit")
        .with("data-weight", weight.as_str())
        .maybe("aria-disabled", pending)
        .maybe("aria-busy", pending)
        .text(label)
}

/// A link that looks like a button, as part of something that is drawn anew.
pub(crate) fn link(href: String, label: &'static str, weight: Weight, target: LinkTarget) -> Tag {
    let (rel, target) = target.attributes();
    class("a", "button")
        .with("data-weight", weight.as_str())
        .with("href", href)
        .maybe("rel", rel)
        .maybe("target", target)
        .text(label)
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkTarget {
    /// To a page of the application.
    #[default]
    Page,
    /// To a handler of the server that answers with a redirect: a full navigation.
    Handler,
    /// To a handler, in a new tab that cannot reach back.
    NewTab,
}

impl LinkTarget {
    /// The values of `rel` and `target`.
    const fn attributes(self) -> (Option<&'static str>, Option<&'static str>) {
        match self {
            Self::Page => (None, None),
            Self::Handler => (Some("external"), None),
            Self::NewTab => (Some("external noopener"), Some("_blank")),
        }
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Address.
    #[prop(into)]
    href: String,
    /// Its text.
    #[prop(into)]
    label: String,
    /// How much it asks for attention.
    #[prop(optional)]
    weight: Weight,
    /// Where it leads.
    #[prop(optional)]
    target: LinkTarget,
) -> impl IntoView {
    let (rel, target) = target.attributes();
    view! { <a class="button" data-weight=weight.as_str() href=href rel=rel target=target>{label}</a> }
}
