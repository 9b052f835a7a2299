//! Files with hashed names: the browser may keep them for ever.

use app::language::Language;
use app::texts;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use leptos::config::LeptosOptions;
use tower_http::services::ServeDir;

use crate::site::Site;

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `/pkg/*` (script, WebAssembly, style) and `/texts/*` (the sentences of one language).
pub fn routes(options: &LeptosOptions) -> Router<Site> {
    let folder = std::path::Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    let files = ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip();
    let pkg = Router::new()
        .fallback_service(files)
        .layer(from_fn_with_state(options.hash_files, caching));
    Router::new()
        .nest_service(&format!("/{}", options.site_pkg_dir), pkg)
        .route("/texts/{file}", get(table))
}

async fn caching(State(hashed): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        let value = if hashed { FOR_EVER } else { "no-cache" };
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}

async fn table(Path(file): Path<String>) -> Response {
    let path = format!("/texts/{file}");
    let Some(language) = Language::ALL
        .into_iter()
        .find(|language| texts::asset_path(*language) == path)
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, FOR_EVER),
    ];
    (headers, Body::from(texts::json(language))).into_response()
}
