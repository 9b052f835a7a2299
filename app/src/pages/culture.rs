//! The dashboards of meeting culture. Filters live in the address, every page is plain HTML, and nothing here is
//! brought to life in the browser.

pub mod charts;
mod filters;
mod header;
mod index;
pub mod measure;
mod rule;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::culture::metric::{self, Stage};
use model::culture::view::{Ask, IndexPart, Sheet, Span, State, Tile, Topic};

use crate::pages::not_found::NotFound;
use crate::paths;
use crate::server_functions::culture::sheet::ShowSheet;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::{Empty, PageHead, StaffPage, Tabs, load};
use charts::{Charts, Tiles};
use filters::FilterForm;
use header::Scope;
use index::IndexPanel;

/// `/culture/:topic?group=...&by=...&span=...&compare=...&origin=...`, and without a topic the overview.
#[component]
pub fn CulturePage() -> impl IntoView {
    let topic = use_params_map().with_untracked(|params| params.get("topic"));
    let topic = topic.unwrap_or_default();
    let Some(topic) = Topic::ALL.into_iter().find(|one| one.as_str() == topic) else {
        return view! { <NotFound/> }.into_any();
    };
    let ask = ask();
    let weights = weights();
    let sheet = load(move || ShowSheet {
        topic,
        group: ask.group.clone(),
        attribute: ask.attribute.clone(),
        span: ask.span,
        compare: ask.compare.clone(),
        origin: ask.origin.clone(),
        weights: weights.clone(),
    });
    view! { <StaffPage>{loaded(sheet, |sheet| view! { <SheetView sheet=sheet/> })}</StaffPage> }
        .into_any()
}

/// The filters of the address. An empty field of a form is none.
fn ask() -> Ask {
    use_query_map().with_untracked(|query| {
        let chosen = |name| query.get(name).filter(|value| !value.is_empty());
        Ask {
            group: chosen("group"),
            attribute: chosen("by"),
            span: chosen("span")
                .map(|span| Span::of(&span))
                .unwrap_or_default(),
            compare: chosen("compare"),
            origin: chosen("origin"),
        }
    })
}

/// The weights of the address; none unless all six are numbers.
fn weights() -> Vec<u8> {
    use_query_map().with_untracked(|query| {
        let weight = |part: IndexPart| query.get(part.as_str())?.trim().parse().ok();
        IndexPart::ALL
            .into_iter()
            .map(weight)
            .collect::<Option<Vec<u8>>>()
            .unwrap_or_default()
    })
}

#[component]
pub(crate) fn SheetView(sheet: Sheet) -> impl IntoView {
    let texts = use_texts();
    let tabs = Topic::ALL
        .map(|topic| {
            let key = if topic == Topic::Overview {
                Key::CULTURE_TAB_OVERVIEW
            } else {
                title(topic)
            };
            (
                paths::culture(topic, &sheet.filters.ask),
                texts.get(key).to_owned(),
            )
        })
        .to_vec();
    let present = paths::culture(sheet.topic, &sheet.filters.ask);
    let body = match sheet.state {
        State::Ready => ready(texts, sheet.clone()),
        ref other => waiting(texts, other),
    };
    view! {
        <div class="sheet">
            <PageHead title=texts.get(title(sheet.topic))/>
            <Tabs label=texts.get(Key::CULTURE_TABS) tabs=tabs present=present/>
            {body}
        </div>
    }
    .into_any()
}

/// The title of a page.
pub(crate) const fn title(topic: Topic) -> Key {
    match topic {
        Topic::Overview => Key::CULTURE_TITLE_OVERVIEW,
        Topic::Load => Key::CULTURE_TITLE_LOAD,
        Topic::Shape => Key::CULTURE_TITLE_SHAPE,
        Topic::Time => Key::CULTURE_TITLE_TIME,
        Topic::Scheduling => Key::CULTURE_TITLE_SCHEDULING,
        Topic::People => Key::CULTURE_TITLE_PEOPLE,
        Topic::Lifecycle => Key::CULTURE_TITLE_LIFECYCLE,
        Topic::Index => Key::CULTURE_TITLE_INDEX,
    }
}

fn ready(texts: Texts, sheet: Sheet) -> AnyView {
    let Sheet {
        topic,
        header,
        filters,
        tiles,
        charts,
        index,
        ..
    } = sheet;
    let nothing = tiles.is_empty() && charts.is_empty() && index.is_none();
    let ask = filters.ask.clone();
    let file = format!(
        "{}-{}",
        if topic == Topic::Overview {
            "overview"
        } else {
            topic.as_str()
        },
        header.policy
    );
    view! {
        <Scope header=header/>
        <FilterForm topic=topic filters=filters/>
        {nothing.then(|| view! {
            <Empty title=texts.get(Key::CULTURE_EMPTY_TITLE) text=texts.get(Key::CULTURE_EMPTY)/>
        })}
        {index.map(|index| view! { <IndexPanel index=index ask=ask.clone()/> })}
        {by_stage(texts, topic, (tiles, &ask, &file))}
        <Charts charts=charts ask=ask file=file/>
        {advice(texts, topic)}
    }
    .into_any()
}

/// The tiles; on the page of the lifecycle under the stage at which each can be improved.
fn by_stage(texts: Texts, topic: Topic, (tiles, ask, file): (Vec<Tile>, &Ask, &str)) -> AnyView {
    if topic != Topic::Lifecycle {
        return view! { <Tiles id="tiles" tiles=tiles ask=ask.clone() file=file.to_owned()/> }
            .into_any();
    }
    let stages = [
        (
            Stage::Before,
            "before",
            Key::CULTURE_STAGE_BEFORE,
            Key::CULTURE_STAGE_BEFORE_ABOUT,
        ),
        (
            Stage::During,
            "during",
            Key::CULTURE_STAGE_DURING,
            Key::CULTURE_STAGE_DURING_ABOUT,
        ),
        (
            Stage::After,
            "after",
            Key::CULTURE_STAGE_AFTER,
            Key::CULTURE_STAGE_AFTER_ABOUT,
        ),
    ];
    let sections = stages.into_iter().map(|(stage, id, title, about)| {
        let here =
            |tile: &&Tile| metric::by_code(&tile.metric).is_some_and(|one| one.stage == stage);
        let own: Vec<Tile> = tiles.iter().filter(here).cloned().collect();
        view! {
            <section class="stack">
                <h2>{texts.get(title)}</h2>
                <p>{texts.get(about)}</p>
                <Tiles id=id tiles=own ask=ask.clone() file=format!("{file}-{id}")/>
            </section>
        }
    });
    sections.collect_view().into_any()
}

/// Why a topic matters, and what to change.
fn advice(texts: Texts, topic: Topic) -> AnyView {
    let (why, act) = match topic {
        Topic::Overview => (Key::CULTURE_WHY_OVERVIEW, Key::CULTURE_ACT_OVERVIEW),
        Topic::Load => (Key::CULTURE_WHY_LOAD, Key::CULTURE_ACT_LOAD),
        Topic::Shape => (Key::CULTURE_WHY_SHAPE, Key::CULTURE_ACT_SHAPE),
        Topic::Time => (Key::CULTURE_WHY_TIME, Key::CULTURE_ACT_TIME),
        Topic::Scheduling => (Key::CULTURE_WHY_SCHEDULING, Key::CULTURE_ACT_SCHEDULING),
        Topic::People => (Key::CULTURE_WHY_PEOPLE, Key::CULTURE_ACT_PEOPLE),
        Topic::Lifecycle | Topic::Index => return ().into_any(),
    };
    view! {
        <section class="advice">
            <div><h2>{texts.get(Key::CULTURE_WHY)}</h2><p>{texts.get(why)}</p></div>
            <div><h2>{texts.get(Key::CULTURE_ACT)}</h2><p>{texts.get(act)}</p></div>
        </section>
    }
    .into_any()
}

/// What stands in place of figures while there are none.
fn waiting(texts: Texts, state: &State) -> AnyView {
    let (title, text) = match state {
        State::NoConnector => (
            Key::CULTURE_NO_CONNECTOR_TITLE,
            texts.get(Key::CULTURE_NO_CONNECTOR).to_owned(),
        ),
        State::Waiting | State::Ready => (
            Key::CULTURE_WAITING_TITLE,
            texts.get(Key::CULTURE_WAITING).to_owned(),
        ),
        State::TooSmall { least } => (
            Key::CULTURE_SMALL_TITLE,
            texts.with(Key::CULTURE_SMALL, &[("n", &least.to_string())]),
        ),
        State::Reading {
            done,
            all,
            left_min,
        } => return reading(texts, (*done, *all, *left_min)),
    };
    view! { <Empty title=texts.get(title) text=text/> }.into_any()
}

fn reading(texts: Texts, (done, all, left_min): (u32, u32, Option<u32>)) -> AnyView {
    let text = texts.with(
        Key::CULTURE_READING,
        &[("done", &done.to_string()), ("all", &all.to_string())],
    );
    let left =
        left_min.map(|left| texts.with(Key::CULTURE_READING_LEFT, &[("n", &left.to_string())]));
    view! {
        <Empty title=texts.get(Key::CULTURE_READING_TITLE) text=text.clone()>
            <progress class="progress" max=all.max(1) value=done aria-label=text.clone()></progress>
            {left.map(|left| view! { <p>{left}</p> })}
        </Empty>
    }
    .into_any()
}
