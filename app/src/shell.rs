//! The HTML document around the application, with its security policy and assets. Server only.

mod assets;
mod policy;

use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::app::App;
use crate::texts;

/// The whole document of a page.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let texts = texts::provide_texts();
    policy::set();
    view! {
        <!DOCTYPE html>
        <html lang=texts.language().tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f7f8"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#14171a"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <assets::Assets options=options.clone()/>
                <AutoReload options=options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
