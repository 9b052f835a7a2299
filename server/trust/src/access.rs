//! Access values: proof that somebody was asked who they are and may do what follows.
//!
//! Their fields are private and only this crate makes them, from a verified session or a visitor's cookie. A function
//! of a feature crate that needs a permission takes the value as an argument; without having asked there is nothing
//! to pass. Each carries its tenant, so no caller names one.

mod grants;
mod leader;
mod person;
mod room;
mod visitor;

pub(crate) use grants::Grants;
pub use grants::RoomSet;
pub use leader::{Leader, Reach};
pub use person::{Administrator, Coordinator, Member, Reviewer};
pub use room::{RoomCreator, RoomEditor, RoomStaff, RoomsAccess};
pub use visitor::{PublicRoom, VisitorCookie, VisitorTicket};
