//! Throttling as Graph does it: so many requests at a time for one mailbox, so many a second for one tenant.

use std::collections::HashMap;
use std::sync::Arc;

use super::{State, lock};

/// Requests at a time that Outlook serves for one application and mailbox.
const MAILBOX: u32 = 4;

/// The limits and what runs.
#[derive(Debug)]
pub struct Limits {
    mailbox: Option<u32>,
    per_second: Option<u32>,
    running: HashMap<String, u32>,
    second: (i64, u32),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            mailbox: Some(MAILBOX),
            per_second: None,
            running: HashMap::new(),
            second: (0, 0),
        }
    }
}

/// A request that runs; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Running {
    state: Arc<State>,
    mailbox: Option<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(mailbox) = &self.mailbox else {
            return;
        };
        let mut limits = lock(&self.state.limits);
        if let Some(count) = limits.running.get_mut(mailbox) {
            *count -= 1;
            if *count == 0 {
                limits.running.remove(mailbox);
            }
        }
    }
}

/// The mailbox a path of Graph leads to, as it was named.
pub(crate) fn mailbox_in(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/graph/v1.0/")?;
    let (id, rest) = match rest.strip_prefix("me/") {
        Some(rest) => ("me", rest),
        None => rest.strip_prefix("users/")?.split_once('/')?,
    };
    let of_outlook = ["calendar", "events", "mailboxSettings"];
    of_outlook
        .iter()
        .any(|name| rest.starts_with(name))
        .then_some(id)
}

impl State {
    /// Sets the limits; `None` lifts one. At the start: four at a time for one mailbox, any number a second.
    pub fn limit(&self, mailbox: Option<u32>, per_second: Option<u32>) {
        let mut limits = lock(&self.limits);
        limits.mailbox = mailbox;
        limits.per_second = per_second;
    }

    /// Lets a request in, or says that there are too many.
    pub(crate) fn enter(self: &Arc<Self>, path: &str) -> Option<Running> {
        let second = self.now_ms() / 1_000;
        let mut limits = lock(&self.limits);
        if let Some(most) = limits.per_second {
            if limits.second.0 != second {
                limits.second = (second, 0);
            }
            limits.second.1 += 1;
            if limits.second.1 > most {
                return None;
            }
        }
        let mailbox = mailbox_in(path).filter(|_| limits.mailbox.is_some());
        if let (Some(name), Some(most)) = (mailbox, limits.mailbox) {
            let running = limits.running.entry(name.to_owned()).or_default();
            if *running >= most {
                return None;
            }
            *running += 1;
        }
        Some(Running {
            state: self.clone(),
            mailbox: mailbox.map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_are_found_in_the_paths_of_outlook_only() {
        assert_eq!(
            mailbox_in("/graph/v1.0/users/x/calendarView/delta"),
            Some("x")
        );
        assert_eq!(mailbox_in("/graph/v1.0/users/x/mailboxSettings"), Some("x"));
        assert_eq!(mailbox_in("/graph/v1.0/me/events/7"), Some("me"));
        assert_eq!(mailbox_in("/graph/v1.0/users/x/manager"), None);
        assert_eq!(mailbox_in("/graph/v1.0/users"), None);
    }
}
