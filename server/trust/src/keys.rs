//! Keys: one master key in a file, and random keys per tenant wrapped by it.

mod cipher;
mod error;
mod file;
mod load;
mod master;
mod note;
mod rotate;
mod tenant;

pub(crate) use cipher::join;

pub use error::KeyError;
pub use master::MasterKey;
pub use tenant::TenantKeys;
