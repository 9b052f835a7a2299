//! Which metrics and charts stand on which page.

use model::culture::view::Topic;

/// A chart that a page wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Bars(&'static str),
    Trend(&'static str),
    GroupWeeks(&'static str),
    Glance(&'static [&'static str]),
    WeekHours(&'static str),
    Stacked(&'static str),
    Mosaic,
    Quadrant,
    Matrix,
    Lorenz,
    Series,
    Bubbles(&'static str, &'static str),
}

/// What a page shows.
pub(super) struct Plan {
    pub(super) tiles: &'static [&'static str],
    pub(super) charts: &'static [Wanted],
}

use Wanted::{
    Bars, Bubbles, Glance, GroupWeeks, Lorenz, Matrix, Mosaic, Quadrant, Series, Stacked, Trend,
    WeekHours,
};

/// What meetings cost: shown on the page about load where rates are known.
pub(super) const COSTS: &[&str] = &["M43", "M43b", "M43c"];

/// The tiles of the overview, by group.
const GLANCE: &[&str] = &[
    "M1", "M16", "M22", "M4", "M14", "M11", "M12", "M21b", "M28", "M37", "M40", "M44",
];
/// How meeting hours are spread over people: who has more than 5, 10, 15, 20, 25, 30 hours.
const SPREAD: &[&str] = &["M5a", "M5b", "M5c", "M5", "M5d", "M5e"];

/// The plan of a page.
pub(super) const fn plan(topic: Topic) -> Plan {
    let (tiles, charts): (&[&str], &[Wanted]) = match topic {
        Topic::Overview => (
            GLANCE,
            &[
                Trend("M1"),
                Glance(GLANCE),
                Bars("M1"),
                Bars("M16"),
                Bubbles("M1", "M44"),
                Bars("M22"),
            ],
        ),
        Topic::Load => (
            &["M1", "M2", "M3", "M4", "M5", "M6", "M6b"],
            &[
                Trend("M1"),
                Bars("M1"),
                Glance(SPREAD),
                Bars("M5"),
                GroupWeeks("M1"),
            ],
        ),
        Topic::Shape => (
            &["M8", "M10", "M11", "M11b", "M12", "M13", "M14"],
            &[
                Mosaic,
                Stacked("M7"),
                Stacked("M15"),
                Stacked("M9"),
                Bars("M14"),
                Bars("M11"),
                Trend("M14"),
            ],
        ),
        Topic::Time => (
            &[
                "M16", "M16b", "M17", "M18", "M19", "M20", "M21b", "M22", "M23", "M24", "M26",
            ],
            &[
                WeekHours("M25"),
                Bars("M16"),
                Bars("M22"),
                Bars("M19"),
                Trend("M16"),
                GroupWeeks("M22"),
            ],
        ),
        Topic::Scheduling => (
            &["M27", "M28", "M29", "M30", "M31", "M32", "M34", "M35"],
            &[
                Stacked("M27b"),
                Stacked("M33"),
                Bars("M28"),
                Bars("M32"),
                Trend("M28"),
                Series,
            ],
        ),
        Topic::People => (
            &["M36", "M37", "M37f", "M39", "M39b", "M40", "M41", "M44"],
            &[
                Quadrant,
                Lorenz,
                Bars("M37"),
                Bars("M40"),
                Matrix,
                Bubbles("M1", "M44"),
            ],
        ),
        // Those of the other pages whose stage tells something, in the order of a meeting's life.
        Topic::Lifecycle => (
            &[
                "M8", "M10", "M11", "M14", "M27", "M28", "M29", "M30", "M31", "M32", "M34", "M35",
                "M1", "M12", "M13", "M16", "M21b", "M22", "M41", "M20", "M36", "M44",
            ],
            &[],
        ),
        Topic::Index => (&[], &[]),
    };
    Plan { tiles, charts }
}

#[cfg(test)]
mod tests {
    use model::culture::metric::{self, Stage};

    use super::*;

    #[test]
    fn every_page_names_metrics_of_the_catalogue_and_the_lifecycle_goes_from_before_to_after() {
        for topic in Topic::ALL {
            let tiles = plan(topic).tiles;
            assert!(
                tiles.iter().all(|code| metric::by_code(code).is_some()),
                "{topic:?}"
            );
        }
        let stages = plan(Topic::Lifecycle).tiles.iter();
        let stages: Vec<Stage> = stages
            .map(|code| metric::by_code(code).unwrap().stage)
            .collect();
        let of = |wanted: Stage| stages.iter().filter(|stage| **stage == wanted).count();
        assert_eq!(
            [Stage::Before, Stage::During, Stage::After].map(of),
            [12, 7, 3]
        );
        let order = |stage: &Stage| *stage as u8;
        assert!(stages.is_sorted_by_key(order));
        assert!(COSTS.iter().all(|code| metric::by_code(code).is_some()));
    }
}
