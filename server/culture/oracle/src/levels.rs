//! Kind L and S over a person's week: load (M1 to M6), conflicts (M12), time quality (M16 to M19, M22 to M25).

use crate::week::Week;

impl Week<'_> {
    /// M1: `len(U)`, minutes.
    #[must_use]
    pub fn m1(&self) -> i64 {
        self.count(|cell| cell.met())
    }

    /// M2: `Σ len(I)`, minutes.
    #[must_use]
    pub fn m2(&self) -> i64 {
        let mut minutes = 0;
        for cell in &self.cells {
            minutes += i64::try_from(cell.depth()).unwrap_or(i64::MAX);
        }
        minutes
    }

    /// M3 by parts: of each counted meeting its number, `h(p, m ∩ slice)` in units and its whole length.
    ///
    /// The metric is the sum of second / (third * [`crate::UNIT`]).
    pub fn m3(&self, slice: impl Fn(&crate::week::Cell) -> bool) -> Vec<(u32, u128, i64)> {
        let mut parts = Vec::new();
        for (place, meeting) in self.counted.iter().enumerate() {
            let copy = meeting.copy;
            parts.push((
                copy.meeting,
                self.allocated_where(place, &slice),
                copy.len(),
            ));
        }
        parts
    }

    /// M3 plain: counted meetings.
    #[must_use]
    pub fn m3_plain(&self) -> usize {
        self.counted.len()
    }

    /// M6: minutes met inside declared windows.
    #[must_use]
    pub fn in_windows(&self) -> i64 {
        let mut minutes = 0;
        for (place, cell) in (self.from..).zip(&self.cells) {
            let inside = self
                .person
                .windows
                .iter()
                .any(|(a, b)| (*a..*b).contains(&place));
            minutes += i64::from(inside && cell.met());
        }
        minutes
    }

    /// `len(W)`, minutes.
    #[must_use]
    pub fn working(&self) -> i64 {
        self.count(|cell| cell.working())
    }

    /// Numerator of M4: `len(U∩W)`, minutes.
    #[must_use]
    pub fn met_working(&self) -> i64 {
        self.count(|cell| cell.met() && cell.working())
    }

    /// M6: days with working time of which no minute is met.
    #[must_use]
    pub fn m6(&self) -> i64 {
        let mut days = 0;
        for day in 0..self.person.days.len() {
            let works = self.count(|cell| cell.day == day && cell.working());
            let met = self.count(|cell| cell.day == day && cell.working() && cell.met());
            if works > 0 && met == 0 {
                days += 1;
            }
        }
        days
    }

    /// Days with working time.
    #[must_use]
    pub fn working_days(&self) -> i64 {
        let mut days = 0;
        for day in 0..self.person.days.len() {
            if self.count(|cell| cell.day == day && cell.working()) > 0 {
                days += 1;
            }
        }
        days
    }

    /// M12a: minutes with two meetings or more.
    #[must_use]
    pub fn m12a(&self) -> i64 {
        self.count(|cell| cell.depth() >= 2)
    }

    /// M12b: `∫ max(d − 1, 0)`, minutes.
    #[must_use]
    pub fn m12b(&self) -> i64 {
        let mut minutes = 0;
        for cell in &self.cells {
            minutes += i64::try_from(cell.depth().saturating_sub(1)).unwrap_or(i64::MAX);
        }
        minutes
    }

    /// A counted meeting shares a minute of the week with another.
    #[must_use]
    pub fn conflicts(&self, place: usize) -> bool {
        self.count(|cell| cell.meetings.contains(&place) && cell.depth() >= 2) > 0
    }

    /// M12c: `Σ len(I)` over meetings that overlap another, minutes.
    #[must_use]
    pub fn m12c(&self) -> i64 {
        let mut minutes = 0;
        for place in 0..self.counted.len() {
            if self.conflicts(place) {
                minutes += self.minutes_of(place);
            }
        }
        minutes
    }

    /// The gaps: lengths of the maximal runs of working, unmet minutes inside one day.
    #[must_use]
    pub fn gaps(&self) -> Vec<i64> {
        self.gaps_without(None)
    }

    /// The gaps as if one counted meeting weren't.
    #[must_use]
    pub fn gaps_without(&self, left_out: Option<usize>) -> Vec<i64> {
        let mut gaps = Vec::new();
        let mut run = 0;
        let mut day = 0;
        for cell in &self.cells {
            let met = cell.meetings.iter().any(|place| Some(*place) != left_out);
            let free = cell.working() && !met;
            if (!free || cell.day != day) && run > 0 {
                gaps.push(run);
                run = 0;
            }
            if free {
                run += 1;
            }
            day = cell.day;
        }
        if run > 0 {
            gaps.push(run);
        }
        gaps
    }

    /// M16: minutes in gaps of at least `least` minutes.
    #[must_use]
    pub fn m16(&self, least: i64) -> i64 {
        self.gaps().iter().filter(|gap| **gap >= least).sum()
    }

    /// M20: `focus(p without m) − focus(p with m)` of one counted meeting, minutes.
    #[must_use]
    pub fn focus_cost(&self, place: usize) -> i64 {
        let least = self.tenant.rules.focus;
        let without = self.gaps_without(Some(place));
        without.iter().filter(|gap| **gap >= least).sum::<i64>() - self.m16(least)
    }

    /// M17: `Σ floor(gap / 2 h)`.
    #[must_use]
    pub fn m17(&self) -> i64 {
        self.gaps().iter().map(|gap| gap / 120).sum()
    }

    /// M18: `len(W) − len(U∩W)`, minutes.
    #[must_use]
    pub fn m18(&self) -> i64 {
        self.count(|cell| cell.working() && !cell.met())
    }

    /// M19: M18 − M16, minutes.
    #[must_use]
    pub fn m19(&self) -> i64 {
        self.m18() - self.m16(self.tenant.rules.focus)
    }

    /// M22: `len(U∖W)`, minutes.
    #[must_use]
    pub fn m22(&self) -> i64 {
        self.count(|cell| cell.met() && !cell.working())
    }

    /// M23: minutes met on days without working time.
    #[must_use]
    pub fn m23_minutes(&self) -> i64 {
        let mut minutes = 0;
        for day in 0..self.person.days.len() {
            if self.count(|cell| cell.day == day && cell.working()) == 0 {
                minutes += self.count(|cell| cell.day == day && cell.met());
            }
        }
        minutes
    }

    /// M23: counted meetings that start in the week at 20:00 local or later.
    #[must_use]
    pub fn m23_late(&self) -> i64 {
        let mut count = 0;
        for meeting in &self.counted {
            let copy = meeting.copy;
            if self.holds(copy.start) && self.person.clock(copy.start).0 >= 20 * 60 {
                count += 1;
            }
        }
        count
    }

    /// Numerator of M24: minutes met in 9–11 and 13–15 local.
    #[must_use]
    pub fn m24(&self) -> i64 {
        self.count(|cell| cell.met() && matches!(cell.clock / 60, 9 | 10 | 13 | 14))
    }

    /// M25: minutes met per weekday (0 = Monday) and hour.
    #[must_use]
    pub fn m25(&self) -> [[i64; 24]; 7] {
        let mut map = [[0; 24]; 7];
        for cell in self.cells.iter().filter(|cell| cell.met()) {
            let hour = usize::try_from(cell.clock / 60).unwrap_or(0);
            map[cell.weekday][hour] += 1;
        }
        map
    }

    /// M26, second half, of the attendee's side: met minutes outside 08–18 local.
    #[must_use]
    pub fn outside_day(&self) -> i64 {
        self.count(|cell| cell.met() && !(8 * 60..18 * 60).contains(&cell.clock))
    }
}
