//! What is kept, for how long, and how an organisation leaves.

pub mod leave;
pub mod set_periods;
pub mod show;
