//! Gaps of working time, and what a meeting takes from them.

use model::culture::Minute;

/// Running sums over gaps.
#[derive(Default)]
pub(super) struct Gaps {
    pub(super) focus_min: Minute,
    pub(super) available: i64,
    pub(super) in_focus: i64,
    pub(super) in_hours: i64,
    pub(super) blocks: i64,
}

impl Gaps {
    pub(super) fn focus(&self, gap: Minute) -> i64 {
        if gap >= self.focus_min {
            i64::from(gap)
        } else {
            0
        }
    }

    pub(super) fn gap(&mut self, gap: Minute) {
        if gap <= 0 {
            return;
        }
        self.available += i64::from(gap);
        self.in_focus += self.focus(gap);
        self.in_hours += if gap >= 60 { i64::from(gap) } else { 0 };
        self.blocks += i64::from(gap / 120);
    }
}

/// M20: a stretch of time that would be one gap without one certain meeting.
#[derive(Default)]
pub(super) struct Run {
    owner: Option<u16>,
    length: Minute,
    focus: i64,
    /// The gap right before, not part of an owner's run yet.
    gap: Minute,
    gap_focus: i64,
}

impl Run {
    pub(super) fn free(&mut self, gap: Minute, focus: i64) {
        self.gap = gap;
        self.gap_focus = focus;
        if self.owner.is_some() {
            self.length += gap;
            self.focus += focus;
        }
    }

    /// Covered time of one meeting alone, or of several (`None`): gives the cost of the run that ends by it.
    pub(super) fn covered(
        &mut self,
        owner: Option<u16>,
        minutes: Minute,
        tally: &Gaps,
    ) -> Option<(u16, i64)> {
        if owner.is_some() && owner == self.owner {
            self.length += minutes;
            self.gap = 0;
            self.gap_focus = 0;
            return None;
        }
        let ended = self
            .owner
            .map(|place| (place, tally.focus(self.length) - self.focus));
        self.owner = owner;
        self.length = self.gap + minutes;
        self.focus = self.gap_focus;
        self.gap = 0;
        self.gap_focus = 0;
        ended
    }
}
