//! The waiting page: the visitor's place, what happens now, and what one can do about it.

mod actions;
mod answers;
mod panel;
pub(crate) mod state;

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_router::components::Redirect;
#[cfg(feature = "ssr")]
use leptos_router::hooks::{use_params_map, use_query_map};
use model::live::NOSCRIPT_REFRESH_S;
#[cfg(feature = "ssr")]
use model::queue::view::TicketLine;
use model::queue::view::TicketView;
#[cfg(feature = "ssr")]
use model::{AppError, ErrorCode};

use crate::contexts::announcer::provide_announcer;
use crate::contexts::clock::{Clock, provide_clock};
#[cfg(feature = "ssr")]
use crate::error::Failure;
use crate::live::ticket::{LiveTicket, use_live_ticket};
use crate::paths;
use crate::server_functions::visitor::delete_answers::DeleteAnswers;
use crate::server_functions::visitor::leave::Leave;
#[cfg(feature = "ssr")]
use crate::server_functions::visitor::own_tickets::OwnTickets;
use crate::server_functions::visitor::return_to_queue::ReturnToQueue;
#[cfg(feature = "ssr")]
use crate::server_functions::visitor::ticket::Ticket as Ask;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::Post;
#[cfg(feature = "ssr")]
use crate::ui::data::{load, loaded_or};
use crate::ui::paragraphs::paragraphs;
use crate::ui::post::{Refused, send_by_script};
use crate::ui::tag::{Tag, class, tag};
use crate::ui::toast::StatusRegion;
#[cfg(feature = "ssr")]
use crate::ui::{FormProblem, Problem, PublicPage, VisitorPage};
use state::{Place, Stage};

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
    let page = move |view: TicketView| {
        let at = |name| params.with_untracked(|params| params.get(name).unwrap_or_default());
        let moved = view.tenant.as_str() != at("tenant") || view.room.as_str() != at("room");
        if moved {
            // The room has another address by now, or this one never was the ticket's.
            return view! { <Redirect path=paths::ticket(&view.tenant, &view.room)/> }.into_any();
        }
        view! { <Waiting view=view/> }.into_any()
    };
    loaded_or(data, page, no_ticket)
}

/// Where there is nothing to show: on to the list of this browser's tickets, or why not.
#[cfg(feature = "ssr")]
fn no_ticket(error: AppError) -> AnyView {
    if error.code != ErrorCode::NotFound {
        return framed(error);
    }
    let own = load(|| OwnTickets {});
    let (tenant, room) = use_params_map().with_untracked(|params| {
        let part = |name| params.get(name).unwrap_or_default();
        (part("tenant"), part("room"))
    });
    let page = move |tickets: Vec<TicketLine>| {
        // A ticket that is listed for this very address and yet not found would lead in a circle.
        let elsewhere =
            |line: &TicketLine| line.tenant.as_str() != tenant || line.room.as_str() != room;
        let others = !tickets.is_empty() && tickets.iter().all(elsewhere);
        if others {
            return view! { <Redirect path=paths::TICKETS/> }.into_any();
        }
        framed(error)
    };
    loaded_or(own, page, framed)
}

/// What went wrong, as a whole page: whoever waits keeps heading, language and the way on.
#[cfg(feature = "ssr")]
fn framed(error: AppError) -> AnyView {
    let texts = use_texts();
    view! {
        <PublicPage title=texts.get(Key::TICKET_TITLE)>
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
            <Ticket view=view refused=Refused::of_page() before=shown_before()/>
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

/// The place as this page showed it last: the `ahead` and `grew` of the address it loads itself again by.
#[cfg(feature = "ssr")]
fn shown_before() -> Place {
    use_query_map().with_untracked(|query| {
        let ahead = query.get("ahead").and_then(|ahead| ahead.parse().ok());
        Place::shown(ahead, query.get("grew").is_some())
    })
}

/// The address by which the page loads itself again. It carries no `__err` of an earlier form, so that an old refusal is
/// not shown again, and the place, so that a larger one is explained for as long as it is larger.
fn refresh_address(view: &TicketView, place: Place) -> String {
    format!(
        "{}{}",
        paths::ticket(&view.tenant, &view.room),
        place.query()
    )
}

/// The ticket, followed by the browser.
#[island]
pub fn Ticket(
    /// The ticket as the server drew it.
    view: TicketView,
    /// What a form without script brought back.
    refused: Option<Refused>,
    /// The place as the page showed it last, where it loads itself again.
    before: Place,
) -> impl IntoView {
    let texts = use_texts();
    provide_clock(view.now);
    provide_announcer();
    if let Some(refused) = refused {
        provide_context(refused);
    }
    let room_name = view.room_name.clone();
    let here = refresh_address(&view, before.then(view.ahead));
    let fixed = Fixed::of(&view);
    let (arrived, over_at_first) = (view.arrived, Stage::of(&view).is_over());
    let live = use_live_ticket(view);
    let stage = Memo::new(move |_| live.view.with(Stage::of));
    let place = Memo::new(move |known: Option<&Place>| {
        let known = known.copied().unwrap_or(before);
        known.then(live.view.with(|view| view.ahead))
    });
    announce(live.clock, stage, place);
    Effect::new(move || {
        let title = |view: &_| state::title(texts, &stage.get(), view, &room_name);
        document().set_title(&live.view.with(title));
    });
    let visit = Visit {
        texts,
        live,
        // The clock moves each second, the page once a minute.
        minutes: Memo::new(move |_| live.clock.now().seconds_since(arrived) / 60),
        place,
        local: RwSignal::new(false),
        leave: Post::to::<Leave>(),
        back: Post::to::<ReturnToQueue>(),
        delete: Post::to::<DeleteAnswers>(),
    };
    Effect::new(move || visit.local.set(true));
    let posts = [visit.leave, visit.back, visit.delete];
    posts.into_iter().for_each(|post| live.follow(post));
    send_by_script(posts);
    view! {
        {move || fixed.draw(visit)}
        {(!over_at_first).then(|| view! { <RefreshWithoutScript here=here/> })}
        <StatusRegion/>
    }
}

/// What the parts of the page are drawn from.
#[derive(Clone, Copy)]
struct Visit {
    texts: Texts,
    live: LiveTicket,
    /// Whole minutes since arrival.
    minutes: Memo<i64>,
    /// The place, and whether it has grown.
    place: Memo<Place>,
    /// Whether instants are written in the reader's own form: once the browser has taken over.
    local: RwSignal<bool>,
    leave: Post,
    back: Post,
    delete: Post,
}

/// What does not change while the page is open.
struct Fixed {
    room_name: String,
    fallback: String,
    ticket: String,
}

impl Fixed {
    fn of(view: &TicketView) -> Self {
        Self {
            room_name: view.room_name.clone(),
            fallback: view.fallback_text.clone(),
            ticket: view.ticket.to_string(),
        }
    }

    /// The page as it is now.
    fn draw(&self, visit: Visit) -> Tag {
        let texts = visit.texts;
        let fallback = paragraphs(&self.fallback).map(|text| {
            class("section", "card card-quiet")
                .keyed("fallback")
                .add(tag("h2").text(texts.get(Key::TICKET_FALLBACK)))
                .add(text)
        });
        visit.live.view.with(|view| {
            let stage = Stage::of(view);
            class("div", "island")
                .add(class("h1", "ticket-room").text(&self.room_name))
                .extend(panel::panel(visit, self, view, &stage))
                .extend(actions::leaving(visit, self, &stage))
                .add(fallback)
                .add(answers::answers(visit, self, view))
        })
    }
}

/// Without script the page loads itself again while something can still happen; each load is a sign of life.
#[component]
fn RefreshWithoutScript(here: String) -> impl IntoView {
    let refresh =
        format!("<meta http-equiv=\"refresh\" content=\"{NOSCRIPT_REFRESH_S};url={here}\">");
    view! { <noscript inner_html=refresh></noscript> }
}

/// Seconds between two announcements of a mere place.
const PLACES_EVERY_S: i64 = 30;

/// Reads out a changed place or state: only on change, and the place at most every 30 s. A place that changes sooner is
/// read out when it is time, as it is by then.
fn announce(clock: Clock, stage: Memo<Stage>, place: Memo<Place>) {
    let texts = use_texts();
    let announcer = crate::contexts::announcer::use_announcer();
    let said = StoredValue::new((stage.get_untracked(), clock.now_untracked()));
    Effect::new(move || {
        let now = stage.get();
        let (told, at) = said.get_value();
        if told == now {
            return;
        }
        let mere_place = matches!((&told, &now), (Stage::Waiting(_), Stage::Waiting(_)));
        // The clock moves each second: as long as a place waits to be told, this runs again.
        if mere_place && clock.now().seconds_since(at) < PLACES_EVERY_S {
            return;
        }
        announcer.say(state::spoken(texts, &now, place.get_untracked()));
        said.set_value((now, clock.now_untracked()));
    });
}
