//! What a page shows, loaded by a server function before the page is sent.
//!
//! In place of a `Resource` read inside of a suspense: that draws a page up to three times until it knows that nothing
//! more will load, and sends all it was drawn from a second time, for a browser that would take over the whole page. Here
//! each part is drawn once, when its data are there, and the islands alone take data along.

use std::future::{Future, IntoFuture as _};

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use model::AppError;

use crate::error::Failure;
use crate::ui::problem::Problem;

/// The data of a page, on their way or there.
pub struct Data<T>(AsyncDerived<Result<T, Failure>>);

impl<T> Clone for Data<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Data<T> {}

impl<T: Clone + Send + Sync + 'static> Data<T> {
    /// The data, once they are there; the same for whoever asks.
    pub fn ready(self) -> impl Future<Output = Result<T, Failure>> + Send + 'static {
        self.0.into_future()
    }
}

/// Begins to load by the server function of these arguments. It is called in place: during the drawing of a page
/// nothing goes over HTTP.
pub fn load<S>(arguments: impl Fn() -> S + Send + Sync + 'static) -> Data<S::Output>
where
    S: ServerFn<Error = Failure> + Send + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Data(AsyncDerived::new(move || arguments().run_body()))
}

/// Draws `view` with the data, or the reason why there are none.
pub fn loaded<T, V>(data: Data<T>, view: impl FnOnce(T) -> V + Send + 'static) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    loaded_or(data, view, |error| {
        view! { <Problem error=error/> }.into_any()
    })
}

/// As [`loaded`], with a page of its own for the reason.
pub fn loaded_or<T, V>(
    data: Data<T>,
    view: impl FnOnce(T) -> V + Send + 'static,
    otherwise: fn(AppError) -> AnyView,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let ready = data.ready();
    let drawn = async move {
        match ready.await {
            Ok(value) => view(value).into_any(),
            Err(failure) => otherwise(failure.0),
        }
    };
    Suspend::new(drawn).into_any()
}
