//! The settings page of a room.

use leptos::prelude::*;
use model::trust::{AssignmentView, Withdrawn};
use model::{RoomId, Slug};
use serde::{Deserialize, Serialize};

use super::fields::RoomFields;
use crate::error::Failure;

/// What the settings page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPage {
    /// The room, or none for a new one.
    pub room: Option<RoomId>,
    /// Version to send back.
    pub version: i64,
    /// Name as it is stored; empty for a new room.
    pub stored_name: String,
    /// Address part of the organisation.
    pub tenant: Slug,
    /// Address part of the room as it is stored.
    pub slug: Slug,
    /// Public base URL of this installation.
    pub base_url: String,
    /// What stands in the form: the stored settings, or what was typed before and refused.
    pub fields: RoomFields,
    /// Who works there.
    pub staff: Vec<AssignmentView>,
    /// Whom one has just removed from the room, and may bring back.
    pub withdrawn: Option<Withdrawn>,
    /// The link of an invitation just made, once.
    pub link: Option<String>,
    /// Object id and label of somebody to add, as they were typed and refused.
    pub refused_staff: Option<(String, String)>,
}

/// A refused form, and the version it replaces.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refused {
    pub(super) version: i64,
    pub(super) fields: RoomFields,
}

/// The name under which a refused form of a room is kept.
#[cfg(feature = "ssr")]
pub(super) fn kept_as(room: Option<RoomId>) -> String {
    room.map_or_else(|| "room".to_owned(), |room| format!("room {room}"))
}

/// The form of a room, or without a room that of a new one.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] or [`model::ErrorCode::Forbidden`] for anybody who does not run the room.
#[server(endpoint = "rooms/edit")]
pub async fn edit(
    /// The room; none for a new one.
    #[server(default)]
    room: Option<RoomId>,
) -> Result<RoomPage, Failure> {
    use crate::gate;
    use crate::server_functions::admin::fresh_link;
    use crate::server_functions::kept;

    let (view, refused, refused_staff, withdrawn) = if let Some(room) = room {
        let editor = gate::room_editor(room).await?;
        let refused = kept::find::<Refused>(editor.member(), kept_as(Some(room))).await;
        let refused_staff = kept::find(editor.member(), format!("staff {room}")).await;
        let withdrawn = gate::trust()?.removed_lately(&editor).await;
        (
            gate::queue()?.room_edit(&editor).await,
            refused,
            refused_staff,
            withdrawn.map_err(gate::failed)?,
        )
    } else {
        let creator = gate::room_creator().await?;
        (
            gate::queue()?.new_room_view(&creator).await,
            kept::find(creator.member(), kept_as(None)).await,
            None,
            None,
        )
    };
    let view = view.map_err(gate::failed)?;
    let stored_name = view.settings.name.clone();
    let Refused { version, fields } = match refused {
        Some(refused) => refused,
        None if room.is_none() => Refused {
            version: view.version,
            fields: suggestion(&view.settings).await?,
        },
        None => Refused {
            version: view.version,
            fields: RoomFields::of(&view.settings),
        },
    };
    Ok(RoomPage {
        room: view.room,
        version,
        stored_name,
        tenant: view.tenant,
        slug: view.settings.slug,
        base_url: gate::trust()?.settings().base_url.clone(),
        fields: fields.with_all_rows(),
        staff: view.staff,
        withdrawn,
        link: fresh_link::take(),
        refused_staff,
    })
}

/// What a new room starts with: no address, so that it is made from the name, and a privacy notice that is true.
#[cfg(feature = "ssr")]
async fn suggestion(settings: &model::queue::room::RoomSettings) -> Result<RoomFields, Failure> {
    use crate::gate;
    use crate::texts::{Key, use_texts};

    let texts = use_texts();
    let me = gate::trust()?
        .me(&gate::caller()?)
        .await
        .map_err(gate::failed)?;
    let organisation = me.map(|me| me.tenant_name).unwrap_or_default();
    let mut fields = RoomFields::of(settings);
    fields.slug = String::new();
    fields.privacy_notice = texts.with(Key::ROOMEDIT_PRIVACY_SAMPLE, &[("name", &organisation)]);
    Ok(fields)
}
