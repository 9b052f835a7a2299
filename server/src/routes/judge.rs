//! The form that judges a pasted list of permissions: the list comes in the body, the page is the answer, and nothing
//! of it is kept.

use app::pages::trust_page::judge::Pasted;
use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request, State};
use axum::response::Response;
use futures::StreamExt as _;
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use leptos::prelude::provide_context;
use serde::Deserialize;

use crate::router::provide;
use crate::site::Site;

/// Most bytes of a form that is judged: percent-encoding makes three times as much of a list at worst.
const FORM_MOST: usize = 256 * 1024;
/// Most bytes that are waited for, so that a browser that has sent too much is there for the answer.
const SENT_MOST: usize = 8 * 1024 * 1024;

/// The form.
#[derive(Deserialize)]
struct List {
    list: String,
}

/// `POST /trust/judge`
pub async fn judge(State(site): State<Site>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let pasted = read(&parts, body).await;
    let too_long = pasted == Pasted::TooLong;
    let provide = provide(&site);
    let options = site.parts().leptos.clone();
    let page = leptos_axum::render_app_async_with_context(
        move || {
            provide();
            provide_context(pasted.clone());
        },
        move || app::shell(options.clone()),
    );
    let mut response = page(Request::from_parts(parts, Body::empty())).await;
    if too_long {
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    }
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Reads the form. A limit of the router's would answer without a page.
async fn read(parts: &Parts, body: Body) -> Pasted {
    let Some(bytes) = taken(body).await else {
        return Pasted::TooLong;
    };
    let whole = Request::from_parts(parts.clone(), Body::from(bytes));
    let form = Form::<List>::from_request(whole, &()).await;
    form.map_or(Pasted::Unreadable, |Form(List { list })| Pasted::List(list))
}

/// The body, or none when it is too long: then it is read to its end, as far as that is bearable, and nothing is kept. A body
/// that breaks off is what came of it.
async fn taken(body: Body) -> Option<Bytes> {
    let mut stream = body.into_data_stream();
    let (mut kept, mut sent) = (Vec::new(), 0);
    while let Some(Ok(chunk)) = stream.next().await {
        sent += chunk.len();
        if sent > SENT_MOST {
            break;
        }
        if sent <= FORM_MOST {
            kept.extend_from_slice(&chunk);
        } else {
            kept = Vec::new();
        }
    }
    (sent <= FORM_MOST).then(|| kept.into())
}
