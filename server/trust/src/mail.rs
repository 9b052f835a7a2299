//! Mails as values: what is to be said to whom. The server finds the words and sends them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use model::credential::CredentialKind;
use model::trust::guide::TodoStep;
use model::trust::review::ReviewStatus;
use tokio::sync::oneshot;

/// A mail to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Address of the recipient.
    pub to: String,
    /// What it says.
    pub kind: MailKind,
    /// Where to say whether it was sent; `None` where nobody asks.
    pub receipt: Option<Receipt>,
}

/// Tells whoever queued a mail what became of it. Whoever drops it without a word has taken charge of the mail.
#[derive(Clone, Debug)]
pub struct Receipt(Arc<Mutex<Option<oneshot::Sender<bool>>>>);

impl Receipt {
    /// A receipt, and where it arrives.
    pub(crate) fn new() -> (Self, Taken) {
        let (sender, receiver) = oneshot::channel();
        (Self(Arc::new(Mutex::new(Some(sender)))), Taken(receiver))
    }

    /// Says whether the mail was sent.
    pub fn answer(&self, sent: bool) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(sender) = sender {
            let _ = sender.send(sent);
        }
    }
}

impl PartialEq for Receipt {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Receipt {}

/// Where a receipt arrives.
#[derive(Debug)]
pub(crate) struct Taken(oneshot::Receiver<bool>);

impl Taken {
    /// Whether the mail was sent; none while it waits.
    pub(crate) fn answer(&mut self) -> Option<bool> {
        match self.0.try_recv() {
            Ok(sent) => Some(sent),
            Err(oneshot::error::TryRecvError::Closed) => Some(true),
            Err(oneshot::error::TryRecvError::Empty) => None,
        }
    }
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
        /// Permissions whose status turned: names, and what the status is now.
        turned: Vec<(String, ReviewStatus)>,
        /// The permission review.
        page: String,
    },
    /// A credential that somebody has to renew is near its end.
    CredentialEnds {
        /// Name of the organisation.
        tenant_name: String,
        /// What it is.
        kind: CredentialKind,
        /// When it ends.
        ends: Timestamp,
        /// Whether that has passed.
        over: bool,
        /// The page with all credentials.
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
