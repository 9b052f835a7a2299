//! In which order a calendar is read: the most recent weeks of everybody first, then back month by month, then ahead.

use model::culture::Minute;
use model::culture::connector::SyncPhase;

use crate::weeks::week_start;

/// Complete weeks read first, beside the present one.
const RECENT_WEEKS: i32 = 4;
/// Weeks of one step back.
const STEP_WEEKS: i32 = 5;
/// Weeks ahead.
const AHEAD_WEEKS: i32 = 8;
/// Weeks that a change signal reads again.
pub(crate) const AGAIN_WEEKS: i32 = 2;

/// The step that reads ahead and begins to watch for changes.
pub(crate) const AHEAD: i64 = 100;
/// The step of a calendar that is up to date.
pub(super) const CURRENT: i64 = 101;

/// Whole UTC weeks of one reading: `first` included, `end` excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// First week.
    pub first: i32,
    /// The week behind the last one.
    pub end: i32,
}

impl Window {
    /// First minute.
    #[must_use]
    pub fn from_min(self) -> Minute {
        week_start(self.first)
    }

    /// The minute behind the last one.
    #[must_use]
    pub fn to_min(self) -> Minute {
        week_start(self.end)
    }
}

/// The steps of a history of so many weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) history_weeks: i32,
}

impl Plan {
    fn steps_back(self) -> i64 {
        let weeks = (self.history_weeks - RECENT_WEEKS).max(0);
        i64::from(weeks.div_euclid(STEP_WEEKS) + i32::from(weeks.rem_euclid(STEP_WEEKS) > 0))
    }

    /// What a step reads when `week` is the present one.
    pub(super) fn window(self, stage: i64, week: i32) -> Window {
        if stage >= AHEAD {
            return Window {
                first: week - AGAIN_WEEKS,
                end: week + 1 + AHEAD_WEEKS,
            };
        }
        let back = i32::try_from(stage).unwrap_or(0);
        if back <= 0 {
            return Window {
                first: week - RECENT_WEEKS,
                end: week + 1,
            };
        }
        let end = week - RECENT_WEEKS - STEP_WEEKS * (back - 1);
        let first = (end - STEP_WEEKS).max(week - self.history_weeks);
        Window {
            first: first.min(end),
            end,
        }
    }

    /// The step after a step.
    pub(super) fn after(self, stage: i64) -> i64 {
        match stage {
            AHEAD.. => CURRENT,
            _ if stage >= self.steps_back() => AHEAD,
            _ => stage + 1,
        }
    }

    /// How many steps lie before a step.
    pub(crate) fn done(self, stage: i64) -> i64 {
        match stage {
            CURRENT.. => self.total(),
            AHEAD => self.steps_back() + 1,
            _ => stage.clamp(0, self.steps_back()),
        }
    }

    /// How many steps there are.
    pub(crate) fn total(self) -> i64 {
        self.steps_back() + 2
    }

    /// What a person at a step is waiting for.
    pub(crate) const fn phase(stage: i64) -> SyncPhase {
        match stage {
            ..=0 => SyncPhase::Recent,
            CURRENT.. => SyncPhase::Current,
            AHEAD => SyncPhase::Ahead,
            _ => SyncPhase::History,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_cover_the_history_and_the_weeks_ahead_without_a_gap() {
        for history_weeks in [4, 5, 9, 57, 118] {
            let plan = Plan { history_weeks };
            let (mut stage, mut steps) = (0, 0);
            let mut weeks = Vec::new();
            while stage != CURRENT {
                assert_eq!(plan.done(stage), steps);
                let window = plan.window(stage, 1_000);
                assert!(window.first < window.end, "{stage}: {window:?}");
                weeks.extend(window.first..window.end);
                stage = plan.after(stage);
                steps += 1;
                // A step may run a week later than the one before.
            }
            assert_eq!((steps, plan.done(CURRENT)), (plan.total(), plan.total()));
            weeks.sort_unstable();
            weeks.dedup();
            let all: Vec<i32> = (1_000 - history_weeks.max(4)..1_009).collect();
            assert_eq!(weeks, all, "{history_weeks}");
        }
    }

    #[test]
    fn the_first_step_is_the_most_recent_weeks() {
        let plan = Plan { history_weeks: 57 };
        assert_eq!(
            plan.window(0, 100),
            Window {
                first: 96,
                end: 101
            }
        );
        assert_eq!(plan.window(1, 100), Window { first: 91, end: 96 });
        assert_eq!(
            plan.window(CURRENT, 100),
            Window {
                first: 98,
                end: 109
            }
        );
        assert_eq!(plan.after(CURRENT), CURRENT);
        assert_eq!(Plan::phase(0), SyncPhase::Recent);
        assert_eq!(Plan::phase(3), SyncPhase::History);
    }

    #[test]
    fn a_history_made_shorter_ends_the_steps_back() {
        let plan = Plan { history_weeks: 10 };
        assert_eq!(plan.after(7), AHEAD);
        let window = plan.window(7, 100);
        assert!(window.first <= window.end);
        assert_eq!(plan.done(7), 2);
    }
}
