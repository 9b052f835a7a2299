//! The words of a mail.

use app::language::Language;
use app::texts::{self, Key};
use trust::mail::MailKind;

/// A mail in words: subject and plain text. Both languages, one below the other: the reader's is not known.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) body: String,
}

pub(super) fn words(kind: &MailKind) -> Option<Words> {
    match kind {
        MailKind::TenantReady { tenant_name, address, setup, people, rooms } => {
            let steps = [(Key::NAV_SETUP, setup), (Key::NAV_PEOPLE, people), (Key::NAV_ROOMS, rooms)];
            let in_language = |language| {
                let texts = texts::of(language);
                let steps = steps.iter().zip(1..).map(|((key, url), number)| format!("{number}. {}: {url}", texts.get(*key)));
                format!("{tenant_name}\n{address}\n\n{}\n", steps.collect::<Vec<_>>().join("\n"))
            };
            Some(Words {
                subject: format!("{}: {tenant_name}", texts::of(Language::English).get(Key::PRODUCT_NAME)),
                body: Language::ALL.map(in_language).join("\n--\n\n"),
            })
        }
        _ => None,
    }
}
