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
