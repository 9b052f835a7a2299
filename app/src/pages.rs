//! Pages, by area. All are drawn by the server; the browser knows two of their parts, the islands: the board and the
//! waiting ticket.

#[cfg(feature = "ssr")]
pub mod admin;
#[cfg(feature = "ssr")]
pub mod culture;
#[cfg(feature = "ssr")]
pub mod documents;
#[cfg(feature = "ssr")]
pub mod landing;
#[cfg(feature = "ssr")]
pub mod me;
#[cfg(feature = "ssr")]
pub mod not_found;
#[cfg(feature = "ssr")]
pub mod register;
#[cfg(feature = "ssr")]
pub mod signin_problem;
pub mod staff;
#[cfg(feature = "ssr")]
pub mod tenant;
#[cfg(feature = "ssr")]
pub mod trust_page;
pub mod visitor;

#[cfg(all(test, feature = "ssr"))]
mod tests;
