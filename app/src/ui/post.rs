//! Forms that call a server function.
//!
//! In place of Leptos' `ActionForm` and `ServerAction`, whose code is made anew for each function: with some twenty
//! forms that was a third of what a visitor had to load. Here the types are erased; only the answer is typed, where it
//! is read. Without script the form is posted by the browser and behaves the same.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
#[cfg(feature = "ssr")]
use leptos::server_fn::error::ServerFnUrlError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::Failure;
use crate::ui::tag::{Tag, tag};

/// The refusal that a page's address carries after a form without script. An island gets it as a property and puts it
/// into its context, so that the browser draws what the server drew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Path of the server function.
    path: String,
    /// Why.
    failure: Failure,
}

impl Refused {
    /// The refusal in the address of the page being drawn. The browser gets it as a property and never reads it here.
    #[cfg(not(feature = "ssr"))]
    #[must_use]
    pub const fn of_page() -> Option<Self> {
        None
    }

    /// The refusal in the address of the page being drawn.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of_page() -> Option<Self> {
        let error = use_context::<leptos::server::ServerActionError>()?;
        let of_address = use_context::<leptos_router::location::RequestUrl>()
            .and_then(|_| Self::of_query(&leptos_router::hooks::use_query_map().get_untracked()));
        let first = || Self {
            path: error.path().to_owned(),
            failure: ServerFnUrlError::<Failure>::decode_err(error.err()),
        };
        Some(of_address.unwrap_or_else(first))
    }

    /// The last refusal of a query: each attempt from the same page adds one behind the earlier ones, and the framework
    /// itself would read the first.
    #[cfg(feature = "ssr")]
    fn of_query(query: &leptos_router::params::ParamsMap) -> Option<Self> {
        let last = |name| query.get_all(name)?.pop();
        let failure = ServerFnUrlError::<Failure>::decode_err(&last("__err")?);
        Some(Self {
            path: last("__path")?,
            failure,
        })
    }
}

/// One server function as the target of forms, and what became of the last attempt.
#[derive(Clone, Copy, Debug)]
pub struct Post {
    path: &'static str,
    /// The JSON of the last answer, or why there is none.
    outcome: RwSignal<Option<Result<String, Failure>>>,
    /// The body under way, URL-encoded.
    sending: RwSignal<Option<String>>,
    /// Number of answers so far.
    answers: RwSignal<u32>,
}

impl Post {
    /// A target. After a form without script it starts with the refusal that the address carries.
    #[must_use]
    pub fn to<S: ServerFn<Error = Failure>>() -> Self {
        Self::to_path(S::PATH)
    }

    fn to_path(path: &'static str) -> Self {
        let refused = use_context::<Refused>()
            .or_else(Refused::of_page)
            .filter(|refused| refused.path == path);
        let refused = refused.map(|refused| Err(refused.failure));
        Self {
            path,
            outcome: RwSignal::new(refused),
            sending: RwSignal::new(None),
            answers: RwSignal::new(0),
        }
    }

    /// Whether an attempt is under way.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        Signal::derive(move || self.is_pending())
    }

    /// Whether an attempt is under way; tracked.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.sending.with(Option::is_some)
    }

    /// Whether an attempt is under way whose form had this value in this field; for several forms of one target.
    /// The value is compared as it stands in the body, so it should be an id or another plain word.
    #[must_use]
    pub fn sends(self, field: &str, value: &str) -> bool {
        let wanted = format!("{field}={value}");
        self.sending.with(|body| {
            body.as_ref()
                .is_some_and(|body| body.split('&').any(|pair| pair == wanted))
        })
    }

    /// Why the last attempt was refused; none after a success and before the first.
    #[must_use]
    pub fn failure(self) -> Signal<Option<Failure>> {
        Signal::derive(move || self.refusal())
    }

    /// Why the last attempt was refused; tracked.
    #[must_use]
    pub fn refusal(self) -> Option<Failure> {
        self.outcome
            .with(|outcome| outcome.as_ref()?.as_ref().err().cloned())
    }

    /// The last answer; none before the first, after a refusal, and for one that cannot be read.
    #[must_use]
    pub fn answer<T: DeserializeOwned>(self) -> Option<T> {
        self.outcome
            .with(|outcome| serde_json::from_str(outcome.as_ref()?.as_ref().ok()?).ok())
    }

    /// Grows with each answer.
    #[must_use]
    pub fn answers(self) -> u32 {
        self.answers.get()
    }

    /// Forgets the last outcome.
    pub fn forget(self) {
        self.outcome.set(None);
    }
}

/// A form that posts to a server function.
#[component]
pub fn PostForm<C: IntoView + 'static>(
    /// The target.
    post: Post,
    /// Class of the form.
    #[prop(optional)]
    class: Option<&'static str>,
    /// Fields and the button.
    children: TypedChildren<C>,
) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        #[cfg(feature = "hydrate")]
        browser::submit(post, &event);
        let _ = &event;
    };
    // The server checks every field and answers in the reader's language, so the browser's own checks stay silent.
    crate::ui::part::part(view! {
        <form method="post" action=post.path class=class novalidate=true on:submit=submit>
            {children.into_inner()()}
        </form>
    })
}

/// A form of a target as part of something that is drawn anew; the browser sends it by script once
/// [`send_by_script`] was called.
pub(crate) fn form(post: Post) -> Tag {
    tag("form")
        .with("method", "post")
        .with("action", post.path)
        .with("novalidate", "")
}

/// A field that is not seen.
pub(crate) fn hidden(name: &'static str, value: String) -> Tag {
    tag("input")
        .with("type", "hidden")
        .with("name", name)
        .with("value", value)
}

/// Sends the forms of these targets by script, wherever they stand in the page.
#[cfg(not(feature = "hydrate"))]
pub(crate) const fn send_by_script<const N: usize>(_: [Post; N]) {}

#[cfg(feature = "hydrate")]
pub(crate) use browser::{call, send_by_script};

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::ev::SubmitEvent;
    use leptos::server_fn::error::FromServerFnError;
    use model::ErrorCode;
    use wasm_bindgen::JsCast;
    use web_sys::{FormData, HtmlButtonElement, HtmlFormElement, UrlSearchParams};

    use super::*;
    use crate::command::fresh_command;

    /// Sends the forms of these targets by script, wherever they stand in the page.
    pub(crate) fn send_by_script<const N: usize>(posts: [Post; N]) {
        let listener = window_event_listener(leptos::ev::submit, move |event| {
            let form = event
                .target()
                .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
            let path = form.and_then(|form| form.get_attribute("action"));
            if let Some(post) = posts.iter().find(|post| Some(post.path) == path.as_deref()) {
                submit(*post, &event);
            }
        });
        on_cleanup(move || listener.remove());
    }

    pub(super) fn submit(post: Post, event: &SubmitEvent) {
        if event.default_prevented() {
            return;
        }
        let Some(body) = event
            .target()
            .and_then(|form| form.dyn_into().ok())
            .and_then(|form| body(&form, event))
        else {
            return;
        };
        event.prevent_default();
        if post.sending.with_untracked(Option::is_some) {
            return;
        }
        post.sending.set(Some(body.clone()));
        leptos::task::spawn_local(async move {
            let outcome = match call(post.path, body).await {
                Ok((answer, None)) => Ok(answer),
                Ok((answer, Some(location))) => {
                    window().location().assign(&location).ok();
                    Ok(answer)
                }
                Err(failure) => Err(failure),
            };
            // The page may be gone by then.
            post.sending.try_set(None);
            post.outcome.try_set(Some(outcome));
            post.answers.try_update(|answers| *answers += 1);
        });
    }

    /// The fields as the browser would post them, with the button that was pressed.
    fn body(form: &HtmlFormElement, event: &SubmitEvent) -> Option<String> {
        let data = FormData::new_with_form(form).ok()?;
        // Each press is a command of its own. The one that the server drew is for a form without script.
        if data.has("command") {
            data.set_with_str("command", &fresh_command().to_string())
                .ok()?;
        }
        if let Some(button) = event
            .submitter()
            .and_then(|button| button.dyn_into::<HtmlButtonElement>().ok())
            && !button.name().is_empty()
        {
            data.append_with_str(&button.name(), &button.value()).ok()?;
        }
        Some(
            UrlSearchParams::new_with_str_sequence_sequence(&data)
                .ok()?
                .to_string()
                .into(),
        )
    }

    /// Calls a server function with a URL-encoded body: the answer's JSON, and where the server sends the page.
    pub(crate) async fn call(
        path: &str,
        body: String,
    ) -> Result<(String, Option<String>), Failure> {
        let lost = |_: gloo_net::Error| Failure::from(ErrorCode::Unavailable);
        let request = gloo_net::http::Request::post(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .body(body)
            .map_err(lost)?;
        let answer = request.send().await.map_err(lost)?;
        let location = answer
            .headers()
            .get("serverfnredirect")
            .and_then(|_| answer.headers().get("location"));
        let ok = answer.ok();
        let text = answer.text().await.map_err(lost)?;
        if ok {
            Ok((text, location))
        } else {
            Err(Failure::de(text.into()))
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use leptos_router::params::ParamsMap;
    use model::ErrorCode;

    #[test]
    fn of_several_refusals_in_an_address_the_last_one_counts() {
        let path = "/api/visitor/join";
        let mut address = "http://localhost/w/contoso/cardiology?a=1".to_owned();
        for code in [ErrorCode::Invalid, ErrorCode::RoomFull] {
            address = ServerFnUrlError::new(path, Failure::from(code))
                .to_url(&address)
                .unwrap()
                .into();
        }
        let pairs = address
            .split_once('?')
            .unwrap()
            .1
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let plain = |text: &str| text.replace("%2F", "/").replace("%3D", "=");
        let query: ParamsMap = pairs
            .map(|(name, value)| (name.to_owned(), plain(value)))
            .collect();
        let refused = Refused::of_query(&query).unwrap();
        assert_eq!(
            (refused.path.as_str(), refused.failure.code()),
            (path, ErrorCode::RoomFull)
        );
        assert_eq!(Refused::of_query(&ParamsMap::new()), None);
    }
}
