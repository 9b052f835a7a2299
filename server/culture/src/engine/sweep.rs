//! Cuts a person's counted meetings into segments of constant depth, day and offset.

use model::culture::{Minute, quantity::UNIT};

use super::{
    context::Interval,
    people::{Person, Region},
};

/// Units of a minute for each of up to 24 meetings.
const SHARES: [i64; 25] = {
    let mut shares = [0; 25];
    let mut depth = 1;
    while depth < 25 {
        shares[depth] = UNIT / depth as i64;
        depth += 1;
    }
    shares
};

/// Units per minute of the meeting at a rank among those at the same time.
#[inline]
pub(super) fn share(depth: usize, rank: usize) -> i64 {
    match SHARES.get(depth) {
        Some(&units) => units,
        None => {
            let depth = depth as i64;
            UNIT / depth + i64::from((rank as i64) < UNIT % depth)
        }
    }
}

/// A counted meeting of the person.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub(super) start: Minute,
    pub(super) end: Minute,
    /// Place of the attendance among the person's.
    pub(super) attendance: u32,
    pub(super) low: u8,
    pub(super) overlaps: bool,
    pub(super) day: u8,
    /// Minutes inside the week and not away.
    pub(super) minutes: i64,
    /// Allocated units: all, in working time, outside the local 08 to 18.
    pub(super) units: i64,
    pub(super) working: i64,
    pub(super) outside: i64,
    /// M3 already given to earlier days.
    pub(super) parts: i64,
    /// M20.
    pub(super) focus: i64,
}

impl Counted {
    /// A meeting of which nothing is summed yet.
    pub(super) const fn new((start, end): (Minute, Minute), attendance: u32, low: u8) -> Self {
        Self {
            start,
            end,
            attendance,
            low,
            overlaps: false,
            day: u8::MAX,
            minutes: 0,
            units: 0,
            working: 0,
            outside: 0,
            parts: 0,
            focus: 0,
        }
    }
}

/// A part of a counted meeting.
#[derive(Clone, Copy)]
struct Piece {
    start: Minute,
    end: Minute,
    counted: u16,
}

/// Constant depth, one day, one offset.
#[derive(Clone, Copy)]
pub(super) struct Segment {
    pub(super) start: Minute,
    pub(super) end: Minute,
    /// Civil minute since the first midnight of the week at the begin.
    pub(super) local: i32,
    pub(super) at: u32,
    pub(super) depth: u16,
    pub(super) day: u8,
}

#[derive(Default)]
pub(super) struct Sweep {
    pub(super) counted: Vec<Counted>,
    pub(super) segments: Vec<Segment>,
    /// Meetings of segments, rising within each.
    pub(super) active: Vec<u16>,
    pieces: Vec<Piece>,
    edges: Vec<Minute>,
}

impl Sweep {
    pub(super) fn clear(&mut self) {
        self.counted.clear();
        self.segments.clear();
        self.active.clear();
        self.pieces.clear();
    }

    /// Adds a meeting, given in order of (start, end, occurrence), as far as it's inside the week and not away.
    pub(super) fn add(&mut self, meeting: Counted, person: &Person, away: &[Interval]) {
        let place = self.counted.len() as u16;
        let mut start = meeting.start.max(person.start);
        let end = meeting.end.min(person.end);
        let before = self.pieces.len();
        let mut minutes = 0;
        let mut piece = |start: Minute, end: Minute| {
            if start < end {
                minutes += i64::from(end - start);
                self.pieces.push(Piece {
                    start,
                    end,
                    counted: place,
                });
            }
        };
        for hole in away {
            if hole.end > start && hole.start < end {
                piece(start, hole.start);
                start = hole.end;
            }
        }
        piece(start, end);
        if self.pieces.len() > before {
            self.counted.push(Counted { minutes, ..meeting });
        }
    }

    pub(super) fn run(&mut self, regions: &[Region]) {
        if self
            .pieces
            .windows(2)
            .any(|pair| pair[0].start > pair[1].start)
        {
            self.pieces
                .sort_unstable_by_key(|piece| (piece.start, piece.counted));
        }
        let mut region = 0;
        let mut from = 0;
        while from < self.pieces.len() {
            let first = self.pieces[from];
            let mut end = first.end;
            let mut to = from + 1;
            while to < self.pieces.len() && self.pieces[to].start < end {
                end = end.max(self.pieces[to].end);
                to += 1;
            }
            if to == from + 1 {
                let at = self.active.len() as u32;
                self.active.push(first.counted);
                region = self.emit((first.start, first.end), (at, 1), (regions, region));
            } else {
                region = self.cluster((from, to), regions, region);
            }
            from = to;
        }
    }

    /// Meetings that overlap: cut at every begin and end.
    fn cluster(
        &mut self,
        (from, to): (usize, usize),
        regions: &[Region],
        mut region: usize,
    ) -> usize {
        self.edges.clear();
        for piece in &self.pieces[from..to] {
            self.edges.extend([piece.start, piece.end]);
        }
        self.edges.sort_unstable();
        self.edges.dedup();
        for edge in 1..self.edges.len() {
            let (start, end) = (self.edges[edge - 1], self.edges[edge]);
            let at = self.active.len();
            self.active_at((from, to), start);
            let depth = self.active.len() - at;
            if depth > 1 {
                if !self.active[at..].is_sorted() {
                    self.active[at..].sort_unstable();
                }
                for &counted in &self.active[at..] {
                    self.counted[usize::from(counted)].overlaps = true;
                }
            }
            region = self.emit((start, end), (at as u32, depth as u16), (regions, region));
        }
        region
    }

    /// Adds the meetings at a minute, without a branch for each.
    fn active_at(&mut self, (from, to): (usize, usize), minute: Minute) {
        let mut len = self.active.len();
        self.active.resize(len + to - from, 0);
        for piece in &self.pieces[from..to] {
            self.active[len] = piece.counted;
            len += usize::from(piece.start <= minute && piece.end > minute);
        }
        self.active.truncate(len);
    }

    fn emit(
        &mut self,
        (mut start, end): (Minute, Minute),
        (at, depth): (u32, u16),
        (regions, mut region): (&[Region], usize),
    ) -> usize {
        while start < end && region < regions.len() {
            let here = &regions[region];
            if here.end <= start {
                region += 1;
                continue;
            }
            let stop = end.min(here.end);
            self.segments.push(Segment {
                start,
                end: stop,
                local: start + here.local,
                at,
                depth,
                day: here.day,
            });
            start = stop;
        }
        region
    }
}
