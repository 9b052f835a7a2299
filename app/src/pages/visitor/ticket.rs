//! The waiting page: the visitor's place, what happens now, and what one can do about it.

mod actions;
mod answers;
mod panel;
pub(crate) mod state;

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_router::hooks::{use_params_map, use_query_map};
use model::live::NOSCRIPT_REFRESH_S;
use model::queue::view::TicketView;
#[cfg(feature = "ssr")]
use model::{AppError, ErrorCode};

use crate::contexts::announcer::provide_announcer;
use crate::contexts::clock::provide_clock;
#[cfg(feature = "ssr")]
use crate::error::Failure;
use crate::live::ticket::use_live_ticket;
use crate::paths;
#[cfg(feature = "ssr")]
use crate::server_functions::visitor::ticket::Ticket as Ask;
use crate::texts::{Key, use_texts};
use crate::ui::Paragraphs;
#[cfg(feature = "ssr")]
use crate::ui::data::{load, loaded_or};
use crate::ui::post::Refused;
use crate::ui::toast::StatusRegion;
#[cfg(feature = "ssr")]
use crate::ui::{FormProblem, Problem, PublicPage, VisitorPage};
use actions::Leaving;
use answers::Answers;
use panel::Panel;
use state::Stage;

/// `/w/{tenant}/{room}/ticket`
#[cfg(feature = "ssr")]
#[component]
pub fn TicketPage() -> impl IntoView {
    let params = use_params_map();
    let place = move |name| params.with(|params| params.get(name).unwrap_or_default());
    let data = load(move || Ask {
        tenant: place("tenant"),
        room: place("room"),
    });
    loaded_or(data, |view| view! { <Waiting view=view/> }, no_ticket)
}

/// Why there is nothing to show, as a whole page.
#[cfg(feature = "ssr")]
fn no_ticket(error: AppError) -> AnyView {
    let texts = use_texts();
    view! {
        <PublicPage title=texts.get(Key::TICKET_TITLE)>
            <h1 class="visually-hidden">{texts.get(Key::TICKET_TITLE)}</h1>
            <Problem error=error/>
        </PublicPage>
    }
    .into_any()
}

/// The whole page around the ticket.
#[cfg(feature = "ssr")]
#[component]
pub fn Waiting(
    /// The ticket.
    view: TicketView,
) -> impl IntoView {
    let title = state::title(use_texts(), &Stage::of(&view), &view, &view.room_name);
    let (tenant_name, tenant) = (view.tenant_name.clone(), view.tenant.clone());
    view! {
        <VisitorPage title=title tenant_name=tenant_name tenant=tenant>
            <FormProblem failure=failed_link()/>
            <Ticket view=view refused=Refused::of_page()/>
        </VisitorPage>
    }
}

/// Why the join button led back here: the `meeting` of the address.
#[cfg(feature = "ssr")]
fn failed_link() -> Signal<Option<Failure>> {
    let code = use_query_map().with_untracked(|query| query.get("meeting"));
    let code = code.and_then(|code| serde_json::from_value::<ErrorCode>(code.into()).ok());
    Signal::stored(code.map(Failure::from))
}

/// The ticket, followed by the browser.
#[island]
pub fn Ticket(
    /// The ticket as the server drew it.
    view: TicketView,
    /// What a form without script brought back.
    refused: Option<Refused>,
) -> impl IntoView {
    let texts = use_texts();
    provide_clock(view.now);
    provide_announcer();
    if let Some(refused) = refused {
        provide_context(refused);
    }
    let room_name = view.room_name.clone();
    let fallback = view.fallback_text.clone();
    let here = paths::ticket(&view.tenant, &view.room);
    let live = use_live_ticket(view);
    let stage = Memo::new(move |_| live.view.with(Stage::of));
    announce(live.view, stage);
    let title_room = room_name.clone();
    Effect::new(move || {
        document().set_title(
            &live
                .view
                .with(|view| state::title(texts, &stage.get(), view, &title_room)),
        );
    });
    view! {
            <h1 class="ticket-room">{room_name}</h1>
            <Panel live=live stage=stage/>
            <Leaving live=live stage=stage/>
            {(!fallback.is_empty()).then(|| view! {
                <section class="card card-quiet">
                    <h2>{texts.get(Key::TICKET_FALLBACK)}</h2>
                    <Paragraphs text=fallback/>
                </section>
            })}
            <Answers live=live/>
            <RefreshWithoutScript stage=stage.get_untracked() here=here/>
            <StatusRegion/>
    }
}

/// Without script the page loads itself again while something can still happen; each load is a sign of life.
#[component]
fn RefreshWithoutScript(stage: Stage, here: String) -> impl IntoView {
    // The address carries no `__err` of an earlier form, so that an old refusal is not shown again.
    let refresh =
        format!("<meta http-equiv=\"refresh\" content=\"{NOSCRIPT_REFRESH_S};url={here}\">");
    (!stage.is_over()).then(|| view! { <noscript inner_html=refresh></noscript> })
}

/// Reads out a changed place or state: only on change, and the place at most every 30 s.
fn announce(view: Signal<TicketView>, stage: Memo<Stage>) {
    let texts = use_texts();
    let announcer = crate::contexts::announcer::use_announcer();
    let spoken = StoredValue::new(view.with_untracked(|view| view.now));
    Effect::new(move |earlier: Option<Stage>| {
        let now = stage.get();
        let Some(earlier) = earlier else {
            return now;
        };
        if earlier != now {
            let at = view.with_untracked(|view| view.now);
            let same_kind = matches!((&earlier, &now), (Stage::Waiting(_), Stage::Waiting(_)));
            if !same_kind || at.seconds_since(spoken.get_value()) >= 30 {
                spoken.set_value(at);
                announcer.say(state::spoken(texts, &now));
            }
        }
        now
    });
}
