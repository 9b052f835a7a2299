//! Documents as parts of a page.

use leptos::prelude::*;

use crate::documents::{Block, Section};
use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{Copy, Table};

/// Lines shown as they are; longer files are folded.
const SHORT_LINES: usize = 12;

/// Date, tenant, version and hash.
#[component]
pub(super) fn Facts(facts: Vec<(String, String)>) -> impl IntoView {
    let texts = use_texts();
    view! {
        {values(facts)}
        <p class="small">{texts.get(Key::DOCUMENTS_HASH_HELP)}</p>
    }
    .into_any()
}

/// The steps with links to each.
#[component]
pub(super) fn Contents(sections: Vec<Section>) -> impl IntoView {
    let texts = use_texts();
    let lines = sections
        .into_iter()
        .map(|section| view! { <li><a href=format!("#{}", section.anchor) rel="external">{section.title}</a></li> });
    view! {
        <nav id="contents" class="guide-contents" aria-label=texts.get(Key::DOCUMENTS_CONTENTS)>
            <h2>{texts.get(Key::DOCUMENTS_CONTENTS)}</h2>
            <ol class="guide-steps">{lines.collect_view()}</ol>
        </nav>
    }
    .into_any()
}

/// All steps.
#[component]
pub(super) fn Sections(sections: Vec<Section>, place: String, query: String) -> impl IntoView {
    let texts = use_texts();
    let draw = |section: Section| {
        let blocks = section.blocks.into_iter().map(|block| {
            let file = |name: &str| paths::setup_file(&place, name, &query);
            drawn(texts, block, &file)
        });
        let blocks = blocks.collect_view();
        view! {
            <section class="card guide" id=section.anchor>
                <div class="card-head"><h2>{section.title}</h2></div>
                {blocks}
            </section>
        }
        .into_any()
    };
    sections.into_iter().map(draw).collect_view().into_any()
}

fn drawn(texts: Texts, block: Block, file: &dyn Fn(&str) -> String) -> AnyView {
    match block {
        Block::Heading(text) => view! { <h3>{text}</h3> }.into_any(),
        Block::Text(text) => view! { <p>{text}</p> }.into_any(),
        Block::List(items) => {
            let items = items.into_iter().map(|item| view! { <li>{item}</li> });
            view! { <ul class="guide-list">{items.collect_view()}</ul> }.into_any()
        }
        Block::Steps(items) => {
            let items = items.into_iter().map(|item| view! { <li>{item}</li> });
            view! { <ol class="guide-steps">{items.collect_view()}</ol> }.into_any()
        }
        Block::Facts(pairs) => {
            let pairs = pairs
                .into_iter()
                .map(|(name, fact)| view! { <div><dt>{name}</dt><dd>{fact}</dd></div> });
            view! { <dl class="answers">{pairs.collect_view()}</dl> }.into_any()
        }
        Block::Values(pairs) => values(pairs),
        Block::Table {
            caption,
            columns,
            rows,
        } => table(caption, columns, rows),
        Block::Link(address) => {
            let href = address.clone();
            view! { <p><a class="guide-link" href=href rel="external noreferrer">{address}</a></p> }
                .into_any()
        }
        Block::Code { name, text } => code(texts, name, text, file),
    }
}

fn values(pairs: Vec<(String, String)>) -> AnyView {
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd><Copy value=value/></dd></div> });
    view! { <dl class="answers">{pairs.collect_view()}</dl> }.into_any()
}

fn table(caption: String, columns: Vec<String>, rows: Vec<Vec<String>>) -> AnyView {
    let labels = columns.clone();
    let rows = rows.into_iter().map(|cells| {
        let mut cells = cells.into_iter();
        let first = cells.next();
        let others = cells.zip(labels.iter().skip(1).cloned());
        let others = others.map(|(cell, label)| view! { <td data-label=label>{cell}</td> });
        view! { <tr><th scope="row"><code>{first}</code></th>{others.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    view! { <Table caption=caption columns=columns>{rows}</Table> }.into_any()
}

/// A file with its download, or lines to type. One press marks all of it.
fn code(texts: Texts, name: String, text: String, file: &dyn Fn(&str) -> String) -> AnyView {
    let long = text.lines().count() > SHORT_LINES;
    let lines = text.trim_end().to_owned();
    if name.is_empty() {
        return view! { <pre class="code-block" tabindex="0"><code>{lines}</code></pre> }
            .into_any();
    }
    let label = texts.with(Key::DOCUMENTS_DOWNLOAD, &[("name", &name)]);
    let href = file(&name);
    view! {
        <details class="fold guide-file" open=!long>
            <summary><code>{name}</code></summary>
            <p><a href=href rel="external" download="">{label}</a></p>
            <pre class="code-block" tabindex="0"><code>{lines}</code></pre>
        </details>
    }
    .into_any()
}
