//! The sign-in service as browsers and servers see it: sign-in, tokens, consent, sign-out, and the control of the world.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "entra/admin_consent.rs"]
mod admin_consent;
#[path = "entra/app_only.rs"]
mod app_only;
#[path = "entra/browser.rs"]
mod browser;
#[path = "entra/control.rs"]
mod control;
#[path = "entra/delegated.rs"]
mod delegated;
#[path = "entra/federation.rs"]
mod federation;
#[path = "entra/hostile.rs"]
mod hostile;
#[path = "entra/metadata.rs"]
mod metadata;
#[path = "entra/mistakes.rs"]
mod mistakes;
#[path = "entra/people.rs"]
mod people;
#[path = "entra/sign_in.rs"]
mod sign_in;
#[path = "entra/sign_out.rs"]
mod sign_out;
