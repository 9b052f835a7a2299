//! Judges a pasted list of permissions. The list comes in the body of a form, is judged while the page is drawn, and is
//! gone with it.

mod consent;
mod entries;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use trust::catalogue::judge::{
    EXAMPLES, Example, Format, Judgement, MOST_BYTES, Remark, Summary, judge,
};

use super::words;
use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{ButtonLink, PublicPage, Submit, TextArea, Weight};
use consent::Consents;
use entries::Entries;

/// What the form of this page has sent; the server puts it into the context of the page that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// A list.
    List(String),
    /// A form that is far too long; it was not read.
    TooLong,
    /// A form that cannot be read.
    Unreadable,
}

/// `/trust/judge`, also as the answer to its own form; `?example=` shows a built-in list.
#[component]
pub fn JudgePage() -> impl IntoView {
    let texts = use_texts();
    let pasted = use_context::<Pasted>().or_else(|| {
        let name = use_query_map().with_untracked(|query| query.get("example"))?;
        Some(Pasted::List(Example::named(&name)?.text.to_owned()))
    });
    view! { <PublicPage title=texts.get(Key::JUDGE_TITLE)><Judge pasted=pasted/></PublicPage> }
}

#[component]
pub(in crate::pages) fn Judge(pasted: Option<Pasted>) -> impl IntoView {
    let texts = use_texts();
    let (list, answer) = match pasted {
        None => (String::new(), None),
        Some(Pasted::TooLong) => (String::new(), Some(unread(Key::JUDGE_TOO_LONG))),
        Some(Pasted::Unreadable) => (String::new(), Some(unread(Key::JUDGE_UNREAD))),
        Some(Pasted::List(list)) => {
            let judgement = judge(&list);
            (
                list,
                Some(view! { <Result judgement=judgement/> }.into_any()),
            )
        }
    };
    let examples = EXAMPLES.map(|example| {
        let name = texts
            .named("judge", &format!("example_{}", example.key))
            .unwrap_or(example.key);
        view! { <li><a href=paths::trust_example(example.key)>{name}</a></li> }
    });
    view! {
        <h1>{texts.get(Key::JUDGE_TITLE)}</h1>
        <p class="lead">{texts.get(Key::JUDGE_LEAD)}</p>
        <form class="form" method="post" action=format!("{}#result", paths::TRUST_JUDGE)>
            <TextArea
                name="list"
                label=texts.get(Key::JUDGE_FIELD)
                help=texts.get(Key::JUDGE_HELP)
                value=list
                rows=10
                most=MOST_BYTES
            />
            <p class="actions">
                <Submit label=texts.get(Key::JUDGE_ACTION) weight=Weight::Primary/>
                <ButtonLink href=paths::TRUST_JUDGE label=texts.get(Key::JUDGE_AGAIN)/>
            </p>
        </form>
        <div class="row small">
            <p id="examples">{texts.get(Key::JUDGE_EXAMPLES)}</p>
            <ul class="row" aria-labelledby="examples">{examples.collect_view()}</ul>
        </div>
        {answer}
        <p><a href=format!("{}#rule", paths::TRUST) rel="external">{texts.get(Key::RULE_TITLE)}</a></p>
    }
}

/// Why there is no judgement.
fn unread(why: Key) -> AnyView {
    let texts = use_texts();
    view! {
        <h2 id="result">{texts.get(Key::JUDGE_RESULT)}</h2>
        <div class="note" data-tone="bad"><p>{texts.get(why)}</p></div>
    }
    .into_any()
}

const fn remark_words(remark: Remark) -> Key {
    match remark {
        Remark::Cut => Key::JUDGE_CUT,
        Remark::BrokenJson => Key::JUDGE_BROKEN_JSON,
        Remark::TooDeep => Key::JUDGE_TOO_DEEP,
        Remark::Markup => Key::JUDGE_MARKUP,
        Remark::Hidden => Key::JUDGE_HIDDEN_LETTERS,
    }
}

/// The judgement, from the one sentence to every entry.
#[component]
fn Result(judgement: Judgement) -> impl IntoView {
    let texts = use_texts();
    let remarks = judgement.remarks.iter();
    let mut notes: Vec<String> = remarks
        .map(|remark| texts.get(remark_words(*remark)).to_owned())
        .collect();
    if judgement.left_out > 0 {
        let left_out = judgement.left_out.to_string();
        notes.push(texts.with(Key::JUDGE_LEFT_OUT, &[("n", &left_out)]));
    }
    let notes = notes
        .into_iter()
        .map(|note| view! { <div class="note" data-tone="notice"><p>{note}</p></div> });
    if judgement.is_empty() {
        let said = if judgement.format == Format::OtherJson {
            Key::JUDGE_EMPTY_JSON
        } else {
            Key::JUDGE_EMPTY
        };
        return view! {
            <h2 id="result">{texts.get(Key::JUDGE_RESULT)}</h2>
            <div class="note" data-tone="notice"><p>{texts.get(said)}</p></div>
            {notes.collect_view()}
        }
        .into_any();
    }
    let entries =
        (!judgement.entries.is_empty()).then(|| view! { <Said judgement=judgement.clone()/> });
    view! {
        <h2 id="result">{texts.get(Key::JUDGE_RESULT)}</h2>
        {entries}
        {notes.collect_view()}
        <Consents consents=judgement.consents/>
        <Entries format=judgement.format entries=judgement.entries/>
    }
    .into_any()
}

/// The one sentence, what to add to it, and the totals.
#[component]
fn Said(judgement: Judgement) -> impl IntoView {
    let texts = use_texts();
    let summary = judgement.summary();
    let more = more(texts, &summary)
        .into_iter()
        .map(|sentence| view! { <li>{sentence}</li> });
    let totals = judgement
        .totals()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(tier, count)| {
            let (steps, name) = words::tier(tier);
            view! {
                <li>
                    <span class="tier" aria-hidden="true">{steps}</span> " " {texts.get(name)} ": " <strong>{count}</strong>
                </li>
            }
        });
    view! {
        <section class="card">
            <p class="lead">{sentence(texts, &summary)}</p>
            <ul class="list">{more.collect_view()}</ul>
            <h3>{texts.get(Key::JUDGE_TOTALS)}</h3>
            <ul class="row">{totals.collect_view()}</ul>
        </section>
    }
}

/// What can be said in one sentence.
fn sentence(texts: Texts, summary: &Summary) -> String {
    let Some(highest) = summary.highest else {
        return texts.get(Key::JUDGE_SAID_NONE).to_owned();
    };
    let key = if summary.known == 1 {
        Key::JUDGE_SAID_ONE
    } else {
        Key::JUDGE_SAID
    };
    let (_, tier) = words::tier(highest.tier);
    let tier = texts.get(tier).to_lowercase();
    texts.with(
        key,
        &[
            ("n", &summary.known.to_string()),
            ("name", &words::name(texts, highest)),
            ("tier", &tier),
            ("meaning", words::meaning(texts, highest)),
        ],
    )
}

fn more(texts: Texts, summary: &Summary) -> Vec<String> {
    let sentences = [
        (
            summary.retired,
            Key::JUDGE_SAID_RETIRED_ONE,
            Key::JUDGE_SAID_RETIRED,
        ),
        (
            summary.content,
            Key::JUDGE_SAID_CONTENT_ONE,
            Key::JUDGE_SAID_CONTENT,
        ),
        (
            summary.writes,
            Key::JUDGE_SAID_WRITES_ONE,
            Key::JUDGE_SAID_WRITES,
        ),
        (
            summary.over_broad,
            Key::JUDGE_SAID_OVER_BROAD_ONE,
            Key::JUDGE_SAID_OVER_BROAD,
        ),
        (
            summary.unsure,
            Key::JUDGE_SAID_UNSURE_ONE,
            Key::JUDGE_SAID_UNSURE,
        ),
        (
            summary.unknown,
            Key::JUDGE_SAID_UNKNOWN_ONE,
            Key::JUDGE_SAID_UNKNOWN,
        ),
    ];
    sentences
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, other)| {
            texts.count(u64::try_from(count).unwrap_or(u64::MAX), one, other)
        })
        .collect()
}
