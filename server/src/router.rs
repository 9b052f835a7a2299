//! All routes and the order of the middleware: the one place that knows both.

use std::sync::LazyLock;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, file_and_error_handler_with_context, generate_route_list,
};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use trust::Caller;

use crate::live;
use crate::middleware::security_headers::Transport;
use crate::middleware::{
    caller, catch_panic, client_address, own_owner, rate_limit, renewal, request_id, same_origin,
    security_headers, time_limit, trace,
};
use crate::routes::{
    audit, connect, consent, documents, files, health, judge, me, meeting, organisation,
    permissions, signin, signout,
};
use crate::site::Site;

/// Most bytes of a request's body: ten long answers in a script of three bytes a letter, percent-encoded.
const BODY_MOST: usize = 256 * 1024;

/// Most bytes of Entra's answer (microsoft.md 1.5).
const SIGNIN_MOST: usize = 64 * 1024;

/// The whole service.
pub fn router(site: Site) -> Router {
    let options = site.parts().leptos.clone();
    let routes = pages(&site, options.clone())
        .merge(files::routes(&options))
        .route("/signin", get(signin::start))
        .route(
            "/signin/callback",
            post(signin::answer)
                .get(signin::landed)
                .layer(RequestBodyLimitLayer::new(SIGNIN_MOST)),
        )
        .route("/signout", post(signout::sign_out).get(signout::landed))
        .route("/signout/frontchannel", get(signout::frontchannel))
        .route("/admin/setup/consent/{client_id}", get(consent::start))
        .route("/admin/setup/documents/{file}", get(documents::own))
        .route("/trust/setup/{file}", get(documents::public))
        .route("/consent/callback", get(consent::callback))
        .route("/connect", get(connect::start))
        .route(
            "/connect/callback",
            post(connect::callback).get(signin::landed),
        )
        .route("/w/{tenant}/{room}/ticket/meeting", get(meeting::visitor))
        .route(
            "/rooms/{room}/tickets/{ticket}/meeting",
            get(meeting::staff),
        )
        .route("/live/tickets/{ticket}/sign", post(live::sign::take))
        .route(app::paths::PERMISSIONS_EXPORT, get(permissions::export))
        .route(
            app::paths::PERMISSIONS_ONCE_BEGIN,
            get(permissions::begin_once),
        )
        .route(app::paths::PERMISSIONS_ONCE, post(permissions::read_once))
        .route("/me/export", get(me::export))
        .route(app::paths::AUDIT_FILE, get(audit::export))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .layer(RequestBodyLimitLayer::new(BODY_MOST))
        .merge(uploads())
        .layer(from_fn(own_owner::keep))
        .layer(CompressionLayer::new())
        .merge(streams());
    layered(routes, &site).with_state(site)
}

/// Streams are never compressed. The layer would still give each of them, as long as it is open, the place of a
/// compressor: some 15 KiB.
fn streams() -> Router<Site> {
    Router::new()
        .route("/live/rooms/{room}", get(live::board::open))
        .route("/live/tickets/{ticket}", get(live::visitor::open))
}

/// What takes more bytes than other requests.
fn uploads() -> Router<Site> {
    Router::new()
        .route(app::paths::ORGANISATION_FILE, post(organisation::upload))
        .layer(RequestBodyLimitLayer::new(organisation::UPLOAD_MOST))
        // These limit their body by themselves, so that the page can say what is wrong.
        .route(app::paths::PERMISSIONS_PASTED, post(permissions::judge))
        .route(app::paths::TRUST_JUDGE, post(judge::judge))
}

/// The routes of all pages, found by drawing the application once.
///
/// Once in a process: as long as Leptos does this, whatever begins to load in the process never ends (leptos#4773).
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// Pages, server functions, and what is neither: files of the site folder, else the page "not found".
fn pages(site: &Site, options: LeptosOptions) -> Router<Site> {
    let provide = provide(site);
    Router::new()
        .leptos_routes_with_context(site, PAGES.clone(), provide.clone(), move || {
            app::shell(options.clone())
        })
        .fallback(file_and_error_handler_with_context::<Site, _>(
            provide,
            app::shell,
        ))
}

/// Puts the features and the caller of the request into the context of a page or server function.
pub(crate) fn provide(site: &Site) -> impl Fn() + Clone + Send + Sync + 'static {
    let state = site.app_state();
    move || {
        provide_context(state.clone());
        let caller =
            use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned());
        if let Some(caller) = caller {
            provide_context(caller);
        }
    }
}

/// The layer added last sees a request first.
fn layered(routes: Router<Site>, site: &Site) -> Router<Site> {
    let parts = site.parts();
    let transport = if parts.base.is_https() {
        Transport::Https
    } else {
        Transport::PlainLocal
    };
    routes
        .layer(from_fn_with_state(site.clone(), renewal::when_due))
        .layer(from_fn_with_state(
            parts.limits.clone(),
            rate_limit::enforce,
        ))
        .layer(from_fn_with_state(site.clone(), caller::find))
        .layer(from_fn_with_state(parts.base.clone(), same_origin::enforce))
        .layer(from_fn_with_state(
            parts.trusted_proxies.clone(),
            client_address::find,
        ))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(time_limit::enforce))
        .layer(from_fn(catch_panic::enforce))
        .layer(from_fn(trace::record))
        .layer(from_fn_with_state(transport, security_headers::add))
        .layer(SetSensitiveRequestHeadersLayer::new([
            COOKIE,
            AUTHORIZATION,
        ]))
        .layer(from_fn(request_id::assign))
}
