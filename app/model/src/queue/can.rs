//! Which actions are possible in which state, with the reason when not.
