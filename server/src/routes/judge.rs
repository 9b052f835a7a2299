//! The form that judges a pasted list of permissions: the list comes in the body, the page is the answer, and nothing
//! of it is kept.

use app::pages::trust_page::judge::Pasted;
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest as _, Request, State};
use axum::response::Response;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use leptos::prelude::provide_context;
use serde::Deserialize;

use crate::router::provide;
use crate::site::Site;

/// The form.
#[derive(Deserialize)]
struct List {
    list: String,
}

/// `POST /trust/judge`
pub async fn judge(State(site): State<Site>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let form = Form::<List>::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let pasted = form.map_or(Pasted::Unreadable, |Form(List { list })| Pasted::List(list));
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
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
