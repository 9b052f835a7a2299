//! The words of a mail.

use app::language::Language;
use app::pages::admin::credentials::kind_words;
use app::pages::admin::todo;
use app::texts::{self, Key};
use app::ui::time::instant;
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
        MailKind::PermissionsChanged {
            tenant_name,
            appeared,
            gone,
            turned,
            page,
        } => {
            let named = |names: &[String], none: &str| {
                if names.is_empty() {
                    none.to_owned()
                } else {
                    names.join(", ")
                }
            };
            let body = Language::ALL.map(|language| {
                let texts = texts::of(language);
                let none = texts.get(Key::REVIEW_MAIL_NONE);
                let turned: Vec<String> = turned
                    .iter()
                    .map(|(name, status)| {
                        let word = app::pages::admin::permissions::status_word(*status);
                        format!("{name} ({})", texts.get(word))
                    })
                    .collect();
                let values = [
                    ("name", tenant_name.as_str()),
                    ("appeared", &named(appeared, none)),
                    ("gone", &named(gone, none)),
                    ("turned", &named(&turned, none)),
                    ("page", page.as_str()),
                ];
                let text = texts.with(Key::REVIEW_MAIL_BODY, &values);
                text.trim().to_owned()
            });
            Some(Words {
                subject: each(Key::REVIEW_MAIL_SUBJECT, &[("name", tenant_name.as_str())])
                    .join(" / "),
                body: body.join("\n\n--\n\n"),
            })
        }
        MailKind::CredentialEnds {
            tenant_name,
            kind,
            ends,
            over,
            page,
        } => {
            let body = Language::ALL.map(|language| {
                let texts = texts::of(language);
                let key = if *over {
                    Key::CREDENTIAL_MAIL_OVER
                } else {
                    Key::CREDENTIAL_MAIL_SOON
                };
                let ends = texts.with(key, &[("day", &instant(*ends))]);
                let values = [
                    ("name", tenant_name.as_str()),
                    ("kind", texts.get(kind_words(*kind))),
                    ("ends", &ends),
                    ("page", page.as_str()),
                ];
                let text = texts.with(Key::CREDENTIAL_MAIL_BODY, &values);
                text.trim().to_owned()
            });
            Some(Words {
                subject: each(
                    Key::CREDENTIAL_MAIL_SUBJECT,
                    &[("name", tenant_name.as_str())],
                )
                .join(" / "),
                body: body.join("\n\n--\n\n"),
            })
        }
        MailKind::SetupTodo {
            tenant_name,
            open,
            link,
            documents,
        } => {
            let body = Language::ALL.map(|language| {
                let texts = texts::of(language);
                let steps: Vec<String> = open
                    .iter()
                    .map(|step| format!("- {}", todo::title(texts, step)))
                    .collect();
                let steps = if steps.is_empty() {
                    texts.get(Key::TODO_ALL_DONE).to_owned()
                } else {
                    steps.join("\n")
                };
                let values = [
                    ("name", tenant_name.as_str()),
                    ("steps", steps.as_str()),
                    ("link", link.as_str()),
                    ("documents", documents.as_str()),
                ];
                texts.with(Key::TODO_MAIL_BODY, &values).trim().to_owned()
            });
            Some(Words {
                subject: each(Key::TODO_MAIL_SUBJECT, &[("name", tenant_name.as_str())])
                    .join(" / "),
                body: body.join("\n\n--\n\n"),
            })
        }
        _ => None,
    }
}
