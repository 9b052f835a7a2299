//! Shared parts of all pages. Each renders one thing, works without script, and holds no rule of the product.

pub mod badge;
pub mod button;
pub mod card;
#[cfg(feature = "ssr")]
pub mod chart;
#[cfg(feature = "ssr")]
pub mod chrome;
pub mod confirm;
pub mod copy;
#[cfg(feature = "ssr")]
pub mod data;
pub mod empty;
pub mod field;
pub mod icon;
pub mod packed;
pub mod paragraphs;
pub mod part;
pub mod post;
pub mod problem;
pub mod table;
pub mod tabs;
pub(crate) mod tag;
pub mod textarea;
pub mod time;
pub mod toast;
#[cfg(feature = "ssr")]
pub mod trouble;

pub use badge::{Badge, Tone};
pub use button::{ButtonLink, LinkTarget, Submit, Weight};
pub use card::Card;
#[cfg(feature = "ssr")]
pub use chrome::{PageHead, PublicPage, StaffPage, VisitorPage};
pub use confirm::Confirm;
pub use copy::Copy;
#[cfg(feature = "ssr")]
pub use data::{Data, load};
pub use empty::Empty;
pub use field::{CheckField, ChoiceField, Field, FieldKind, TextField};
pub use icon::{Icon, Symbol};
pub use packed::Packed;
pub use paragraphs::Paragraphs;
pub use post::{Post, PostForm};
pub use problem::{FormProblem, Problem};
pub use table::Table;
pub use tabs::Tabs;
pub use textarea::TextArea;
pub use time::{Moment, Since};
#[cfg(feature = "ssr")]
pub use trouble::TroubleText;
