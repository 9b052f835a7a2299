//! A form that was refused, kept for the page that shows it again: the answer to a plain form is a redirect, which
//! carries nothing.

use http::header::ACCEPT;
use http::request::Parts;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use trust::Member;

use crate::gate;

/// Keeps a refused form, when it came without script. One that cannot be kept has to be typed again.
pub(super) async fn keep<T: Serialize>(by: &Member, form: impl Into<String>, value: &T) {
    let plain = use_context::<Parts>().is_some_and(|parts| {
        parts
            .headers
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
    });
    let (Some(json), Ok(trust)) = (
        serde_json::to_string(value).ok().filter(|_| plain),
        gate::trust(),
    ) else {
        return;
    };
    if let Err(error) = trust.keep_form(by, &form.into(), &json).await {
        tracing::error!(error = %error, "a refused form could not be kept");
    }
}

/// The form this page was asked to show again; none unless the address says that one was refused.
pub(super) async fn find<T: DeserializeOwned>(by: &Member, form: impl Into<String>) -> Option<T> {
    let refused = use_context::<Parts>()?
        .uri
        .query()
        .is_some_and(|query| query.contains("__err="));
    if !refused {
        return None;
    }
    let json = gate::trust().ok()?.kept_form(by, &form.into()).await;
    serde_json::from_str(&json.ok()??).ok()
}
