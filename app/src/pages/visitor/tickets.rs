//! The tickets of this browser: a list, or straight on to the only one.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use model::queue::view::TicketLine;

use crate::pages::visitor::ticket::state::short;
use crate::paths;
use crate::server_functions::visitor::own_tickets::OwnTickets;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{Badge, Empty, Moment, PublicPage, load};

/// `/ticket`
#[component]
pub fn TicketsPage() -> impl IntoView {
    let texts = use_texts();
    let tickets = load(|| OwnTickets {});
    view! {
        <PublicPage title=texts.get(Key::TICKETS_TITLE)>
            <h1>{texts.get(Key::TICKETS_TITLE)}</h1>
            {loaded(tickets, |tickets| view! { <Tickets tickets=tickets/> })}
        </PublicPage>
    }
}

#[component]
fn Tickets(tickets: Vec<TicketLine>) -> impl IntoView {
    let texts = use_texts();
    if tickets.is_empty() {
        return view! { <Empty title=texts.get(Key::TICKETS_EMPTY_TITLE) text=texts.get(Key::TICKETS_EMPTY)/> }.into_any();
    }
    if let [only] = tickets.as_slice() {
        return view! { <Redirect path=paths::ticket(&only.tenant, &only.room)/> }.into_any();
    }
    let rows = tickets.into_iter().map(|line| {
        let (tone, state) = short(line.state);
        view! {
            <li>
                <a class="row-link" href=paths::ticket(&line.tenant, &line.room)>
                    <span class="row-title">{line.room_name}</span>
                    <span class="small"><Moment at=line.arrived/></span>
                    <Badge tone=tone>{texts.get(state)}</Badge>
                </a>
            </li>
        }
    });
    view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
}
