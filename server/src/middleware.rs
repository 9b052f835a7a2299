//! What every request passes before it reaches a route; one concern per file.
//!
//! From the outside in: request id and span, security headers, request log and figures, panic catcher, time limit,
//! body limit, address of the client, same-origin rule, caller from cookies, rate limits, renewal of roles; around all
//! that ends by itself, compression and an owner of what Leptos draws.

pub mod caller;
pub mod catch_panic;
pub mod client_address;
pub mod own_owner;
mod plain_answer;
pub mod rate_limit;
pub mod renewal;
pub mod request_id;
pub mod same_origin;
pub mod security_headers;
pub mod time_limit;
pub mod trace;
