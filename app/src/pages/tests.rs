//! Draws the staff's and administrators' pages from fixed data, in both languages, and reads what comes out.

mod admin;
mod culture;
mod documents;
mod html;
mod organisation;
mod permissions;
mod records;
mod rooms;
pub(super) mod samples;
mod troubles;
mod trust;

use leptos::prelude::*;

use crate::contexts::announcer::provide_announcer;
use crate::language::Language;
use crate::texts::{self, Texts};
use html::Html;

/// A name as somebody might choose it who means harm.
const HOSTILE: &str = "<script>alert(1)</script>\" onload=\"x' & {n}";

/// Draws a part of a page in each language and checks what holds for all of them.
fn each_language(name: &str, part: impl Fn(Texts) -> AnyView) -> Vec<(Texts, Html)> {
    let languages = Language::ALL.map(texts::of);
    languages
        .into_iter()
        .map(|texts| (texts, draw(name, texts, || part(texts))))
        .collect()
}

fn draw(name: &str, texts: Texts, part: impl FnOnce() -> AnyView) -> Html {
    let owner = Owner::new();
    let html = owner.with(|| {
        leptos_meta::provide_meta_context();
        provide_context(texts);
        provide_announcer();
        part().to_html()
    });
    keep(name, texts, &html);
    let html = Html::of(html);
    html.check(&format!("{name} in {:?}", texts.language()));
    html
}

/// With `ANTEROOM_PAGES` set to a folder, the drawn parts are kept there, to be looked at with the style sheet.
fn keep(name: &str, texts: Texts, html: &str) {
    let Ok(folder) = std::env::var("ANTEROOM_PAGES") else {
        return;
    };
    let tag = texts.language().tag();
    let page = format!(
        "<!doctype html><html lang={tag}><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <link rel=stylesheet href='/style/main.css'><body><main class=page>{html}</main>"
    );
    std::fs::write(format!("{folder}/{name}.{tag}.html"), page).unwrap();
}
