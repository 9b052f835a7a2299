//! Making and editing rooms.

use model::queue::form::{RoomForm, check_room};
use model::queue::room::RoomSettings;
use model::queue::view::RoomEditView;
use model::{FieldError, FieldProblem, ObjectId, RoomId, Slug, Timestamp};
use serde_json::json;
use store::{RoomRow, RoomUpdate, StoreError, Tx};
use trust::audit::{self, Actor, Entry};
use trust::{RoomCreator, RoomEditor, TenantKeys};

use crate::QueueError;
use crate::event::Event;
use crate::queue::{Queue, fresh, read_room};
use crate::write::{Happened, append};
use crate::zone;

impl Queue {
    /// The settings page of a room.
    ///
    /// # Errors
    /// [`QueueError::NotFound`], [`QueueError::Store`].
    pub async fn room_edit(&self, editor: &RoomEditor) -> Result<RoomEditView, QueueError> {
        let (row, room) = self.room(editor.tenant(), editor.room()).await?;
        Ok(RoomEditView {
            room: Some(room.id),
            version: row.version,
            tenant: self.tenant(editor.tenant()).await?.slug,
            settings: room.settings,
            staff: self.0.trust.staff_of_room(editor).await?,
        })
    }

    /// The settings page of a room that is to be made. Name and address are empty suggestions.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn new_room_view(&self, creator: &RoomCreator) -> Result<RoomEditView, QueueError> {
        let scoped = self.of(creator.tenant());
        let mut slug = suggestion(1)?;
        for number in 2..100 {
            if scoped.room_by_slug(&slug).await?.is_none() {
                break;
            }
            slug = suggestion(number)?;
        }
        Ok(RoomEditView {
            room: None,
            version: 0,
            tenant: self.tenant(creator.tenant()).await?.slug,
            settings: RoomSettings {
                time_zone: zone::of_this_machine(),
                ..RoomSettings::named("", slug)
            },
            staff: Vec::new(),
        })
    }

    /// Makes a room.
    ///
    /// # Errors
    /// [`QueueError::Invalid`], also when the address part is taken.
    pub async fn create_room(
        &self,
        creator: &RoomCreator,
        form: RoomForm,
    ) -> Result<RoomId, QueueError> {
        let settings = checked(&form.settings)?;
        let keys = self.keys(creator.tenant()).await?;
        let now = self.now();
        let row = RoomRow {
            id: RoomId(fresh()),
            slug: settings.slug.clone(),
            version: 1,
            consent_version: 1,
            settings_json: text(&settings)?,
            revision: 0,
            created: now,
            archived: None,
        };
        let by = Actor::Person(creator.oid());
        let mut tx = self.of(creator.tenant()).begin().await?;
        if tx.room_by_slug(&settings.slug).await?.is_some() {
            return Err(slug_taken());
        }
        tx.insert_room(&row).await.map_err(conflict)?;
        let happened = Happened {
            room: row.id,
            ticket: None,
            kind: "room_created",
            at: now,
            by,
        };
        append(&mut tx, happened, &Event::default()).await?;
        let entry =
            Entry::new(now, by, "room.created", row.id).with(json!({ "slug": settings.slug }));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(row.id)
    }

    /// Saves a room. A form drawn from an older version is refused, so that nobody's change is lost unseen.
    ///
    /// # Errors
    /// [`QueueError::Invalid`], [`QueueError::SavedBy`] or [`QueueError::Stale`], [`QueueError::NotFound`].
    pub async fn save_room(
        &self,
        editor: &RoomEditor,
        form: RoomForm,
    ) -> Result<RoomId, QueueError> {
        if form.room.is_some_and(|room| room != editor.room()) {
            return Err(QueueError::NotFound);
        }
        let settings = checked(&form.settings)?;
        let keys = self.keys(editor.tenant()).await?;
        let mut tx = self.of(editor.tenant()).begin().await?;
        let save = Save {
            settings,
            version: form.version,
            by: Actor::Person(editor.oid()),
            now: self.now(),
        };
        save.write(&mut tx, &keys, editor.room()).await?;
        tx.commit().await?;
        Ok(editor.room())
    }
}

struct Save {
    settings: RoomSettings,
    version: i64,
    by: Actor,
    now: Timestamp,
}

impl Save {
    async fn write(self, tx: &mut Tx, keys: &TenantKeys, room: RoomId) -> Result<(), QueueError> {
        // The revision comes first: it holds back whoever is entering under the old settings.
        let happened = Happened {
            room,
            ticket: None,
            kind: "room_changed",
            at: self.now,
            by: self.by,
        };
        let revision =
            append(tx, happened, &Event::default())
                .await
                .map_err(|error| match error {
                    QueueError::Store(StoreError::Reference { .. }) => QueueError::NotFound,
                    other => other,
                })?;
        let row = tx
            .room(room)
            .await?
            .filter(|row| row.archived.is_none())
            .ok_or(QueueError::NotFound)?;
        let before = read_room(&row)?.settings;
        let settings = self.settings;
        let namesake = tx.room_by_slug(&settings.slug).await?;
        if namesake.is_some_and(|other| other.id != room) {
            return Err(slug_taken());
        }
        let consent_version =
            row.consent_version + i64::from(before.consent_text != settings.consent_text);
        let update = RoomUpdate {
            id: room,
            expected_version: self.version,
            slug: settings.slug.clone(),
            consent_version,
            settings_json: text(&settings)?,
            archived: None,
        };
        if !tx.update_room(&update).await.map_err(conflict)? {
            return Err(saved_by(tx, room, revision).await?);
        }
        let entry = Entry::new(self.now, self.by, "room.changed", room)
            .with(json!({ "version": self.version + 1, "fields": changed(&before, &settings) }));
        Ok(audit::append(tx, keys, entry).await?)
    }
}

/// Who has saved the room before this attempt, where that is known.
async fn saved_by(tx: &mut Tx, room: RoomId, revision: i64) -> Result<QueueError, QueueError> {
    let oid = tx.last_room_change(room, revision).await?;
    let Some(oid) = oid.and_then(|oid| oid.parse::<ObjectId>().ok()) else {
        return Ok(QueueError::Stale);
    };
    let person = tx.person(oid).await?;
    Ok(person.map_or(QueueError::Stale, |person| QueueError::SavedBy(person.name)))
}

/// The settings as they are stored; the time zone with the name the database of zones gives it.
fn checked(wanted: &RoomSettings) -> Result<RoomSettings, QueueError> {
    let settings = check_room(wanted);
    let Some(time_zone) = zone::canonical(&wanted.time_zone) else {
        let mut wrong = settings.err().unwrap_or_default();
        wrong.push(FieldError::new("time_zone", FieldProblem::Malformed));
        return Err(QueueError::Invalid(wrong));
    };
    let settings = settings.map_err(QueueError::Invalid)?;
    Ok(RoomSettings {
        time_zone,
        ..settings
    })
}

/// Names of the settings that differ; their values are not recorded.
fn changed(before: &RoomSettings, after: &RoomSettings) -> Vec<String> {
    let fields = |settings: &RoomSettings| match serde_json::to_value(settings) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let before = fields(before);
    fields(after)
        .into_iter()
        .filter(|(name, value)| before.get(name) != Some(value))
        .map(|(name, _)| name)
        .collect()
}

fn suggestion(number: u32) -> Result<Slug, QueueError> {
    let text = if number == 1 {
        "room".to_owned()
    } else {
        format!("room-{number}")
    };
    text.parse().map_err(|_| QueueError::Malformed("slug"))
}

fn text(settings: &RoomSettings) -> Result<String, QueueError> {
    serde_json::to_string(settings).map_err(|_| QueueError::Malformed("room settings"))
}

fn slug_taken() -> QueueError {
    QueueError::Invalid(vec![FieldError::new("slug", FieldProblem::Taken)])
}

/// Somebody took the address part between the look and the write.
fn conflict(error: StoreError) -> QueueError {
    match error {
        StoreError::Conflict { .. } => slug_taken(),
        other => other.into(),
    }
}
