//! What a page shows, loaded by a server function.
//!
//! In place of a `Resource` of each view's own type, whose machinery is made anew for each: here the value travels as
//! JSON and is read where it is drawn. On the server the function is called in place, in the browser over HTTP.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use model::AppError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::texts::{Key, use_texts};
use crate::ui::problem::Problem;

/// The data of a page, on its way or there.
pub struct Data<T> {
    json: Json,
    kind: PhantomData<fn() -> T>,
}

type Json = Resource<Result<String, Failure>>;
type Loading = Pin<Box<dyn Future<Output = Result<String, Failure>> + Send>>;

impl<T> Clone for Data<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Data<T> {}

impl<T: DeserializeOwned> Data<T> {
    /// The data, once it is there; tracked. Read it inside of a suspense.
    pub fn get(self) -> Option<Result<T, Failure>> {
        self.json
            .get()
            .map(|json| json.and_then(|json| read(&json)))
    }

    /// Loads again; the old data stay until the new ones are there.
    pub fn reload(self) {
        self.json.refetch();
    }
}

/// Loads by the server function of these arguments, and again whenever a signal they are made of changes.
///
/// The data are part of the page that the server sends; the browser asks for them only on a change of page.
pub fn load<S>(arguments: impl Fn() -> S + Send + Sync + 'static) -> Data<S::Output>
where
    S: ServerFn<Error = Failure> + Serialize + DeserializeOwned + Send + 'static,
    S::Output: Serialize,
{
    let arguments = Arc::new(move || serde_qs::to_string(&arguments()).unwrap_or_default());
    Data {
        json: resource(arguments, |arguments| Box::pin(json_of::<S>(arguments))),
        kind: PhantomData,
    }
}

fn resource(
    arguments: Arc<dyn Fn() -> String + Send + Sync>,
    fetch: fn(String) -> Loading,
) -> Json {
    Resource::new_blocking(move || arguments(), fetch)
}

/// Calls the function in place: during the drawing of a page nothing goes over HTTP.
#[cfg(feature = "ssr")]
async fn json_of<S>(arguments: String) -> Result<String, Failure>
where
    S: ServerFn<Error = Failure> + DeserializeOwned,
    S::Output: Serialize,
{
    let fault = || Failure::from(model::ErrorCode::Invalid);
    let call: S = serde_qs::Config::new(5, false)
        .deserialize_str(&arguments)
        .map_err(|_| fault())?;
    let value = call.run_body().await?;
    serde_json::to_string(&value).map_err(|_| Failure::from(model::ErrorCode::Internal))
}

#[cfg(not(feature = "ssr"))]
fn json_of<S: ServerFn>(arguments: String) -> impl Future<Output = Result<String, Failure>> + Send {
    fetched(S::PATH, arguments)
}

#[cfg(feature = "hydrate")]
fn fetched(
    path: &'static str,
    arguments: String,
) -> impl Future<Output = Result<String, Failure>> + Send {
    send_wrapper::SendWrapper::new(async move {
        crate::ui::post::call(path, arguments)
            .await
            .map(|(json, _)| json)
    })
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
async fn fetched(_: &'static str, _: String) -> Result<String, Failure> {
    Err(model::ErrorCode::Unavailable.into())
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|_| Failure::from(model::ErrorCode::Internal))
}

/// Draws `view` with the data, or the reason why there are none.
///
/// One per route (nested suspense does not hydrate reliably in Leptos 0.8). While the data load again, the old content
/// stays.
pub fn loaded<T, V>(data: Data<T>, view: impl Fn(T) -> V + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + 'static,
    V: IntoView + 'static,
{
    loaded_or(data, view, |error| {
        view! { <Problem error=error/> }.into_any()
    })
}

/// As [`loaded`], with a page of its own for the reason.
pub fn loaded_or<T, V>(
    data: Data<T>,
    view: impl Fn(T) -> V + Send + Sync + 'static,
    otherwise: fn(AppError) -> AnyView,
) -> AnyView
where
    T: DeserializeOwned + 'static,
    V: IntoView + 'static,
{
    drawn(
        data.json,
        Arc::new(move |json| read(json).map(|value| view(value).into_any())),
        otherwise,
    )
}

type Draw = Arc<dyn Fn(&str) -> Result<AnyView, Failure> + Send + Sync>;

fn drawn(json: Json, draw: Draw, otherwise: fn(AppError) -> AnyView) -> AnyView {
    let texts = use_texts();
    let waiting = move || view! { <p class="loading">{texts.get(Key::PAGE_LOADING)}</p> };
    view! {
        <Transition fallback=waiting>
            {move || {
                let draw = Arc::clone(&draw);
                json.get().map(|json| json.and_then(|json| draw(&json)).unwrap_or_else(|failure| otherwise(failure.0)))
            }}
        </Transition>
    }
    .into_any()
}
