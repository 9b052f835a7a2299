//! Gaps of working time, and what a meeting takes from them.

use model::culture::Minute;

use super::{
    people::Stretch,
    sweep::{Sweep, share},
};

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
        // Most of what is asked here can't be foreseen: sums without branches.
        let gap = gap.max(0);
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

impl Sweep {
    /// A stretch of working time from its first segment on: gaps to the tally, working time and focus cost to the
    /// meetings. Gives the minutes in meetings.
    pub(super) fn stretch(&mut self, first: usize, stretch: &Stretch, tally: &mut Gaps) -> i64 {
        let Self {
            counted,
            segments,
            active,
            ..
        } = self;
        let (mut at, mut covered) = (stretch.start, 0);
        let mut run = Run::default();
        for segment in segments[first..]
            .iter()
            .take_while(|segment| segment.start < stretch.end)
        {
            let start = segment.start.max(stretch.start);
            let end = segment.end.min(stretch.end);
            let (minutes, free) = (end - start, start - at);
            tally.gap(free);
            at = end;
            covered += i64::from(minutes);
            let depth = usize::from(segment.depth);
            let here = &active[segment.at as usize..segment.at as usize + depth];
            for (rank, &place) in here.iter().enumerate() {
                counted[usize::from(place)].working += share(depth, rank) * i64::from(minutes);
            }
            run.free(free, tally.focus(free));
            let owner = (depth == 1).then(|| here[0]);
            if let Some((place, cost)) = run.covered(owner, minutes, tally) {
                counted[usize::from(place)].focus += cost;
            }
        }
        let free = stretch.end - at;
        tally.gap(free);
        run.free(free, tally.focus(free));
        if let Some((place, cost)) = run.covered(None, 0, tally) {
            counted[usize::from(place)].focus += cost;
        }
        covered
    }
}
