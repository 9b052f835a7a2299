//! `calendarView/delta`: what changed in a window between two moments.
//!
//! A token holds the window, the moment the caller knows and the moment of the round, so nothing is kept for it.

use std::collections::HashMap;
use std::ops::Range;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use super::fields::Fields;
use super::window::{Window, preferred_size};
use super::write::Writer;
use super::{Access, id_form, in_calendars, opening, preferences, uid_rules};
use crate::calendar::copy::Copy;
use crate::calendar::key::Key;
use crate::calendar::occasion::{Calendars, Kind};
use crate::calendar::{DAY_MIN, Moment};
use crate::graph::errors::GraphError;
use crate::graph::permissions::Call;
use crate::graph::request::{Answer, Context};

const PAGE_DEFAULT: usize = 10;
const PAGE_MAX: usize = 1_000;
/// How far around the window changes are told, too, as `@removed`.
const AROUND: i32 = 28 * DAY_MIN;

/// `GET /users/{id}/calendarView/delta`
pub(in crate::graph) fn delta(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    let query = &context.query;
    if !query.select.is_empty()
        || query.filter.is_some()
        || query.order.is_some()
        || query.expand.is_some()
    {
        return Err(GraphError::new(
            StatusCode::BAD_REQUEST,
            "ErrorInvalidUrlQuery",
            "The following parameters are not supported with change tracking over the 'CalendarView' resource: '$orderby, $filter, $select, $expand, $search'.",
        ));
    }
    let access = Access::of(context, id, Call::ReadCalendarDelta)?;
    let (zone, mut applied) = preferences(context)?;
    let size = preferred_size(context).map_or(PAGE_DEFAULT, |size| size.clamp(1, PAGE_MAX));
    if let Some(size) = preferred_size(context) {
        applied.push(format!("odata.maxpagesize={size}"));
    }
    let epoch = context.state.delta_epoch();
    let text = in_calendars(context.state, &context.caller.tid, |now| {
        let round = Round::of(context, &access, (epoch, now.at))?;
        let calendars = Calendars {
            at: round.to,
            ..now
        };
        let items = round.items(&calendars);
        let writer = Writer {
            calendars,
            fields: access.fields(Fields::ALL),
            zone,
            ids: id_form(context),
            uid: uid_rules(context.state),
        };
        let end = items.len().min(round.offset + size);
        let mut out = opening(context, "Collection(event)");
        let (name, token) = if end < items.len() {
            let next = Round {
                offset: end,
                ..round.clone()
            };
            ("nextLink", format!("$skiptoken={}", next.token(epoch)))
        } else {
            let done = Round {
                from: Some(round.to),
                offset: 0,
                ..round.clone()
            };
            ("deltaLink", format!("$deltatoken={}", done.token(epoch)))
        };
        let link = format!("{}/{}?{token}", context.root(), context.request.path);
        out.push_str(&format!(
            "\"@odata.{name}\":{},\"value\":[",
            Value::from(link)
        ));
        for (index, item) in items[round.offset.min(end)..end].iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            item.write(&mut out, &writer);
        }
        out.push_str("]}");
        Ok(out)
    })?;
    Ok(Answer::text(text).applying(applied))
}

/// One round: from what the caller knows to a fixed moment.
#[derive(Clone)]
struct Round {
    person: u32,
    window: Range<i32>,
    from: Option<Moment>,
    to: Moment,
    offset: usize,
}

impl Round {
    fn of(
        context: &Context<'_>,
        access: &Access,
        (epoch, now): (u32, Moment),
    ) -> Result<Self, GraphError> {
        let query = &context.query;
        let Some(token) = query.skiptoken.as_deref().or(query.deltatoken.as_deref()) else {
            return Ok(Self {
                person: access.person,
                window: Window::of(context)?.minutes,
                from: None,
                to: now,
                offset: 0,
            });
        };
        let invalid = || {
            GraphError::new(
                StatusCode::BAD_REQUEST,
                "SyncStateInvalid",
                "The sync state is invalid.",
            )
        };
        let (issued, mut round) = Self::read(token).ok_or_else(invalid)?;
        if round.person != access.person {
            return Err(invalid());
        }
        if issued != epoch {
            return Err(GraphError {
                location: Some(format!("{}/{}", context.root(), context.request.path)),
                ..GraphError::new(
                    StatusCode::GONE,
                    "SyncStateNotFound",
                    "The sync state generation is not found; continue with a full round.",
                )
            });
        }
        if query.skiptoken.is_none() {
            round.to = now;
        }
        Ok(round)
    }

    fn token(&self, epoch: u32) -> String {
        let Range { start, end } = self.window;
        let (known, ms, revision) = self
            .from
            .map_or((0, 0, 0), |from| (1, from.ms, from.revision));
        BASE64_URL_SAFE_NO_PAD.encode(format!(
            "delta:{epoch}:{}:{start}:{end}:{known}:{ms}:{revision}:{}:{}:{}",
            self.person, self.to.ms, self.to.revision, self.offset
        ))
    }

    fn read(token: &str) -> Option<(u32, Self)> {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let numbers: Option<Vec<i64>> = text
            .strip_prefix("delta:")?
            .split(':')
            .map(|part| part.parse().ok())
            .collect();
        let [
            epoch,
            person,
            start,
            end,
            known,
            ms,
            revision,
            to_ms,
            to_revision,
            offset,
        ] = numbers?[..]
        else {
            return None;
        };
        let moment = |ms: i64, revision: i64| -> Option<Moment> {
            let revision = u32::try_from(revision).ok()?;
            Some(Moment { ms, revision })
        };
        let from = if known == 1 {
            Some(moment(ms, revision)?)
        } else {
            None
        };
        Some((
            u32::try_from(epoch).ok()?,
            Self {
                person: u32::try_from(person).ok()?,
                window: i32::try_from(start).ok()?..i32::try_from(end).ok()?,
                from,
                to: moment(to_ms, to_revision)?,
                offset: usize::try_from(offset).ok()?,
            },
        ))
    }

    fn items<'a>(&self, calendars: &Calendars<'a>) -> Vec<Item<'a>> {
        match self.from {
            None => self.everything(calendars),
            Some(from) => self.changes(
                &Calendars {
                    at: from,
                    ..*calendars
                },
                calendars,
            ),
        }
    }

    // Masters first, then what they stand for.
    fn everything<'a>(&self, calendars: &Calendars<'a>) -> Vec<Item<'a>> {
        let copies = calendars.copies(self.person, &self.window);
        let mut items: Vec<Item<'a>> = masters(&copies)
            .into_iter()
            .filter_map(|key| calendars.copy(self.person, key))
            .map(|copy| Item::Event(Box::new(copy)))
            .collect();
        items.extend(copies.into_iter().map(|copy| Item::Event(Box::new(copy))));
        items
    }

    fn changes<'a>(&self, before: &Calendars<'a>, after: &Calendars<'a>) -> Vec<Item<'a>> {
        let wide = self.window.start - AROUND..self.window.end + AROUND;
        let old: HashMap<Key, (u64, bool)> = before
            .copies(self.person, &wide)
            .iter()
            .map(|copy| {
                (
                    copy.occasion.key,
                    (before.signature(copy), self.holds(copy)),
                )
            })
            .collect();
        let new = after.copies(self.person, &wide);
        let mut items: Vec<Item<'a>> = masters(&new)
            .into_iter()
            .filter_map(|key| after.copy(self.person, key))
            .filter(|copy| {
                let known = before.copy(self.person, copy.occasion.key);
                known.is_none_or(|known| before.signature(&known) != after.signature(copy))
            })
            .map(|copy| Item::Event(Box::new(copy)))
            .collect();
        let mut still: HashMap<Key, ()> = HashMap::with_capacity(new.len());
        for copy in new {
            let key = copy.occasion.key;
            still.insert(key, ());
            let was = old.get(&key);
            let same = was.is_some_and(|(signature, _)| *signature == after.signature(&copy));
            match (same, self.holds(&copy)) {
                (true, _) => {}
                (false, true) => items.push(Item::Event(Box::new(copy))),
                // Whatever changes around the window is told as removed, whether it was known or not.
                (false, false) => items.push(Item::Removed(self.person, key)),
            }
        }
        let mut gone: Vec<Key> = old
            .into_keys()
            .filter(|key| !still.contains_key(key))
            .collect();
        gone.sort_unstable();
        items.extend(gone.into_iter().map(|key| Item::Removed(self.person, key)));
        items
    }

    fn holds(&self, copy: &Copy<'_>) -> bool {
        let made = &copy.occasion;
        made.start < self.window.end
            && (made.end > self.window.start || made.start >= self.window.start)
    }
}

fn masters(copies: &[Copy<'_>]) -> Vec<Key> {
    let mut keys: Vec<Key> = copies
        .iter()
        .filter_map(|copy| copy.occasion.key.master())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// One line of a round.
enum Item<'a> {
    /// There it is, new or changed.
    Event(Box<Copy<'a>>),
    /// It left the window, the mailbox or the world.
    Removed(u32, Key),
}

impl Item<'_> {
    fn write(&self, out: &mut String, writer: &Writer<'_>) {
        match self {
            // An occurrence like its series comes as a stub; the master carries the rest.
            Self::Event(copy) if copy.occasion.kind == Kind::Occurrence => {
                let begin = out.len() + 1;
                writer.with_fields(out, copy, Fields::STUB);
                out.insert_str(begin, "\"@odata.type\":\"#microsoft.graph.event\",");
            }
            Self::Event(copy) => {
                let begin = out.len() + 1;
                writer.event(out, copy);
                out.insert_str(begin, "\"@odata.type\":\"#microsoft.graph.event\",");
            }
            Self::Removed(person, key) => {
                out.push_str("{\"@removed\":{\"reason\":\"deleted\"},");
                writer.id_of(out, *person, *key);
                out.push('}');
            }
        }
    }
}
