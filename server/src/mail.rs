//! Mail: takes what the feature crates want said, finds the words, and sends it or writes it to the outbox folder.

mod render;
mod send;

use tokio::sync::mpsc;
use trust::mail::Outgoing;

pub use send::{Mailer, MailerError};

/// Mails that may wait to be sent; more are refused by the sender and logged there.
const QUEUE_MOST: usize = 100;

/// Starts the task that sends, and returns where mails go in. The task ends when the last sender is gone.
#[must_use]
pub fn start(mailer: Mailer) -> mpsc::Sender<Outgoing> {
    let (sender, mut mails) = mpsc::channel::<Outgoing>(QUEUE_MOST);
    tokio::spawn(async move {
        while let Some(mail) = mails.recv().await {
            // No address and no text in the log: the kind says enough.
            let sent = mailer.send(&mail).await;
            if let Some(receipt) = &mail.receipt {
                receipt.answer(sent.is_ok());
            }
            match sent {
                Ok(()) => {
                    metrics::counter!("anteroom_mails_total", "result" => "sent").increment(1);
                }
                Err(error) => {
                    tracing::error!(error = %error, "a mail could not be sent");
                    metrics::counter!("anteroom_mails_total", "result" => "failed").increment(1);
                }
            }
        }
    });
    sender
}
