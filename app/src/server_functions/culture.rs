//! Meeting culture, for leaders.

pub mod measure;
pub mod sheet;
