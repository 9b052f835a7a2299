//! What visitors do, from the link to the end of their visit.

#[cfg(feature = "ssr")]
mod cookie;
pub mod delete_answers;
pub mod entrance;
pub mod join;
pub mod leave;
pub mod own_tickets;
pub mod return_to_queue;
pub mod tenant_page;
pub mod ticket;
