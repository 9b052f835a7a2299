//! A test application, its people, and the one way to send requests.

pub mod app;
pub mod browser;
pub mod entra;
pub mod events;
pub mod process;
pub mod stage;

pub use app::TestApp;
pub use browser::{Browser, Requests};
pub use stage::Stage;
