//! Whether mail can leave. None is sent.

use super::finding::{Finding, Findings};
use crate::config::MailSettings;
use crate::mail::Mailer;

const PART: &str = "mail";

pub(super) async fn look(settings: &MailSettings, findings: &mut Findings) {
    findings.add(match settings {
        MailSettings::Outbox(folder) => match tempfile_in(folder) {
            Ok(true) => Finding::ok(PART, format!("written to {}", folder.display())),
            Ok(false) => Finding::ok(
                PART,
                format!("{} does not exist yet; serve will make it", folder.display()),
            ),
            Err(kind) => Finding::fail(
                PART,
                format!("{} cannot be written ({kind})", folder.display()),
                "Let the account of Anteroom own the folder.",
            ),
        },
        MailSettings::Smtp { .. } => match Mailer::new(settings) {
            Ok(mailer) => match mailer.greet().await {
                Ok(()) => Finding::ok(PART, "the server answers and takes our sign-in"),
                Err(_) => Finding::fail(
                    PART,
                    "the server does not answer, or refuses our sign-in",
                    "Check host, port, TLS, user and password in ANTEROOM_SMTP_URL, and the firewall.",
                ),
            },
            Err(error) => Finding::fail(
                PART,
                error.to_string(),
                "Correct ANTEROOM_SMTP_URL and ANTEROOM_MAIL_FROM.",
            ),
        },
    });
}

/// Whether a file can be made in a folder; false when there is no such folder.
fn tempfile_in(folder: &std::path::Path) -> Result<bool, std::io::ErrorKind> {
    if !folder.exists() {
        return Ok(false);
    }
    let probe = folder.join(format!(".doctor-{}", uuid::Uuid::new_v4()));
    std::fs::write(&probe, b"").map_err(|error| error.kind())?;
    std::fs::remove_file(&probe).map_err(|error| error.kind())?;
    Ok(true)
}
