//! The properties of an event, in the order Graph writes them, and which of them a caller gets.

use crate::graph::errors::GraphError;

macro_rules! fields {
    ($($variant:ident $name:literal,)+) => {
        /// A property of an event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Field {
            $(#[doc = $name] $variant,)+
        }

        const NAMES: &[(&str, Field)] = &[$(($name, Field::$variant),)+];
    };
}

fields! {
    Id "id",
    Created "createdDateTime",
    Modified "lastModifiedDateTime",
    ChangeKey "changeKey",
    Categories "categories",
    TransactionId "transactionId",
    OriginalStartZone "originalStartTimeZone",
    OriginalEndZone "originalEndTimeZone",
    ICalUid "iCalUId",
    ReminderMinutes "reminderMinutesBeforeStart",
    IsReminderOn "isReminderOn",
    HasAttachments "hasAttachments",
    Subject "subject",
    BodyPreview "bodyPreview",
    Importance "importance",
    Sensitivity "sensitivity",
    IsAllDay "isAllDay",
    IsCancelled "isCancelled",
    IsOrganizer "isOrganizer",
    ResponseRequested "responseRequested",
    SeriesMasterId "seriesMasterId",
    ShowAs "showAs",
    Type "type",
    WebLink "webLink",
    OnlineMeetingUrl "onlineMeetingUrl",
    IsOnlineMeeting "isOnlineMeeting",
    OnlineMeetingProvider "onlineMeetingProvider",
    AllowNewTimeProposals "allowNewTimeProposals",
    IsDraft "isDraft",
    HideAttendees "hideAttendees",
    Recurrence "recurrence",
    OnlineMeeting "onlineMeeting",
    ResponseStatus "responseStatus",
    Body "body",
    Start "start",
    End "end",
    OriginalStart "originalStart",
    Location "location",
    Locations "locations",
    Attendees "attendees",
    Organizer "organizer",
}

/// A set of properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fields(u64);

/// Which route is asked: one refuses two properties that the other selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `calendarView`
    View,
    /// `events`
    Events,
}

impl Fields {
    /// Everything.
    pub(crate) const ALL: Self = Self(u64::MAX);
    /// What a delta says of an occurrence that is like its series.
    pub(crate) const STUB: Self = Self(
        1 << Field::Id as u64
            | 1 << Field::SeriesMasterId as u64
            | 1 << Field::Type as u64
            | 1 << Field::Start as u64
            | 1 << Field::End as u64,
    );

    /// The properties named by `$select`; everything where it is absent. The id always comes.
    ///
    /// # Errors
    /// 400 for a name that an event doesn't have, or that this route doesn't select.
    pub(crate) fn selected(names: &[String], route: Route) -> Result<Self, GraphError> {
        if names.is_empty() {
            return Ok(Self::ALL);
        }
        let mut set = 1 << Field::Id as u64;
        for wanted in names {
            let found = NAMES
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            let Some((_, field)) = found else {
                return Err(GraphError::new(
                    axum::http::StatusCode::BAD_REQUEST,
                    "RequestBroker--ParseUri",
                    format!(
                        "Could not find a property named '{wanted}' on type 'Microsoft.OutlookServices.Event'."
                    ),
                ));
            };
            if route == Route::View && matches!(field, Field::Created | Field::Modified) {
                return Err(GraphError::malformed(format!(
                    "The property '{wanted}' cannot be selected in a calendar view."
                )));
            }
            set |= 1 << *field as u64;
        }
        Ok(Self(set))
    }

    /// With this property too; a name that an event doesn't have changes nothing.
    pub(crate) fn with(self, name: &str) -> Self {
        let found = NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or(self, |(_, field)| Self(self.0 | 1 << *field as u64))
    }

    /// Without what `Calendars.ReadBasic` keeps back.
    pub(crate) fn without_content(self) -> Self {
        Self(self.0 & !(1 << Field::Body as u64 | 1 << Field::BodyPreview as u64))
    }

    /// Whether this property is wanted.
    pub(crate) fn has(self, field: Field) -> bool {
        self.0 >> (field as u64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_names_known_properties_only_and_always_has_the_id() {
        let names = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        let some = Fields::selected(&names(&["Start", "body"]), Route::View).unwrap();
        assert!(some.has(Field::Id) && some.has(Field::Start) && some.has(Field::Body));
        assert!(!some.has(Field::Subject));
        assert!(!some.without_content().has(Field::Body));
        assert!(Fields::selected(&names(&["shoeSize"]), Route::View).is_err());
        assert!(Fields::selected(&names(&["createdDateTime"]), Route::View).is_err());
        assert!(Fields::selected(&names(&["createdDateTime"]), Route::Events).is_ok());
    }
}
