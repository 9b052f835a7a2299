//! Faults that are waiting to happen, and the record of requests.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::{State, lock};

/// How many requests are remembered.
const REMEMBERED: usize = 20_000;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// 429 in the form of the service that answers; `Retry-After` in seconds, or without one.
    Throttle {
        /// Seconds to wait, if told.
        retry_after_s: Option<u64>,
    },
    /// 410 with a `Location` to begin again.
    Gone,
    /// Any status with this error code, in the form of the service that answers.
    Status {
        /// HTTP status.
        status: u16,
        /// Graph's `error.code`, or the AADSTS number.
        code: String,
    },
    /// The answer is right but comes later.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// The connection is cut in the middle of the answer.
    Drop,
    /// The answer is right but for one entry of its page.
    Broken {
        /// What is wrong with it.
        breakage: Breakage,
    },
}

/// What is wrong with the second entry of a page (the first of a page of one).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakage {
    /// `showAs`, `type` and responses have values nobody knows.
    UnknownEnum,
    /// `start` and `organizer` are missing.
    MissingField,
    /// A number where a text belongs, a text where an object belongs.
    WrongType,
    /// `end` lies an hour before `start`.
    EndBeforeStart,
    /// `end` is `start`.
    NoLength,
    /// The answer ends in the middle: valid HTTP, broken JSON.
    Truncated,
}

impl Breakage {
    /// By the name `/_control` uses.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "unknown-enum" => Self::UnknownEnum,
            "missing-field" => Self::MissingField,
            "wrong-type" => Self::WrongType,
            "end-before-start" => Self::EndBeforeStart,
            "no-length" => Self::NoLength,
            "truncated" => Self::Truncated,
            _ => return None,
        })
    }

    /// Breaks a page.
    pub(crate) fn apply(self, page: &mut Value) {
        let Some(items) = page["value"].as_array_mut() else {
            return;
        };
        let index = usize::from(items.len() > 1);
        let Some(item) = items.get_mut(index) else {
            return;
        };
        match self {
            Self::UnknownEnum => {
                item["showAs"] = json!("hoverboard");
                item["type"] = json!("unknownFutureValue");
                item["responseStatus"]["response"] = json!("nodded");
                for attendee in item["attendees"].as_array_mut().into_iter().flatten() {
                    attendee["type"] = json!("mascot");
                }
            }
            Self::MissingField => {
                if let Some(object) = item.as_object_mut() {
                    object.remove("start");
                    object.remove("organizer");
                }
            }
            Self::WrongType => {
                item["iCalUId"] = json!(7);
                item["isAllDay"] = json!("yes");
                item["attendees"] = json!("everybody");
                item["end"] = json!(["17:00"]);
            }
            Self::EndBeforeStart => {
                let swapped = (item["start"].clone(), item["end"].clone());
                (item["end"], item["start"]) = swapped;
            }
            Self::NoLength => item["end"] = item["start"].clone(),
            Self::Truncated => {}
        }
    }
}

/// A fault with what it applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Method, in capitals; `None` for any.
    pub method: Option<String>,
    /// Beginning of the path, such as `/graph/v1.0/users`. A `*` stands for one segment.
    pub path: String,
    /// How many matching requests pass before it acts.
    pub skip: u32,
    /// How many requests it hits; `None` until it is removed.
    pub count: Option<u32>,
    /// What happens.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault that hits the next `count` requests whose path begins like this.
    pub fn times(count: u32, path: &str, kind: FaultKind) -> Self {
        Self {
            method: None,
            path: path.to_owned(),
            skip: 0,
            count: Some(count),
            kind,
        }
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        let method_fits = self
            .method
            .as_deref()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
        method_fits && path_fits(&self.path, path)
    }
}

fn path_fits(pattern: &str, path: &str) -> bool {
    if !pattern.contains('*') {
        return path.starts_with(pattern);
    }
    let mut segments = path.split('/');
    pattern.split('/').all(|wanted| {
        segments
            .next()
            .is_some_and(|segment| wanted == "*" || segment == wanted)
    })
}

/// One request that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// Method, in capitals.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// HTTP status of the answer; 0 for a cut connection.
    pub status: u16,
}

/// Waiting faults and answered requests.
#[derive(Debug, Default)]
pub struct Faults {
    waiting: Vec<Fault>,
    answered: VecDeque<RequestRecord>,
    total: u64,
}

impl State {
    /// Lets something go wrong.
    pub fn inject(&self, fault: Fault) {
        lock(&self.faults).waiting.push(fault);
    }

    /// Nothing goes wrong any more.
    pub fn clear_faults(&self) {
        lock(&self.faults).waiting.clear();
        self.fault_met.notify_waiters();
    }

    /// Comes back when every fault has hit all that it is to hit.
    pub async fn faults_met(&self) {
        loop {
            let met = self.fault_met.notified();
            if lock(&self.faults).waiting.is_empty() {
                return;
            }
            met.await;
        }
    }

    /// Takes the fault that hits this request, if any, and counts it down. The router asks once per request; `$batch` asks
    /// once per entry, with the path as if it had been sent alone.
    pub fn take_fault(&self, method: &str, path: &str) -> Option<FaultKind> {
        let mut faults = lock(&self.faults);
        let index = faults.waiting.iter_mut().position(|fault| {
            let fits = fault.fits(method, path);
            if fits && fault.skip > 0 {
                fault.skip -= 1;
                return false;
            }
            fits
        })?;
        let kind = faults.waiting[index].kind.clone();
        self.fault_met.notify_waiters();
        if let Some(left) = &mut faults.waiting[index].count {
            *left = left.saturating_sub(1);
            if *left == 0 {
                faults.waiting.remove(index);
            }
        }
        Some(kind)
    }

    /// Remembers an answered request; the oldest is forgotten beyond 20,000.
    pub fn record(&self, request: RequestRecord) {
        let mut faults = lock(&self.faults);
        faults.total += 1;
        if faults.answered.len() == REMEMBERED {
            faults.answered.pop_front();
        }
        faults.answered.push_back(request);
    }

    /// The remembered requests, oldest first.
    pub fn requests(&self) -> Vec<RequestRecord> {
        lock(&self.faults).answered.iter().cloned().collect()
    }

    /// How many remembered requests had this method and a path that begins like this.
    pub fn request_count(&self, method: &str, path: &str) -> usize {
        lock(&self.faults)
            .answered
            .iter()
            .filter(|request| request.method == method && path_fits(path, &request.path))
            .count()
    }

    /// Forgets the remembered requests.
    pub fn forget_requests(&self) {
        lock(&self.faults).answered.clear();
    }

    /// Requests answered since the start or the last reset.
    pub fn total_requests(&self) -> u64 {
        lock(&self.faults).total
    }
}
