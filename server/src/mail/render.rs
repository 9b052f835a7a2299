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
    let each = |key: Key, values: &[(&str, &str)]| {
        Language::ALL.map(|language| texts::of(language).with(key, values))
    };
    match kind {
        MailKind::TenantReady {
            tenant_name,
            address,
            setup,
            people,
            rooms,
        } => {
            let values = [
                ("name", tenant_name.as_str()),
                ("address", address.as_str()),
                ("setup", setup.as_str()),
                ("people", people.as_str()),
                ("rooms", rooms.as_str()),
            ];
            Some(Words {
                subject: each(Key::MAIL_TENANT_READY_SUBJECT, &values).join(" / "),
                body: each(Key::MAIL_TENANT_READY_BODY, &values)
                    .map(|text| text.trim().to_owned())
                    .join("\n\n--\n\n"),
            })
        }
        _ => None,
    }
}
