//! By SMTP, or as a file.

use lettre::address::AddressError;
use lettre::message::header::ContentType;
use lettre::transport::smtp;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use trust::mail::Outgoing;

use super::render;
use crate::config::MailSettings;

/// Sender of mails in the outbox folder, where no real one is configured.
const OUTBOX_FROM: &str = "anteroom@localhost.localdomain";

/// Sends mails as configured.
pub struct Mailer {
    from: lettre::message::Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Outbox(AsyncFileTransport<Tokio1Executor>),
}

/// A mail or the mail settings cannot be used. Never holds an address.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// The sender in the settings or a recipient is no address.
    #[error("an address is malformed")]
    Address(#[from] AddressError),
    /// `ANTEROOM_SMTP_URL` is not understood.
    #[error(
        "ANTEROOM_SMTP_URL cannot be used: it has to be smtp://, smtp://...?tls=required or smtps:// with a host"
    )]
    Url,
    /// The message could not be built.
    #[error("the message could not be built")]
    Message,
    /// The server refused it or could not be reached.
    #[error("the mail server did not take it")]
    Refused,
    /// The outbox folder cannot be written.
    #[error("the outbox folder cannot be written: {0}")]
    Outbox(std::io::ErrorKind),
}

impl Mailer {
    /// A mailer for the settings; makes the outbox folder.
    ///
    /// # Errors
    /// [`MailerError::Address`], [`MailerError::Url`], [`MailerError::Outbox`].
    pub fn new(settings: &MailSettings) -> Result<Self, MailerError> {
        match settings {
            MailSettings::Outbox(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| MailerError::Outbox(error.kind()))?;
                Ok(Self {
                    from: OUTBOX_FROM.parse()?,
                    way: Way::Outbox(AsyncFileTransport::new(folder)),
                })
            }
            MailSettings::Smtp { url, from } => {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
                    .map_err(|_: smtp::Error| MailerError::Url)?
                    .build();
                Ok(Self {
                    from: from.parse()?,
                    way: Way::Smtp(transport),
                })
            }
        }
    }

    /// Connects to the mail server as for a mail, TLS and sign-in included, and sends none. An outbox folder has nobody to
    /// greet.
    ///
    /// # Errors
    /// [`MailerError::Refused`].
    pub async fn greet(&self) -> Result<(), MailerError> {
        match &self.way {
            Way::Outbox(_) => Ok(()),
            Way::Smtp(transport) => match transport.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) | Err(_) => Err(MailerError::Refused),
            },
        }
    }

    /// Sends one mail.
    ///
    /// # Errors
    /// All of [`MailerError`] but [`MailerError::Url`].
    pub async fn send(&self, mail: &Outgoing) -> Result<(), MailerError> {
        let words = render::words(&mail.kind).ok_or(MailerError::Message)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(mail.to.parse()?)
            .subject(words.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(words.body)
            .map_err(|_| MailerError::Message)?;
        match &self.way {
            Way::Smtp(transport) => transport
                .send(message)
                .await
                .map(drop)
                .map_err(|_| MailerError::Refused),
            Way::Outbox(folder) => folder
                .send(message)
                .await
                .map(drop)
                .map_err(|_| MailerError::Outbox(std::io::ErrorKind::Other)),
        }
    }
}
