//! Pages, components and server functions: one crate, compiled once for the server (`ssr`) and once for the browser
//! (`hydrate`).
//!
//! A server function is a door, not a room: it proves who asks (`gate`), calls one function of a feature crate and
//! maps the error. No page writes SQL or calls Microsoft; this crate names neither `store` nor `microsoft`.
// Views are nested types; a page with its islands is deeper than the usual limit.
#![recursion_limit = "512"]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
// Components take their properties by value; that is how `view!` passes them.
#![allow(clippy::needless_pass_by_value)]
// The component macro writes `pub` functions, also for components of one module.
#![allow(unreachable_pub)]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("build ssr and hydrate separately: one is the server, the other the browser");

#[cfg(feature = "ssr")]
pub mod app;
pub mod command;
pub mod contexts;
#[cfg(feature = "ssr")]
pub mod documents;
pub mod error;
#[cfg(feature = "ssr")]
pub mod gate;
#[cfg(feature = "ssr")]
pub mod installation;
pub mod language;
pub mod live;
pub mod pages;
pub mod paths;
pub mod server_functions;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
pub mod state;
pub mod texts;
pub mod ui;

#[cfg(feature = "ssr")]
pub use app::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
#[cfg(feature = "ssr")]
pub use state::AppState;
