//! The settings page of a room.

use leptos::prelude::*;
use model::trust::AssignmentView;
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
    /// Public base URL of this installation.
    pub base_url: String,
    /// What stands in the form: the stored settings, or what was typed before and refused.
    pub fields: RoomFields,
    /// Who works there.
    pub staff: Vec<AssignmentView>,
    /// The link of an invitation just made, once.
    pub link: Option<String>,
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
    use super::kept;
    use crate::gate;
    use crate::server_functions::admin::fresh_link;
    use crate::texts::{Key, use_texts};

    let texts = use_texts();
    let (view, kept) = if let Some(room) = room {
        let editor = gate::room_editor(room).await?;
        (gate::queue()?.room_edit(&editor).await, kept::find(editor.member(), Some(room)))
    } else {
        let creator = gate::room_creator().await?;
        (gate::queue()?.new_room_view(&creator).await, kept::find(creator.member(), None))
    };
    let view = view.map_err(gate::failed)?;
    let mut fields = RoomFields::of(&view.settings);
    if room.is_none() {
        let me = gate::trust()?.me(&gate::caller()?).await.map_err(gate::failed)?;
        let organisation = me.map(|me| me.tenant_name).unwrap_or_default();
        fields.slug = String::new();
        fields.privacy_notice = texts.with(Key::ROOMEDIT_PRIVACY_SAMPLE, &[("name", &organisation)]);
    }
    Ok(RoomPage {
        room: view.room,
        version: view.version,
        stored_name: view.settings.name,
        tenant: view.tenant,
        base_url: gate::trust()?.settings().base_url.clone(),
        fields: kept.unwrap_or(fields).with_all_rows(),
        staff: view.staff,
        link: fresh_link::take(),
    })
}
