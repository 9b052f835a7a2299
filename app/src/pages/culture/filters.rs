//! The filters of a page: a form that puts them into the address.

use leptos::prelude::*;
use model::culture::view::{Choice, Filters, Span, Topic};

use crate::paths;
use crate::texts::{Key, Texts, use_texts};

#[component]
pub(super) fn FilterForm(topic: Topic, filters: Filters) -> impl IntoView {
    let texts = use_texts();
    let action = paths::culture(topic, &model::culture::view::Ask::default());
    let reset = action.clone();
    let Filters {
        ask,
        groups,
        attributes,
        origins,
    } = filters;
    let spans = Span::ALL.map(|span| {
        option(
            span.as_str(),
            span_word(texts, span),
            (ask.span == span, false),
        )
    });
    let none = |key: Key, chosen: &Option<String>| {
        option("", texts.get(key).to_owned(), (chosen.is_none(), false))
    };
    let groups_of = |chosen: &Option<String>| choices(texts, &groups, chosen);
    view! {
        <form class="filters" method="get" action=action aria-label=texts.get(Key::CULTURE_FILTERS)>
            {select(texts.get(Key::CULTURE_FILTER_GROUP), "group", view! {
                {none(Key::CULTURE_FILTER_ALL, &ask.group)} {groups_of(&ask.group)}
            }.into_any())}
            {select(texts.get(Key::CULTURE_FILTER_BY), "by", view! {
                {none(Key::CULTURE_FILTER_GROUPS, &ask.attribute)} {choices(texts, &attributes, &ask.attribute)}
            }.into_any())}
            {select(texts.get(Key::CULTURE_FILTER_SPAN), "span", Vec::from(spans).into_any())}
            {select(texts.get(Key::CULTURE_FILTER_COMPARE), "compare", view! {
                {none(Key::CULTURE_FILTER_COMPANY, &ask.compare)} {groups_of(&ask.compare)}
            }.into_any())}
            {(!origins.is_empty()).then(|| select(texts.get(Key::CULTURE_FILTER_ORIGIN), "origin", {
                origins.iter().map(|origin| origin_of(texts, origin, &ask.origin)).collect::<Vec<_>>().into_any()
            }))}
            <div class="filters-end">
                <button type="submit" class="button" data-weight="secondary">{texts.get(Key::CULTURE_FILTER_APPLY)}</button>
                <a class="button" data-weight="quiet" href=reset>{texts.get(Key::CULTURE_FILTER_RESET)}</a>
            </div>
        </form>
    }
    .into_any()
}

/// Where weeks come from, as a choice.
fn origin_of(texts: Texts, origin: &Option<String>, chosen: &Option<String>) -> AnyView {
    let key = match origin.as_deref() {
        None => Key::CULTURE_ORIGIN_MEASURED,
        Some("viva_legacy") => Key::CULTURE_ORIGIN_VIVA_LEGACY,
        Some(_) => Key::CULTURE_ORIGIN_VIVA_CURRENT,
    };
    let value = origin.as_deref().unwrap_or_default();
    option(value, texts.get(key).to_owned(), (origin == chosen, false))
}

/// The words of a span.
fn span_word(texts: Texts, span: Span) -> String {
    let key = match span {
        Span::Month => Key::CULTURE_SPAN_MONTH,
        Span::Quarter => Key::CULTURE_SPAN_QUARTER,
        Span::HalfYear => Key::CULTURE_SPAN_HALF,
        Span::Year => Key::CULTURE_SPAN_YEAR,
    };
    texts.get(key).to_owned()
}

fn select(label: &'static str, name: &'static str, options: AnyView) -> AnyView {
    let id = format!("filter-{name}");
    view! {
        <div class="filter">
            <label for=id.clone()>{label}</label>
            <select class="input" id=id name=name>{options}</select>
        </div>
    }
    .into_any()
}

fn choices(texts: Texts, choices: &[Choice], chosen: &Option<String>) -> Vec<AnyView> {
    let option = |choice: &Choice| {
        let label = if choice.small {
            texts.with(Key::CULTURE_FILTER_SMALL, &[("label", &choice.label)])
        } else {
            choice.label.clone()
        };
        let selected = chosen.as_ref() == Some(&choice.value);
        option(&choice.value, label, (selected, choice.small && !selected))
    };
    choices.iter().map(option).collect()
}

fn option(value: &str, label: String, (selected, disabled): (bool, bool)) -> AnyView {
    view! { <option value=value.to_owned() selected=selected disabled=disabled>{label}</option> }
        .into_any()
}
