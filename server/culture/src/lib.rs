//! Meeting culture: calendars to published cells and dashboards.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod analyst;
mod connector;
mod culture;
pub mod dashboard;
pub mod disclosure;
pub mod engine;
mod error;
pub mod export;
mod feature;
pub mod hygiene;
pub mod import;
pub mod index;
mod kept;
mod member;
mod organisation;
mod publish;
mod retention;
mod sync;
mod weeks;
mod works;

pub use analyst::{AnalystError, AnalystExport, Selection};
pub use connector::{ConnectorAction, GROUPS_MOST};
pub use culture::{Culture, CultureSettings};
pub use error::CultureError;
pub use organisation::FILE_MOST;
pub use publish::{Figures, POLICIES, pack_figures, policy_id, unpack_figures};
pub use sync::{
    Answer, Ask, CalendarAsk, ChangesRead, DirectoryGroup, DirectoryPage, DirectoryUser,
    FromMicrosoft, Hours, MailboxSettings, MembersOf, Series, Source, SourceError, Watch, Window,
    WindowRead, pack, unpack,
};
pub use weeks::{minute_of, week_of, week_start};
pub use works::{ImportFailure, Run};
