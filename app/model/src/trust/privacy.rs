//! What is kept of an organisation, for how long, and what goes next.

use serde::{Deserialize, Serialize};

use crate::permission::Feature;
use crate::{Guid, ObjectId, TenantId, Timestamp};

/// A period that an administrator may set, in months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Visits without names and answers, and the rooms' event logs.
    Visits,
    /// Figures of rooms.
    Figures,
    /// Calendar facts, and figures per person and week.
    Calendar,
    /// Published figures of groups.
    Cells,
    /// Names of people, counted from their last sign-in.
    Names,
    /// Evidence of consents and reviews.
    Evidence,
    /// The audit log; a signed checkpoint stays.
    Audit,
}

impl Period {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Visits,
        Self::Figures,
        Self::Calendar,
        Self::Cells,
        Self::Names,
        Self::Evidence,
        Self::Audit,
    ];

    /// Name in forms and settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Figures => "figures",
            Self::Calendar => "calendar",
            Self::Cells => "cells",
            Self::Names => "names",
            Self::Evidence => "evidence",
            Self::Audit => "audit",
        }
    }

    /// Months where nothing was set.
    #[must_use]
    pub const fn usual(self) -> i32 {
        match self {
            Self::Visits | Self::Calendar | Self::Names => 13,
            Self::Figures | Self::Cells | Self::Evidence => 36,
            Self::Audit => 24,
        }
    }

    /// Fewest and most months, both allowed.
    ///
    /// Published figures stay at least as long as the facts they came from may: what was published once is not computed
    /// again. Evidence and audit stay for a year at least, so that nobody who did something can have the trace of it removed.
    #[must_use]
    pub const fn bounds(self) -> (i32, i32) {
        match self {
            Self::Visits | Self::Names => (1, 13),
            Self::Figures => (1, 36),
            Self::Calendar => (6, 27),
            Self::Cells => (27, 36),
            Self::Evidence => (12, 36),
            Self::Audit => (12, 24),
        }
    }
}

/// How many months each thing stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Periods {
    visits: i32,
    figures: i32,
    calendar: i32,
    cells: i32,
    names: i32,
    evidence: i32,
    audit: i32,
}

impl Default for Periods {
    fn default() -> Self {
        Self {
            visits: Period::Visits.usual(),
            figures: Period::Figures.usual(),
            calendar: Period::Calendar.usual(),
            cells: Period::Cells.usual(),
            names: Period::Names.usual(),
            evidence: Period::Evidence.usual(),
            audit: Period::Audit.usual(),
        }
    }
}

impl Periods {
    /// Months of a period, within its bounds whatever is stored.
    #[must_use]
    pub fn months(&self, period: Period) -> i32 {
        let (least, most) = period.bounds();
        let months = match period {
            Period::Visits => self.visits,
            Period::Figures => self.figures,
            Period::Calendar => self.calendar,
            Period::Cells => self.cells,
            Period::Names => self.names,
            Period::Evidence => self.evidence,
            Period::Audit => self.audit,
        };
        months.clamp(least, most)
    }

    /// The same periods with one of them set.
    #[must_use]
    pub fn with(mut self, period: Period, months: i32) -> Self {
        *match period {
            Period::Visits => &mut self.visits,
            Period::Figures => &mut self.figures,
            Period::Calendar => &mut self.calendar,
            Period::Cells => &mut self.cells,
            Period::Names => &mut self.names,
            Period::Evidence => &mut self.evidence,
            Period::Audit => &mut self.audit,
        } = months;
        self
    }
}

/// A class of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Names and answers of visitors.
    Answers,
    /// Visits.
    Tickets,
    /// Event logs of rooms.
    Events,
    /// Figures of rooms.
    Figures,
    /// Calendar facts, counted in weeks.
    Calendar,
    /// Figures per person, counted in weeks.
    Weeks,
    /// Published figures, counted in weeks.
    Cells,
    /// People of the directory, under pseudonyms, with the ids the sync needs.
    Synced,
    /// Connections to Teams.
    Connections,
    /// Names of people who signed in.
    People,
    /// Sessions.
    Sessions,
    /// Invitations.
    Invitations,
    /// Roles given here.
    Roles,
    /// Forms that were not accepted, and what was withdrawn and may be brought back.
    Forms,
    /// Who opted out of meeting culture, under pseudonyms.
    OptOuts,
    /// Evidence.
    Evidence,
    /// Errors of Microsoft that were met, and when credentials were last used.
    Troubles,
    /// Settings: rooms, connectors, the organisation's own.
    Settings,
    /// The audit log.
    Audit,
}

impl Class {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 19] = [
        Self::Answers,
        Self::Tickets,
        Self::Events,
        Self::Figures,
        Self::Calendar,
        Self::Weeks,
        Self::Cells,
        Self::Synced,
        Self::Connections,
        Self::People,
        Self::Sessions,
        Self::Invitations,
        Self::Roles,
        Self::Forms,
        Self::OptOuts,
        Self::Evidence,
        Self::Troubles,
        Self::Settings,
        Self::Audit,
    ];

    /// Name, as the store counts it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Tickets => "tickets",
            Self::Events => "events",
            Self::Figures => "figures",
            Self::Calendar => "calendar",
            Self::Weeks => "weeks",
            Self::Cells => "cells",
            Self::Synced => "synced",
            Self::Connections => "connections",
            Self::People => "people",
            Self::Sessions => "sessions",
            Self::Invitations => "invitations",
            Self::Roles => "roles",
            Self::Forms => "forms",
            Self::OptOuts => "opt_outs",
            Self::Evidence => "evidence",
            Self::Troubles => "troubles",
            Self::Settings => "settings",
            Self::Audit => "audit",
        }
    }

    /// The period that ends it; none where something else does.
    #[must_use]
    pub const fn period(self) -> Option<Period> {
        match self {
            Self::Tickets | Self::Events => Some(Period::Visits),
            Self::Figures => Some(Period::Figures),
            Self::Calendar | Self::Weeks => Some(Period::Calendar),
            Self::Cells => Some(Period::Cells),
            Self::People => Some(Period::Names),
            Self::Evidence => Some(Period::Evidence),
            Self::Audit => Some(Period::Audit),
            Self::Answers
            | Self::Synced
            | Self::Connections
            | Self::Sessions
            | Self::Invitations
            | Self::Roles
            | Self::Forms
            | Self::OptOuts
            | Self::Troubles
            | Self::Settings => None,
        }
    }

    /// Whether weeks are counted, not rows.
    #[must_use]
    pub const fn in_weeks(self) -> bool {
        matches!(self, Self::Calendar | Self::Weeks | Self::Cells)
    }
}

/// One class with its present count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptClass {
    /// Which.
    pub class: Class,
    /// How many rows, or weeks ([`Class::in_weeks`]).
    pub count: u64,
    /// The oldest of them; none when there are none or nothing tells.
    pub oldest: Option<Timestamp>,
    /// From when on the oldest of them is removed; none where no period ends it.
    pub next: Option<Timestamp>,
}

/// The page about privacy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivacyView {
    /// Tenant id, for the commands.
    pub tenant: TenantId,
    /// Every class.
    pub classes: Vec<KeptClass>,
    /// What holds.
    pub periods: Periods,
    /// When it was counted.
    pub at: Timestamp,
}

/// What has to be done to leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveView {
    /// Tenant id, for the commands.
    pub tenant: TenantId,
    /// Word of Microsoft's cloud, whose addresses and names the commands carry; empty for the worldwide one.
    #[serde(default)]
    pub cloud: String,
    /// Name of the organisation.
    pub name: String,
    /// The registration for sign-in.
    pub signin_client_id: Guid,
    /// Data registrations with the features that use each and the permissions they ask for or were seen to have. Without
    /// features: one that is set up no more, and was consented to or looked at.
    pub registrations: Vec<(Guid, Vec<Feature>, Vec<String>)>,
    /// Groups whose object ids were given a role here.
    pub groups: Vec<(ObjectId, String)>,
    /// Connections of consultants to Teams.
    pub connections: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_set_is_usual_and_nothing_leaves_its_bounds() {
        let periods: Periods = serde_json::from_str(r#"{"audit": 500, "visits": -3}"#).unwrap();
        for period in Period::ALL {
            let (least, most) = period.bounds();
            assert!((least..=most).contains(&period.usual()), "{period:?}");
            let expected = match period {
                Period::Audit => 24,
                Period::Visits => 1,
                other => other.usual(),
            };
            assert_eq!(periods.months(period), expected, "{period:?}");
            assert_eq!(periods.with(period, least).months(period), least);
        }
    }

    #[test]
    fn published_figures_outlast_the_facts_they_came_from() {
        assert!(Period::Cells.bounds().0 >= Period::Calendar.bounds().1);
    }

    #[test]
    fn each_class_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Class::ALL.map(Class::as_str).into();
        assert_eq!(names.len(), Class::ALL.len());
    }
}
