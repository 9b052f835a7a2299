//! The waiting queue: states and their transitions, rooms and their questions, forms and views.

pub mod can;
pub mod form;
pub mod light;
pub mod order;
pub mod presence;
pub mod room;
pub mod state;
pub mod transition;
pub mod view;
