//! Entering a room (T1): committed before the visitor is told.

use model::queue::form::{Accepted, Draft, JoinForm, check_join};
use model::queue::presence::Sign;
use model::queue::room::Room;
use model::queue::state::{Dimension, MeetingState, Presence, State};
use model::queue::transition::Id;
use model::{FieldError, TicketId, Timestamp};
use store::{NewDraft, StoreError, TicketRow, Tx};
use trust::audit::Actor;
use trust::{PublicRoom, TenantKeys, VisitorCookie};

use crate::QueueError;
use crate::event::Event;
use crate::kpi::NOBODY;
use crate::queue::{Queue, fresh_in_time, read_room};
use crate::sealed::{seal_answers, seal_draft};
use crate::write::{Happened, Target, append, period};
use crate::zone::Zone;

/// Version of the order policy of `model::queue::order`; stored on each ticket.
const POLICY_VERSION: i64 = 1;

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The ticket.
    pub ticket: TicketId,
}

/// Why a form was not taken, from within the transaction.
enum Refusal {
    Draft(QueueError),
    Other(QueueError),
}

impl<E: Into<QueueError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

impl Queue {
    /// Enters a room. The same key again, and the same browser while it has an open ticket here, answer with the
    /// same ticket. What was typed is kept for 30 minutes when it does not pass.
    ///
    /// # Errors
    /// [`QueueError::Invalid`], [`QueueError::RoomClosed`], [`QueueError::RoomFull`]; for a key of another browser
    /// [`QueueError::Stale`].
    pub async fn join(
        &self,
        room: &PublicRoom,
        visitor: &VisitorCookie,
        form: JoinForm,
    ) -> Result<Joined, QueueError> {
        let keys = self.keys(room.tenant()).await?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.join_once(room, visitor, &form, &keys).await {
                Ok(ticket) => return Ok(Joined { ticket }),
                Err(Refusal::Other(QueueError::Store(StoreError::Busy))) if attempt < 5 => {}
                Err(Refusal::Other(error)) => return Err(error),
                Err(Refusal::Draft(error)) => {
                    self.keep_draft(room, visitor, form, &keys, &error).await?;
                    return Err(error);
                }
            }
        }
    }

    /// Refuses an entry for now: too many came from the same address. What was typed is kept like a form that does
    /// not pass.
    ///
    /// # Errors
    /// [`QueueError::TooMany`] always, unless the form could not be kept.
    pub async fn put_off(
        &self,
        room: &PublicRoom,
        visitor: &VisitorCookie,
        form: JoinForm,
    ) -> Result<Joined, QueueError> {
        let keys = self.keys(room.tenant()).await?;
        let error = QueueError::TooMany;
        self.keep_draft(room, visitor, form, &keys, &error).await?;
        Err(error)
    }

    async fn join_once(
        &self,
        room: &PublicRoom,
        visitor: &VisitorCookie,
        form: &JoinForm,
        keys: &TenantKeys,
    ) -> Result<TicketId, Refusal> {
        let now = self.now();
        let hash = visitor.hash();
        let mut tx = self.of(room.tenant()).begin().await?;
        let id = TicketId(fresh_in_time());
        let target = Target {
            tenant: room.tenant(),
            ticket: id,
            room: None,
            by: Actor::Visitor,
            command: None,
        };
        // The room's revision comes first: it holds other joins back, so that the limit and "one ticket for each
        // browser" are judged on what is there.
        let event = Event {
            t: Some(Id::T1),
            state: Some(State::Waiting),
            presence: Some(Presence::Present),
            meeting: Some(MeetingState::None),
            ..Event::default()
        };
        let happened = Happened {
            room: room.room(),
            ticket: Some(id),
            kind: "joined_queue",
            at: now,
            by: Actor::Visitor,
        };
        append(&mut tx, happened, &event)
            .await
            .map_err(Refusal::Other)?;
        if let Some(ticket) = present(&mut tx, room, &hash, form).await? {
            return Ok(ticket);
        }
        let stored = tx
            .room(room.room())
            .await?
            .filter(|row| row.archived.is_none());
        let stored = read_room(&stored.ok_or(QueueError::NotFound)?)?;
        let accepted = admitted(&mut tx, &stored, form).await?;
        let row = self.new_ticket(
            &mut tx,
            &stored,
            New {
                id,
                hash,
                form,
                now,
                answers: seal_answers(keys, id, &accepted)?,
            },
        );
        let row = row.await?;
        if !tx.insert_ticket(&row).await? {
            return Err(Refusal::Other(QueueError::Stale));
        }
        for (dimension, value) in beginnings(&row) {
            tx.open_period(&period(target, (dimension, value), "T1", now))
                .await?;
        }
        tx.delete_draft(room.room(), &hash).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn new_ticket(
        &self,
        tx: &mut Tx,
        room: &Room,
        new: New<'_>,
    ) -> Result<TicketRow, QueueError> {
        let New {
            id,
            hash,
            form,
            now,
            answers,
        } = new;
        let (day, _) = Zone::named(&room.settings.time_zone).day_and_hour(now);
        let number = tx.next_ticket_number(room.id, &day).await?;
        let consents = !room.settings.consent_text.is_empty();
        Ok(TicketRow {
            id,
            room: room.id,
            number,
            version: 1,
            state: State::Waiting,
            state_since: now,
            presence: Presence::Present,
            presence_since: now,
            arrived: now,
            ended: None,
            claim_by: None,
            claim_name: None,
            claim_since: None,
            consultation: None,
            meeting: MeetingState::None,
            problem: None,
            meeting_link: None,
            meeting_ref: None,
            meeting_organiser: None,
            answers: Some(answers),
            erase_at: None,
            consent_version: consents.then_some(room.consent_version),
            consent_at: consents.then_some(now),
            policy_version: POLICY_VERSION,
            returned: false,
            priority_since: None,
            visitor_joined_at: None,
            staff_joined_at: None,
            last_sign: Sign::Visible,
            last_sign_at: now,
            join_key: form.key,
            visitor_hash: hash,
        })
    }

    async fn keep_draft(
        &self,
        room: &PublicRoom,
        visitor: &VisitorCookie,
        form: JoinForm,
        keys: &TenantKeys,
        error: &QueueError,
    ) -> Result<(), QueueError> {
        let problems = match error {
            QueueError::Invalid(problems) => problems.clone(),
            _ => Vec::new(),
        };
        let hash = visitor.hash();
        let draft = trimmed(Draft { form, problems });
        let sealed = seal_draft(keys, (room.room(), &hash), &draft)?;
        let mut tx = self.of(room.tenant()).begin().await?;
        tx.save_draft(&NewDraft {
            room: room.room(),
            visitor_hash: hash,
            sealed,
            saved: self.now(),
        })
        .await?;
        tx.trim_drafts(room.room(), DRAFTS_MOST).await?;
        Ok(tx.commit().await?)
    }
}

struct New<'f> {
    id: TicketId,
    hash: [u8; 32],
    form: &'f JoinForm,
    now: Timestamp,
    answers: Vec<u8>,
}

/// The ticket this browser has here already: by the key of a repeated form, or one that has not ended.
async fn present(
    tx: &mut Tx,
    room: &PublicRoom,
    hash: &[u8; 32],
    form: &JoinForm,
) -> Result<Option<TicketId>, QueueError> {
    if let Some(row) = tx.ticket_by_key(room.room(), form.key, hash).await? {
        return Ok(Some(row.id));
    }
    let held = tx.visitor_tickets(hash).await?;
    Ok(held
        .into_iter()
        .find(|row| row.room == room.room() && !row.state.is_terminal())
        .map(|row| row.id))
}

/// The guards of T1.
async fn admitted(tx: &mut Tx, room: &Room, form: &JoinForm) -> Result<Accepted, Refusal> {
    if !room.settings.open {
        return Err(Refusal::Draft(QueueError::RoomClosed));
    }
    if tx.waiting_count(room.id).await? >= room.settings.capacity {
        return Err(Refusal::Draft(QueueError::RoomFull));
    }
    check_join(form, room).map_err(|wrong| Refusal::Draft(QueueError::Invalid(wrong)))
}

fn beginnings(row: &TicketRow) -> [(Dimension, String); 5] {
    [
        (Dimension::State, row.state.as_str().to_owned()),
        (Dimension::Presence, row.presence.as_str().to_owned()),
        (Dimension::Room, row.room.to_string()),
        (Dimension::Claim, NOBODY.to_owned()),
        (Dimension::Meeting, row.meeting.as_str().to_owned()),
    ]
}

/// Drafts kept of a room, the latest: a browser that makes up a new cookie each time leaves a new one each time.
const DRAFTS_MOST: u32 = 500;
/// Characters kept of one field of a draft: enough to correct an over-long answer, not enough to store a book.
const DRAFT_FIELD_MOST: usize = 4000;
/// Fields kept of a draft.
const DRAFT_FIELDS_MOST: usize = 20;

/// A draft of bounded size. A consent text that changed has to be agreed to again: its tick is taken back.
fn trimmed(mut draft: Draft) -> Draft {
    let cut = |text: &mut String| {
        if let Some((at, _)) = text.char_indices().nth(DRAFT_FIELD_MOST) {
            text.truncate(at);
        }
    };
    cut(&mut draft.form.name);
    draft.form.answers = draft
        .form
        .answers
        .into_iter()
        .take(DRAFT_FIELDS_MOST)
        .collect();
    draft.form.answers.values_mut().for_each(cut);
    let must_agree = |problem: &FieldError| problem.field == "consent";
    if draft.problems.iter().any(must_agree) {
        draft.form.consent = false;
    }
    draft
}
