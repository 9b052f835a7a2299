//! What Microsoft refused to Anteroom for this organisation, each with its meaning, and a code looked up.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::trouble::{Place, TroubleLine, TroublePage, TroubleWord};

use crate::paths;
use crate::server_functions::admin::errors::Errors as Ask;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::trouble::who_words;
use crate::ui::{Card, Empty, Moment, PageHead, StaffPage, Table, TroubleText, load};

/// Longest text that can be pasted, in characters.
const ASK_MOST: usize = 600;

/// `/admin/permissions/errors?ask=...`
#[component]
pub fn ErrorsPage() -> impl IntoView {
    let query = use_query_map();
    let ask = move || {
        let ask = query.with(|query| query.get("ask"));
        ask.filter(|ask| !ask.trim().is_empty())
    };
    let asked = ask().unwrap_or_default();
    let page = load(move || Ask { ask: ask() });
    view! { <StaffPage>{loaded(page, move |page| view! { <Errors page=page asked=asked.clone()/> })}</StaffPage> }
}

#[component]
pub(crate) fn Errors(page: TroublePage, asked: String) -> impl IntoView {
    let texts = use_texts();
    let TroublePage { lines, more, word } = page;
    let columns = [
        Key::ERRORS_WHEN,
        Key::ERRORS_WHERE,
        Key::ERRORS_WHAT,
        Key::ERRORS_WHO,
        Key::ERRORS_IDS,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let list = if lines.is_empty() {
        view! { <Empty title=texts.get(Key::ERRORS_EMPTY_TITLE) text=texts.get(Key::ERRORS_EMPTY)/> }
            .into_any()
    } else {
        let rows = lines.into_iter().map(move |line| row(texts, line));
        view! { <Table caption=texts.get(Key::ERRORS_CAPTION) columns=columns>{rows.collect_view()}</Table> }
            .into_any()
    };
    view! {
        <PageHead title=texts.get(Key::ERRORS_TITLE)/>
        <p class="lead">{texts.get(Key::ERRORS_LEAD)}</p>
        {list}
        {more.then(|| view! { <p class="small">{texts.get(Key::ERRORS_MORE)}</p> })}
        <LookUp asked=asked word=word/>
    }
    .into_any()
}

fn row(texts: Texts, line: TroubleLine) -> AnyView {
    let times = (line.count > 1).then(|| {
        let times = texts.with(Key::ERRORS_TIMES, &[("n", &line.count.to_string())]);
        view! { <br/><span class="small">{times}</span> }
    });
    let code = (!line.code.is_empty()).then(|| view! { <code>{line.code.clone()}</code> });
    let correlation = line
        .correlation
        .map(|id| view! { <br/><code class="small">{id.to_string()}</code> });
    let by_browser = (line.place == Place::SignIn)
        .then(|| view! { <br/><span class="small">{texts.get(Key::ERRORS_BY_BROWSER)}</span> });
    view! {
        <tr>
            <td data-label=texts.get(Key::ERRORS_WHEN)><Moment at=line.last/>{times}</td>
            <th scope="row">{texts.get(place_words(line.place))}{by_browser}</th>
            <td data-label=texts.get(Key::ERRORS_WHAT)><TroubleText trouble=line.trouble/></td>
            <td data-label=texts.get(Key::ERRORS_WHO)>{texts.get(who_words(line.trouble.who()))}</td>
            <td data-label=texts.get(Key::ERRORS_IDS)>{code}{correlation}</td>
        </tr>
    }
    .into_any()
}

const fn place_words(place: Place) -> Key {
    match place {
        Place::SignIn => Key::ERRORS_PLACE_SIGN_IN,
        Place::Consent => Key::ERRORS_PLACE_CONSENT,
        Place::Token => Key::ERRORS_PLACE_TOKEN,
        Place::Sync => Key::ERRORS_PLACE_SYNC,
        Place::Meeting => Key::ERRORS_PLACE_MEETING,
    }
}

/// A form that explains a code of Microsoft. It puts the text into the address and keeps nothing.
#[component]
fn LookUp(asked: String, word: Option<TroubleWord>) -> impl IntoView {
    let texts = use_texts();
    let answer = match word {
        None if asked.is_empty() => None,
        None => Some(view! { <p>{texts.get(Key::ERRORS_ASK_NOTHING)}</p> }.into_any()),
        Some(TroubleWord {
            code,
            trouble: None,
        }) => {
            let unknown = texts.with(Key::ERRORS_ASK_UNKNOWN, &[("code", &code)]);
            Some(view! { <p>{unknown}</p> }.into_any())
        }
        Some(TroubleWord {
            code,
            trouble: Some(trouble),
        }) => Some(
            view! {
                <p><code>{code}</code></p>
                <TroubleText trouble=trouble who=trouble.who()/>
            }
            .into_any(),
        ),
    };
    view! {
        <Card title=texts.get(Key::ERRORS_ASK_TITLE)>
            <form class="form" method="get" action=paths::ERRORS>
                <div class="field">
                    <label class="field-label" for="ask">{texts.get(Key::ERRORS_ASK_LABEL)}</label>
                    <p class="field-help" id="ask-help">{texts.get(Key::ERRORS_ASK_HELP)}</p>
                    <input
                        class="input"
                        type="text"
                        id="ask"
                        name="ask"
                        value=asked
                        maxlength=ASK_MOST
                        aria-describedby="ask-help"
                        autocomplete="off"
                    />
                </div>
                <div class="actions">
                    <button type="submit" class="button" data-weight="secondary">{texts.get(Key::ERRORS_ASK_ACTION)}</button>
                </div>
            </form>
            {answer.map(|answer| view! { <div class="note" data-tone="notice" role="status">{answer}</div> })}
        </Card>
    }
    .into_any()
}
