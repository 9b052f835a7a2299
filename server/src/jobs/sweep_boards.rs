//! Names and answers that boards were drawn from do not stay in memory once nobody looks at them.

use std::time::{Duration, Instant};

use super::{Job, Scope};

pub(super) const JOB: Job = Job {
    name: "sweep_boards",
    every: Duration::from_secs(60),
    scope: Scope::Process,
    run: |site, _| {
        Box::pin(async move {
            let now = Instant::now();
            let boards = site.queue().sweep_boards(now);
            let cards = app::pages::staff::sweep_cards(now);
            Ok(u64::try_from(boards + cards).unwrap_or(u64::MAX))
        })
    },
};
