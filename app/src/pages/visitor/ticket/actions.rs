//! What the visitor can do: come back, or leave.

use leptos::either::Either;
use leptos::prelude::*;
use model::queue::state::State;

use super::state::Stage;
use crate::live::ticket::LiveTicket;
use crate::paths;
use crate::server_functions::visitor::leave::Leave;
use crate::server_functions::visitor::return_to_queue::ReturnToQueue;
use crate::texts::{Key, use_texts};
use crate::ui::{ButtonLink, Confirm, FormProblem, Moment, Post, PostForm, Submit, Weight};

#[component]
pub(super) fn Leaving(live: LiveTicket, stage: Memo<Stage>) -> impl IntoView {
    let texts = use_texts();
    let leave = Post::to::<Leave>();
    live.follow(leave);
    let ticket = live.view.with_untracked(|view| view.ticket.to_string());
    let may_leave = Memo::new(move |_| stage.with(Stage::may_leave));
    crate::ui::part::part(view! {
        <FormProblem failure=leave.failure()/>
        {move || may_leave.get().then(|| {
            let ticket = ticket.clone();
            view! {
                <Confirm label=texts.get(Key::TICKET_LEAVE) warning=texts.get(Key::TICKET_LEAVE_WARNING)>
                    <PostForm post=leave>
                        <input type="hidden" name="ticket" value=ticket/>
                        <Submit label=texts.get(Key::TICKET_LEAVE_SURE) weight=Weight::Danger pending=leave.pending()/>
                    </PostForm>
                </Confirm>
            }
        })}
    })
}

/// Confirms after a missed call (T6), takes the old place again (T13), or starts anew when it is too late for that.
#[component]
pub(super) fn Return(live: LiveTicket) -> impl IntoView {
    let texts = use_texts();
    let back = Post::to::<ReturnToQueue>();
    live.follow(back);
    let ticket = live.view.with_untracked(|view| view.ticket.to_string());
    let ways = Memo::new(move |_| {
        live.view.with(|view| {
            (
                view.state,
                view.restorable_until.filter(|until| view.now < *until),
            )
        })
    });
    let way = move || {
        let (state, until) = ways.get();
        let label = match state {
            State::CantReach => Key::TICKET_CONFIRM,
            _ if until.is_some() => Key::TICKET_RETURN,
            _ if state.is_terminal() => {
                let href = live
                    .view
                    .with_untracked(|view| paths::entrance(&view.tenant, &view.room));
                let anew = view! { <p class="actions"><ButtonLink href=href label=texts.get(Key::TICKET_ANEW)/></p> };
                return Some(Either::Left(anew));
            }
            _ => return None,
        };
        let until = until.filter(|_| state.is_terminal());
        let ticket = ticket.clone();
        Some(Either::Right(view! {
            <PostForm post=back class="actions">
                <input type="hidden" name="ticket" value=ticket/>
                <Submit label=texts.get(label) weight=Weight::Primary pending=back.pending()/>
                {until.map(|until| view! { <span class="small">{texts.get(Key::TICKET_RETURN_UNTIL)} " " <Moment at=until/></span> })}
            </PostForm>
        }))
    };
    crate::ui::part::part(view! {
        <FormProblem failure=back.failure()/>
        {way}
    })
}
