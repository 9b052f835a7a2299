//! Mails as values: what is to be said to whom. The server finds the words and sends them.

use std::fmt;

use model::trust::guide::TodoStep;

/// A mail to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Address of the recipient.
    pub to: String,
    /// What it says.
    pub kind: MailKind,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MailKind {
    /// The organisation is registered: its address and the next steps.
    TenantReady {
        /// Name of the organisation.
        tenant_name: String,
        /// The organisation's own page.
        address: String,
        /// First step: permissions and consent.
        setup: String,
        /// Second step: people and groups.
        people: String,
        /// Third step: rooms.
        rooms: String,
    },
    /// What may be done in the tenant has changed.
    PermissionsChanged {
        /// Name of the organisation.
        tenant_name: String,
        /// Names of permissions that were granted.
        appeared: Vec<String>,
        /// Names of permissions that were revoked.
        gone: Vec<String>,
        /// Names of permissions whose status turned.
        turned: Vec<String>,
        /// The permission review.
        page: String,
    },
    /// What is left to do at Microsoft, for somebody who can do it.
    SetupTodo {
        /// Name of the organisation.
        tenant_name: String,
        /// Steps that are not done.
        open: Vec<TodoStep>,
        /// The list with its present state.
        link: String,
        /// Instructions.
        documents: String,
    },
}

/// Longest address, in bytes (RFC 5321, 4.5.3.1.3).
const ADDRESS_MOST: usize = 254;

/// Whether a text is one plain address: no list, no name beside it, no line end that would begin another header.
pub(crate) fn is_address(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_graphic() && !"<>\"(),:;[]\\".contains(letter);
    let mut parts = text.split('@');
    let (Some(name), Some(domain), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    text.len() <= ADDRESS_MOST
        && !name.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plain_address_is_taken_and_nothing_else() {
        for good in [
            "a@b.example",
            "security.team+x@contoso.example",
            "it.admins+anteroom@contoso.example",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.example",
            "a@.example",
            "a@b.c.",
            "a@b@c.d",
            "a@@b.example",
            "a b@c.example",
            "a@b.c,d@e.f",
            "<a@b.example>",
            "A <a@b.c>",
            "a@b.example\r\nBcc: x@y.example",
            "\u{e4}@b.c",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(!is_address(&format!("a@{}.example", "b".repeat(250))));
    }
}
