//! A page that is being drawn is seen by its own request alone.
//!
//! Leptos keeps the owner of what is being drawn in a thread-local and leaves it there while the page waits for its
//! data. Whatever the thread ran meanwhile found itself inside of that page: a file's answer took the headers that the
//! page had set, and a server function could have read the page's context. Here the owner comes and goes with each
//! turn of its request.

use std::future::{Future, poll_fn};
use std::pin::pin;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use leptos::reactive::owner::{Owner, WeakOwner};

/// Draws with an owner of its own.
pub async fn keep(request: Request, next: Next) -> Response {
    alone(next.run(request)).await
}

/// Runs something that may leave an owner behind whenever it waits, and finds it again when it goes on.
async fn alone<F: Future>(inside: F) -> F::Output {
    let mut inside = pin!(inside);
    let mut own: Option<WeakOwner> = None;
    poll_fn(|context| {
        if let Some(owner) = own.take().and_then(|own| own.upgrade()) {
            owner.set();
        }
        let polled = inside.as_mut().poll(context);
        if let Some(owner) = Owner::current() {
            own = Some(owner.downgrade());
            owner.unset();
        }
        polled
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_owner_is_there_again_after_each_turn_and_for_nobody_else() {
        let drawing = alone(async {
            let owner = Owner::new_root(None);
            tokio::task::yield_now().await;
            assert_eq!(Owner::current().as_ref(), Some(&owner));
            tokio::task::yield_now().await;
            assert_eq!(Owner::current().as_ref(), Some(&owner));
        });
        let watching = async {
            for _ in 0..4 {
                assert_eq!(Owner::current(), None);
                tokio::task::yield_now().await;
            }
        };
        futures::future::join(drawing, watching).await;
        assert_eq!(Owner::current(), None);
    }
}
