//! Ids of commands: the same id twice is the same press of a button.

use model::Guid;

/// An id that was never used. It needs no secrecy, only to differ: the server keeps it per person.
#[cfg(feature = "ssr")]
#[must_use]
pub fn fresh_command() -> Guid {
    Guid::from_u128(uuid::Uuid::new_v4().as_u128())
}

/// An id that was never used. It needs no secrecy, only to differ: the server keeps it per person.
#[cfg(not(feature = "ssr"))]
#[must_use]
pub fn fresh_command() -> Guid {
    Guid::from_u128((0..4).fold(0, |bits, _| (bits << 32) | u128::from(word())))
}

#[cfg(feature = "hydrate")]
fn word() -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 2^32 - 1 by construction"
    )]
    let word = (js_sys::Math::random() * 4_294_967_296.0) as u32;
    word
}

#[cfg(not(any(feature = "hydrate", feature = "ssr")))]
const fn word() -> u32 {
    0
}
