//! Places in Graph's lists: links that hold opaque tokens, and sometimes ids. They're secrets.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

macro_rules! links {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// A link as Graph sent it, or as it was opened from its seal. Where it leads is checked when it's followed.
            #[must_use]
            pub fn new(link: String) -> Self {
                Self(SecretString::from(link))
            }

            /// The text to seal. It must be stored sealed only, and shown to nobody.
            #[must_use]
            pub fn to_seal(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

links! {
    /// `@odata.nextLink`: where a list goes on.
    PageLink;
    /// `@odata.deltaLink`: where the next round of changes begins.
    DeltaLink;
}
