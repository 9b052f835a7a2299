//! The landing page: what Anteroom is, and where each kind of person goes on.

use leptos::prelude::*;

use crate::paths;
use crate::texts::{Key, use_texts};
use crate::ui::{ButtonLink, Icon, LinkTarget, PublicPage, Symbol, Weight};

/// `/`
#[component]
pub fn LandingPage() -> impl IntoView {
    let texts = use_texts();
    let points = [
        (
            Symbol::Person,
            Key::LANDING_VISITORS_TITLE,
            Key::LANDING_VISITORS,
        ),
        (Symbol::Camera, Key::LANDING_TEAM_TITLE, Key::LANDING_TEAM),
        (Symbol::Shield, Key::LANDING_TRUST_TITLE, Key::LANDING_TRUST),
    ];
    let points = points.map(|(symbol, title, text)| {
        view! {
            <li class="point">
                <Icon symbol=symbol/>
                <h2>{texts.get(title)}</h2>
                <p>{texts.get(text)}</p>
            </li>
        }
    });
    view! {
        <PublicPage title=texts.get(Key::LANDING_TITLE)>
            <div class="hero">
                <h1>{texts.get(Key::LANDING_TITLE)}</h1>
                <p class="lead">{texts.get(Key::LANDING_LEAD)}</p>
                <p class="actions">
                    <ButtonLink
                        href=paths::sign_in(paths::ROOMS, None)
                        label=texts.get(Key::LANDING_SIGN_IN)
                        weight=Weight::Primary
                        target=LinkTarget::Handler
                    />
                    <ButtonLink href=paths::REGISTER label=texts.get(Key::LANDING_REGISTER)/>
                </p>
            </div>
            <ul class="points">{points.collect_view()}</ul>
            <p class="small">
                {texts.get(Key::LANDING_VISITOR_HINT)} " " <a href=paths::TICKETS>{texts.get(Key::LANDING_TICKETS)}</a>
            </p>
        </PublicPage>
    }
}
