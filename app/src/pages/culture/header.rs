//! Who and what the numbers of a page are about.

use leptos::prelude::*;
use model::culture::view::{Header, Unit};

use crate::texts::{Key, Texts, use_texts};
use crate::ui::Moment;
use crate::ui::chart::number::{amount, decimal, iso};

/// The scope of a page: who, how many, when, by which rule, as of when, and how much of it is hidden.
#[component]
pub(crate) fn Scope(header: Header) -> impl IntoView {
    let texts = use_texts();
    let who = header
        .who
        .clone()
        .unwrap_or_else(|| texts.get(Key::CULTURE_EVERYBODY).to_owned());
    let people = header.n.map_or_else(
        || texts.get(Key::CHART_HIDDEN).to_owned(),
        |n| decimal(texts, f64::from(n), 0),
    );
    let hidden = match header.hidden {
        0 => texts.get(Key::CULTURE_HIDDEN_NONE).to_owned(),
        n => decimal(texts, f64::from(n), 0),
    };
    let coverage = header
        .coverage
        .map(|share| amount(texts, Unit::Share, share));
    view! {
        <dl class="scope">
            <div class="scope-who"><dt>{texts.get(Key::CULTURE_WHO)}</dt><dd>{who}</dd></div>
            <div><dt>{texts.get(Key::CULTURE_PEOPLE)}</dt><dd>{people}</dd></div>
            <div><dt>{texts.get(Key::CULTURE_WEEKS)}</dt><dd>{weeks(texts, &header)}</dd></div>
            {coverage.map(|share| view! {
                <div><dt>{texts.get(Key::CULTURE_COVERAGE)}</dt><dd>{share}</dd></div>
            })}
            <div>
                <dt>{texts.get(Key::CULTURE_POLICY)}</dt>
                <dd><code>{header.policy}</code> " " <code>{header.policy_id}</code></dd>
            </div>
            {header.refreshed.map(|at| view! {
                <div><dt>{texts.get(Key::CULTURE_PUBLISHED)}</dt><dd><Moment at=at/></dd></div>
            })}
            <div><dt>{texts.get(Key::CULTURE_HIDDEN)}</dt><dd>{hidden}</dd></div>
        </dl>
    }
    .into_any()
}

fn weeks(texts: Texts, header: &Header) -> String {
    header.weeks.map_or_else(String::new, |(first, last)| {
        let (first, last) = (iso(first.monday().0), iso(last.sunday().0));
        texts.with(
            Key::CULTURE_WEEKS_SPAN,
            &[("first", &first), ("last", &last)],
        )
    })
}
