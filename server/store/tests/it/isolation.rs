//! Another tenant sees nothing and changes nothing, whatever ids it knows.

mod erasure;
mod fill;
mod reads;
mod writes;

pub(crate) use fill::fill;
