//! Metrics that follow the whole calendar where the policy says so: every event that isn't declined or cancelled.

use model::culture::{Overlap, Reason};

use super::{
    columns::{Row, col},
    join::LIVE,
    judge::{HELD, Judged, needed},
    meeting::NON_DECLINED,
    person::{Desk, Sitter},
    sweep::Counted,
};

impl Desk {
    /// M4, M12 and M18 over the whole calendar, in place of what the rule gave.
    pub(super) fn whole_calendar(&mut self, sitter: &Sitter<'_>, judged: &Judged, row: &mut Row) {
        let apart = sitter.policy.excluded_from_rule;
        if !apart.any() {
            return;
        }
        self.lay_out(sitter, judged);
        let (mut met, mut twice) = (0, 0);
        for segment in &self.whole.segments {
            let minutes = i64::from(segment.end - segment.start);
            met += minutes;
            twice += minutes * i64::from(segment.depth > 1);
        }
        let working = self.working_time_met(sitter);
        if apart.working_time {
            col!(row, WORKING_MEETING_MIN) = working;
        }
        if apart.available {
            col!(row, AVAILABLE_MIN) = col!(row, WORKING_MIN) - working;
        }
        if !apart.conflicts {
            return;
        }
        let (mut booked, mut whole) = (0, 0);
        for one in &self.whole.counted {
            booked += one.minutes;
            whole += one.minutes * i64::from(one.overlaps);
        }
        col!(row, CONFLICT_DEPTH_MIN) = twice;
        col!(row, CONFLICT_EXCESS_MIN) = booked - met;
        col!(row, CONFLICT_WHOLE_MIN) = whole;
        col!(row, CONFLICT_MIN) = match sitter.policy.overlap {
            Overlap::Depth2 => twice,
            Overlap::Excess => booked - met,
            Overlap::Whole => whole,
        };
    }

    fn lay_out(&mut self, sitter: &Sitter<'_>, judged: &Judged) {
        let open = NON_DECLINED | needed(sitter.policy) & LIVE;
        let away = match sitter.policy.out_of_office {
            true => sitter.intervals(|hours| hours.away),
            false => &[],
        };
        self.whole.clear();
        for (at, attendance) in (0..).zip(sitter.attendances()) {
            let verdict = &judged.verdicts[attendance.meeting as usize];
            let cancelled =
                verdict.state & HELD == 0 && verdict.why() == Reason::Cancelled as usize;
            if attendance.bits & open == open && !cancelled && verdict.start < verdict.end {
                let one = Counted::new((verdict.start, verdict.end), at, 0);
                self.whole.add(one, sitter.person, away);
            }
        }
        self.whole.run(sitter.regions);
    }

    fn working_time_met(&self, sitter: &Sitter<'_>) -> i64 {
        let mut met = 0;
        for stretch in sitter.stretches {
            for segment in &self.whole.segments {
                let minutes = segment.end.min(stretch.end) - segment.start.max(stretch.start);
                met += i64::from(minutes.max(0));
            }
        }
        met
    }
}
