//! Pseudonyms of one export.

use model::culture::Pseudonym;
use ring::hmac;
use ring::rand::SystemRandom;

use crate::CultureError;

/// A key that is made for one export and kept nowhere.
pub(super) struct Fresh(hmac::Key);

impl Fresh {
    pub(super) fn new() -> Result<Self, CultureError> {
        hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())
            .map(Self)
            .map_err(|_| CultureError::Malformed("randomness"))
    }

    /// The pseudonym of a thing of a kind in this export.
    pub(super) fn of(&self, kind: &str, known: Pseudonym) -> Pseudonym {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(kind.as_bytes());
        context.update(&[0]);
        context.update(&known.0);
        let tag = context.sign();
        let mut first = [0; 16];
        for (to, from) in first.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        Pseudonym(first)
    }
}
