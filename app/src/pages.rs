//! Pages, by area.

pub mod admin;
pub mod landing;
pub mod not_found;
pub mod register;
pub mod signin_problem;
pub mod tenant;
pub mod trust_page;
pub mod staff;
pub mod visitor;
