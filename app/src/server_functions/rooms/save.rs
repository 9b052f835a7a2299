//! Saving a room.

use leptos::prelude::*;
use model::RoomId;

use super::fields::RoomFields;
use crate::error::Failure;

/// Saves a room, or makes it, and leads to its settings page.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] with the wrong fields; [`model::ErrorCode::Stale`] when somebody else has saved the
/// room meanwhile, with the version of the present one as its detail; [`model::ErrorCode::NotFound`],
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
    use super::kept;
    use crate::{gate, paths};
    use model::queue::form::RoomForm;
    use model::{AppError, ErrorCode};

    let settings = form.read().map_err(|wrong| Failure(AppError::invalid(wrong)));
    let done = if let Some(room) = room {
        let editor = gate::room_editor(room).await?;
        let saved = match settings {
            Ok(settings) => {
                let wanted = RoomForm { room: Some(room), version, settings };
                gate::queue()?.save_room(&editor, wanted).await.map_err(gate::failed)
            }
            Err(failure) => Err(failure),
        };
        let saved = match saved {
            Err(failure) if failure.code() == ErrorCode::Stale => {
                let now = gate::queue()?.room_edit(&editor).await.map_err(gate::failed)?;
                Err(Failure(failure.0.with_detail(now.version.to_string())))
            }
            other => other,
        };
        saved.inspect_err(|_| kept::keep(editor.member(), Some(room), &form))
    } else {
        let creator = gate::room_creator().await?;
        let made = match settings {
            Ok(settings) => {
                let wanted = RoomForm { room: None, version: 0, settings };
                gate::queue()?.create_room(&creator, wanted).await.map_err(gate::failed)
            }
            Err(failure) => Err(failure),
        };
        made.inspect_err(|_| kept::keep(creator.member(), None, &form))
    };
    let now = if room.is_some() { "changed" } else { "made" };
    leptos_axum::redirect(&format!("{}?saved={now}", paths::room_edit(done?)));
    Ok(())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    /// As `server_fn` reads form bodies.
    fn read(body: &str) -> SaveRoom {
        serde_qs::Config::new(5, false).deserialize_str(body).unwrap()
    }

    #[test]
    fn a_plain_form_is_read_with_its_rows_and_boxes() {
        let sent = read(
            "version=3&form[name]=Desk&form[open]=true&form[questions][0][id]=7&form[questions][0][label]=Who%3F\
             &form[questions][0][required]=true&form[questions][9][label]=Last&form[questions][9][kind]=date",
        );
        assert_eq!((sent.room, sent.version, sent.form.name.as_str(), sent.form.open), (None, 3, "Desk", true));
        assert_eq!((sent.form.questions[0].id, sent.form.questions[0].required), (7, true));
        assert_eq!(sent.form.questions.last().map(|row| row.kind.as_str()), Some("date"));
        let room = read("room=0192d3a0-0000-7000-8000-000000000001&version=1&form[name]=").room;
        assert!(room.is_some());
    }

    #[test]
    fn what_the_browser_sends_by_script_reads_back() {
        let mut form = RoomFields { name: "A & B".into(), ..RoomFields::default() }.with_all_rows();
        form.questions[9].options = "one\ntwo".into();
        let sent = SaveRoom { room: Some(RoomId::default()), version: 2, form };
        let text = serde_qs::to_string(&sent).unwrap();
        assert_eq!(read(&text).form, sent.form);
    }
}
