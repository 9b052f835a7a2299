//! Entering a room.

use leptos::prelude::*;
use model::Slug;
use model::queue::form::JoinForm;

use crate::error::Failure;

/// Takes a place in the queue and leads to the waiting page. What did not pass is kept for the visitor to correct.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] with the wrong fields; [`model::ErrorCode::RoomClosed`],
/// [`model::ErrorCode::RoomFull`]; [`model::ErrorCode::Stale`] when the consent text has changed meanwhile;
/// [`model::ErrorCode::NotFound`]; [`model::ErrorCode::TooMany`] when too many entered from this address just now.
#[server(endpoint = "visitor/join")]
pub async fn join(
    /// Address part of the organisation.
    tenant: Slug,
    /// Address part of the room.
    room: Slug,
    /// What was typed.
    form: JoinForm,
) -> Result<(), Failure> {
    use crate::{gate, paths};

    let access = gate::public_room(&tenant, &room).await?;
    let visitor = super::cookie::known_or_new()?;
    let queue = gate::queue()?;
    if gate::may_enter_now(&access)? {
        queue.join(&access, &visitor, form).await
    } else {
        queue.put_off(&access, &visitor, form).await
    }
    .map_err(gate::failed)?;
    leptos_axum::redirect(&paths::ticket(&tenant, &room));
    Ok(())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    /// As `server_fn` reads form bodies.
    fn read(body: &str) -> Join {
        serde_qs::Config::new(5, false)
            .deserialize_str(body)
            .unwrap()
    }

    #[test]
    fn a_plain_form_is_read_with_its_answers_by_question() {
        let join = read(
            "tenant=contoso&room=cardiology&form[key]=0192d3a0-0000-7000-8000-000000000001&form[consent_version]=3\
             &form[name]=Ada&form[answers][1]=yes&form[answers][12]=a%20b&form[consent]=true",
        );
        assert_eq!(
            (join.tenant.as_str(), join.form.name.as_str()),
            ("contoso", "Ada")
        );
        assert_eq!(join.form.answers.get(&12).map(String::as_str), Some("a b"));
        assert!(join.form.consent && join.form.consent_version == 3);
    }

    #[test]
    fn a_room_without_questions_and_an_unticked_box_send_nothing() {
        let join = read(
            "tenant=contoso&room=cardiology&form[key]=0192d3a0-0000-7000-8000-000000000001&form[name]=",
        );
        assert!(join.form.answers.is_empty() && !join.form.consent);
    }
}
