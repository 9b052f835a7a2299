//! Saving a room.

use leptos::prelude::*;
use model::RoomId;

use super::fields::RoomFields;
use crate::error::Failure;

/// Saves a room, or makes it, and leads to its settings page.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] with the wrong fields; [`model::ErrorCode::Stale`] when somebody else has saved the
/// room meanwhile, with that person's name as its detail where it is known; [`model::ErrorCode::NotFound`],
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "rooms/save")]
pub async fn save_room(
    /// The room; none for a new one.
    #[server(default)]
    room: Option<RoomId>,
    /// The version the form was drawn from.
    version: i64,
    /// What was typed.
    form: RoomFields,
) -> Result<(), Failure> {
    use crate::{gate, paths};

    let saved = if let Some(room) = room {
        change(gate::room_editor(room).await?, version, form).await?
    } else {
        make(gate::room_creator().await?, form).await?
    };
    let now = if room.is_some() { "changed" } else { "made" };
    leptos_axum::redirect(&format!("{}?saved={now}", paths::room_edit(saved)));
    Ok(())
}

#[cfg(feature = "ssr")]
async fn change(
    editor: trust::RoomEditor,
    version: i64,
    fields: RoomFields,
) -> Result<RoomId, Failure> {
    use super::edit::{Refused, kept_as};
    use crate::gate;
    use crate::server_functions::kept;
    use model::ErrorCode;
    use model::queue::form::RoomForm;

    let room = Some(editor.room());
    let saved = match fields.read() {
        Ok(settings) => {
            let wanted = RoomForm {
                room,
                version,
                settings,
            };
            gate::queue()?
                .save_room(&editor, wanted)
                .await
                .map_err(gate::failed)
        }
        Err(wrong) => Err(Failure(model::AppError::invalid(wrong))),
    };
    let Err(failure) = saved else {
        return saved;
    };
    let mut version = version;
    if failure.code() == ErrorCode::Stale {
        // The page speaks of the newer version, so the next save is meant to replace that one.
        version = gate::queue()?
            .room_edit(&editor)
            .await
            .map_err(gate::failed)?
            .version;
    }
    kept::keep(editor.member(), kept_as(room), &Refused { version, fields }).await;
    Err(failure)
}

#[cfg(feature = "ssr")]
async fn make(creator: trust::RoomCreator, fields: RoomFields) -> Result<RoomId, Failure> {
    use super::edit::{Refused, kept_as};
    use crate::gate;
    use crate::server_functions::kept;
    use model::queue::form::RoomForm;

    let made = match fields.read() {
        Ok(settings) => {
            let wanted = RoomForm {
                room: None,
                version: 0,
                settings,
            };
            gate::queue()?
                .create_room(&creator, wanted)
                .await
                .map_err(gate::failed)
        }
        Err(wrong) => Err(Failure(model::AppError::invalid(wrong))),
    };
    if made.is_err() {
        let refused = Refused { version: 0, fields };
        kept::keep(creator.member(), kept_as(None), &refused).await;
    }
    made
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    /// As `server_fn` reads form bodies.
    fn read(body: &str) -> SaveRoom {
        serde_qs::Config::new(5, false)
            .deserialize_str(body)
            .unwrap()
    }

    #[test]
    fn a_plain_form_is_read_with_its_rows_and_boxes() {
        let sent = read(
            "version=3&form[name]=Desk&form[open]=true&form[questions][0][id]=7&form[questions][0][label]=Who%3F\
             &form[questions][0][required]=true&form[questions][9][label]=Last&form[questions][9][kind]=date",
        );
        assert_eq!(
            (
                sent.room,
                sent.version,
                sent.form.name.as_str(),
                sent.form.open
            ),
            (None, 3, "Desk", true)
        );
        assert_eq!(
            (sent.form.questions[0].id, sent.form.questions[0].required),
            (7, true)
        );
        assert_eq!(
            sent.form.questions.last().map(|row| row.kind.as_str()),
            Some("date")
        );
        let room = read("room=0192d3a0-0000-7000-8000-000000000001&version=1&form[name]=").room;
        assert!(room.is_some());
    }

    #[test]
    fn what_the_browser_sends_by_script_reads_back() {
        let mut form = RoomFields {
            name: "A & B".into(),
            ..RoomFields::default()
        }
        .with_all_rows();
        form.questions[9].options = "one\ntwo".into();
        let sent = SaveRoom {
            room: Some(RoomId::default()),
            version: 2,
            form,
        };
        let text = serde_qs::to_string(&sent).unwrap();
        assert_eq!(read(&text).form, sent.form);
    }
}
