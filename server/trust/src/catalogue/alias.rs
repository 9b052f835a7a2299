//! Names that documents write and no resource knows, and what they mean.

use model::permission::PermissionKind::{self, Application};

/// A written name, the kind it is written for (`None`: any), and the keys of what it may mean.
pub(super) struct Alias {
    pub(super) written: &'static str,
    pub(super) kind: Option<PermissionKind>,
    pub(super) means: &'static [&'static str],
}

const fn alias(
    written: &'static str,
    kind: Option<PermissionKind>,
    means: &'static [&'static str],
) -> Alias {
    Alias {
        written,
        kind,
        means,
    }
}

pub(super) const ALIASES: [Alias; 7] = [
    alias(
        "Calendar.ReadWrite",
        None,
        &[
            "calendars_read_write_app",
            "calendars_read_write_delegated",
            "exo_calendars_read_write_all_app",
        ],
    ),
    alias(
        "Calendar.Read",
        None,
        &["calendars_read_app", "calendars_read_delegated"],
    ),
    alias(
        "Groups.Read.All",
        None,
        &["group_read_all_app", "group_read_all_delegated"],
    ),
    // The app role carries the suffix, the scope does not.
    alias(
        "Calendars.ReadBasic",
        Some(Application),
        &["calendars_read_basic_all_app"],
    ),
    alias(
        "OnlineMeetings.ReadWrite",
        Some(Application),
        &["online_meetings_read_write_all_app"],
    ),
    alias(
        "OnlineMeetings.Read",
        Some(Application),
        &["online_meetings_read_all_app"],
    ),
    alias(
        "AiEnterpriseInteraction.Read",
        Some(Application),
        &["ai_enterprise_interaction_read_all_app"],
    ),
];
