//! Identifiers: a GUID and one newtype for each thing it can name, so that a room is never passed for a ticket.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A 128-bit identifier in the form Microsoft calls GUID and RFC 9562 calls UUID.
///
/// Written in lower case with hyphens (`8-4-4-4-12`); parsing accepts either letter case and nothing else.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

/// The text was not 36 characters of `8-4-4-4-12` hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a GUID")]
pub struct NotAGuid;

impl Guid {
    /// The GUID with these 128 bits, most significant first.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self(bits)
    }

    /// The 128 bits, most significant first.
    #[must_use]
    pub const fn as_u128(self) -> u128 {
        self.0
    }

    /// Reads a GUID at compile time or run time.
    ///
    /// # Errors
    /// [`NotAGuid`] when the text has another form.
    pub const fn parse(text: &str) -> Result<Self, NotAGuid> {
        let bytes = text.as_bytes();
        if bytes.len() != 36 {
            return Err(NotAGuid);
        }
        let mut bits = 0_u128;
        let mut at = 0;
        while at < 36 {
            let byte = bytes[at];
            if at == 8 || at == 13 || at == 18 || at == 23 {
                if byte != b'-' {
                    return Err(NotAGuid);
                }
            } else {
                let digit = match byte {
                    b'0'..=b'9' => byte - b'0',
                    b'a'..=b'f' => byte - b'a' + 10,
                    b'A'..=b'F' => byte - b'A' + 10,
                    _ => return Err(NotAGuid),
                };
                bits = (bits << 4) | digit as u128;
            }
            at += 1;
        }
        Ok(Self(bits))
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let b = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            b >> 96,
            (b >> 80) & 0xffff,
            (b >> 64) & 0xffff,
            (b >> 48) & 0xffff,
            b & 0xffff_ffff_ffff
        )
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Guid {
    type Err = NotAGuid;
    fn from_str(text: &str) -> Result<Self, NotAGuid> {
        Self::parse(text)
    }
}

impl Serialize for Guid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

struct GuidText;

impl de::Visitor<'_> for GuidText {
    type Value = Guid;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GUID")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Guid, E> {
        Guid::parse(text).map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Guid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(GuidText)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Guid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = NotAGuid;
            fn from_str(text: &str) -> Result<Self, NotAGuid> {
                Guid::parse(text).map(Self)
            }
        }
        impl From<Guid> for $name {
            fn from(guid: Guid) -> Self {
                Self(guid)
            }
        }
    )*};
}

ids! {
    /// A Microsoft Entra tenant: the `tid` claim of a verified id_token, and the partition key of everything stored.
    TenantId;
    /// A person or group in Entra: the `oid` claim, equal to the object id in Graph. Unique within a tenant only.
    ObjectId;
    /// A room: one queue with its own link, texts and rules.
    RoomId;
    /// A ticket: one visit of one visitor to one room.
    TicketId;
    /// A consultation: a ticket and its meeting. Sent to Microsoft as `externalId`.
    ConsultationId;
    /// A role assignment made in Anteroom.
    AssignmentId;
    /// A one-time invitation link of a person or a tenant.
    InvitationId;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn written_guids_read_back(bits: u128) {
            let guid = Guid::from_u128(bits);
            prop_assert_eq!(guid.to_string().parse::<Guid>(), Ok(guid));
            prop_assert_eq!(guid.to_string().to_uppercase().parse::<Guid>(), Ok(guid));
        }

        #[test]
        fn other_text_is_refused(text in "\\PC{0,40}") {
            prop_assume!(text.len() != 36);
            prop_assert_eq!(text.parse::<Guid>(), Err(NotAGuid));
        }
    }

    #[test]
    fn braces_and_missing_hyphens_are_refused() {
        for text in [
            "{00000003-0000-0000-c000-000000000000}",
            "00000003000000000000c000000000000000",
            "00000003-0000-0000-c000-00000000000g",
        ] {
            assert_eq!(text.parse::<Guid>(), Err(NotAGuid), "{text}");
        }
    }
}
