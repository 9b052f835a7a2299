//! Events made through `/_control`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::DAY_MIN;
use super::occasion::{Party, Sensitivity, ShowAs};
use super::respond::{Answer, Response};

/// An event, or a series of equal ones, that somebody asked for.
#[derive(Clone, Debug)]
pub(crate) struct Added {
    pub(crate) revision: u32,
    pub(crate) created_ms: i64,
    pub(crate) organiser: Party,
    pub(crate) members: Vec<u32>,
    pub(crate) outsiders: Vec<u16>,
    pub(crate) optional: HashSet<u32>,
    pub(crate) response: Response,
    pub(crate) responses: HashMap<u32, Response>,
    pub(crate) start: i32,
    pub(crate) end: i32,
    pub(crate) every_days: Option<i32>,
    pub(crate) count: Option<i32>,
    pub(crate) all_day: bool,
    pub(crate) online: bool,
    pub(crate) hidden: bool,
    pub(crate) room: Option<u16>,
    pub(crate) sensitivity: Sensitivity,
    pub(crate) show_as: ShowAs,
    pub(crate) subject: String,
    pub(crate) body: String,
}

impl Added {
    /// The numbers of the occurrences that may overlap a window; of a single event, number 0.
    pub(crate) fn numbers(&self, window: &Range<i32>) -> Range<i32> {
        let Some(every) = self.every_days else {
            return 0..1;
        };
        let step = every.max(1) * DAY_MIN;
        let length = self.end - self.start;
        let first = (window.start - length - self.start).div_euclid(step).max(0);
        let last = (window.end - self.start).div_euclid(step) + 1;
        first..last.min(self.count.unwrap_or(i32::MAX))
    }

    pub(crate) fn answer(&self, person: u32) -> Answer {
        self.told(
            self.responses
                .get(&person)
                .copied()
                .unwrap_or(self.response),
        )
    }

    pub(crate) fn outsiders_answer(&self) -> Answer {
        self.told(self.response)
    }

    fn told(&self, response: Response) -> Answer {
        let at_ms = (response != Response::None).then_some(self.created_ms + 60_000);
        Answer { response, at_ms }
    }
}
