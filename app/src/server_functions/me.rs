//! What is kept about the person signed in.

pub mod disconnect_teams;
pub mod erase;
pub mod opt_in;
pub mod opt_out;
pub mod show;
pub mod teams;
