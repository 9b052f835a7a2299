//! The large panel: the place, the call, the end.

use leptos::either::Either;
use leptos::prelude::*;

use super::actions::Return;
use super::state::{Stage, heading};
use crate::live::Connection;
use crate::live::ticket::LiveTicket;
use crate::paths;
use crate::texts::{Key, use_texts};
use crate::ui::{ButtonLink, Icon, LinkTarget, Since, Symbol, Weight};

#[component]
pub(super) fn Panel(live: LiveTicket, stage: Memo<Stage>) -> impl IntoView {
    let texts = use_texts();
    let meeting = live
        .view
        .with_untracked(|view| paths::visitor_meeting(&view.tenant, &view.room));
    // A call is the one thing worth interrupting for; the element stands there before it speaks.
    let call = move || {
        let stage = stage.get();
        matches!(stage, Stage::Called | Stage::Preparing).then(|| heading(texts, &stage))
    };
    crate::ui::part::part(view! {
        <p class="visually-hidden" role="alert">{call}</p>
        <section class="panel" data-tone=move || stage.with(|stage| stage.look().1.as_str()) aria-labelledby="panel-title">
            {move || view! { <Words stage=stage.get()/> }}
            {move || {
                stage.with(Stage::may_join).then(|| {
                    let label = if stage.with(|stage| *stage == Stage::Called) { Key::TICKET_JOIN } else { Key::TICKET_REJOIN };
                    view! {
                        <p class="actions">
                            <ButtonLink
                                href=meeting.clone()
                                label=texts.get(label)
                                weight=Weight::Primary
                                target=LinkTarget::NewTab
                            />
                        </p>
                    }
                })
            }}
            <Return live=live/>
            <dl class="facts">
                <div>
                    <dt>{texts.get(Key::TICKET_NUMBER)}</dt>
                    <dd class="figure">{move || live.view.with(|view| view.number)}</dd>
                </div>
                {move || (!stage.with(Stage::is_over)).then(|| view! {
                    <div>
                        <dt>{texts.get(Key::TICKET_SINCE)}</dt>
                        <dd><Since at=live.view.with_untracked(|view| view.arrived)/></dd>
                    </div>
                })}
            </dl>
            <Link live=live stage=stage/>
        </section>
    })
}

#[component]
fn Words(stage: Stage) -> impl IntoView {
    let texts = use_texts();
    let (symbol, _) = stage.look();
    let text = texts.get(stage.words().1);
    // The number is part of the heading and drawn large, so that it is read once and seen from afar.
    if let Stage::Waiting(ahead @ 1..) = stage {
        let behind = texts.with(stage.words().0, &[("n", "")]);
        return Either::Left(view! {
            <div class="panel-words">
                <h2 id="panel-title" class="panel-place">
                    <span class="panel-number">{ahead}</span>
                    " "
                    <span>{behind.trim().to_owned()}</span>
                </h2>
                <p>{text}</p>
            </div>
        });
    }
    Either::Right(view! {
        <div class="panel-words panel-words-beside">
            <span class="panel-symbol"><Icon symbol=symbol/></span>
            <div>
                <h2 id="panel-title">{heading(texts, &stage)}</h2>
                <p>{text}</p>
            </div>
        </div>
    })
}

/// Whether the page follows. Without script it does, too: it loads itself again.
#[component]
fn Link(live: LiveTicket, stage: Memo<Stage>) -> impl IntoView {
    let texts = use_texts();
    move || {
        if stage.with(Stage::is_over) {
            return None;
        }
        let (symbol, key, lost) = match live.connection.get() {
            Connection::Lost => (Symbol::Unplugged, Key::LIVE_VISITOR_LOST, true),
            Connection::Ended => (Symbol::Unplugged, Key::LIVE_VISITOR_ENDED, true),
            Connection::Live | Connection::Connecting => (Symbol::Again, Key::LIVE_VISITOR, false),
        };
        Some(view! {
            <p class="connection" data-lost=lost.then_some("true")>
                <Icon symbol=symbol/>
                <span>{texts.get(key)}</span>
            </p>
        })
    }
}
