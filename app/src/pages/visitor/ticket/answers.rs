//! What is stored of the visitor's answers, and the way to delete it.

use leptos::either::Either;
use leptos::prelude::*;
use model::queue::view::AnswersView;

use crate::live::ticket::LiveTicket;
use crate::server_functions::visitor::delete_answers::DeleteAnswers;
use crate::texts::{Key, use_texts};
use crate::ui::{Confirm, FormProblem, Post, PostForm, Submit, Weight};

#[component]
pub(super) fn Answers(live: LiveTicket) -> impl IntoView {
    let texts = use_texts();
    let delete = Post::to::<DeleteAnswers>();
    live.follow(delete);
    let ticket = live.view.with_untracked(|view| view.ticket.to_string());
    let answers = Memo::new(move |_| live.view.with(|view| view.answers.clone()));
    let content = move || match answers.get() {
        AnswersView::Erased => Either::Left(view! { <p>{texts.get(Key::ANSWERS_ERASED)}</p> }),
        AnswersView::Stored { name, answers } => {
            let rows = answers
                .into_iter()
                .map(|answer| view! { <div><dt>{answer.label}</dt><dd>{answer.text}</dd></div> });
            let ticket = ticket.clone();
            Either::Right(view! {
                <dl class="answers">
                    <div>
                        <dt>{texts.get(Key::ENTRANCE_NAME)}</dt>
                        <dd>{name}</dd>
                    </div>
                    {rows.collect_view()}
                </dl>
                <Confirm label=texts.get(Key::ANSWERS_DELETE) warning=texts.get(Key::ANSWERS_DELETE_WARNING)>
                    <PostForm post=delete>
                        <input type="hidden" name="ticket" value=ticket/>
                        <Submit label=texts.get(Key::ANSWERS_DELETE_SURE) weight=Weight::Danger pending=delete.pending()/>
                    </PostForm>
                </Confirm>
            })
        }
    };
    crate::ui::part::part(view! {
        <section class="card">
            <h2>{texts.get(Key::ANSWERS_TITLE)}</h2>
            <FormProblem failure=delete.failure()/>
            {content}
        </section>
    })
}
