//! Calendars: plans made when they are first asked for, and what was changed of them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, PoisonError};

use serde::Deserialize;

use super::{State, lock};
use crate::calendar::custom::Added;
use crate::calendar::key::{IdForm, Key, Mailbox};
use crate::calendar::minute_of;
use crate::calendar::occasion::{Party, Sensitivity, ShowAs};
use crate::calendar::outside::OUTSIDERS;
use crate::calendar::overlay::{Change, Overlay};
use crate::calendar::plan::Plan;
use crate::calendar::respond::Response;
use crate::directory::Directory;
use crate::graph::parse_time;

/// How many links of `users/delta` stay usable.
const LINKS: usize = 64;

/// Plans and changes of all tenants.
#[derive(Debug, Default)]
pub struct CalendarDesk {
    tenants: HashMap<String, TenantDesk>,
    delta_epoch: u32,
}

#[derive(Debug)]
struct TenantDesk {
    plan: Arc<Plan>,
    overlay: Overlay,
}

/// What was told about users at the end of a delta round.
#[derive(Debug, Default)]
pub struct UserLinks {
    next: u64,
    known: VecDeque<(u64, Arc<HashMap<String, u64>>)>,
}

/// An event to be added; people by object id or UPN, addresses of outsiders as the simulation knows them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewEvent {
    /// Who calls it: a person, or an outsider's address.
    pub organizer: String,
    /// Who is invited.
    pub attendees: Vec<String>,
    /// Who of them may stay away.
    pub optional: Vec<String>,
    /// Begin, ISO 8601.
    pub start: String,
    /// End, ISO 8601; may lie before the begin.
    pub end: String,
    /// When it was called; now where it is left out.
    pub created: Option<String>,
    /// Repeats after so many days.
    pub every_days: Option<i32>,
    /// How often it takes place; for ever where it is left out.
    pub count: Option<i32>,
    /// Subject.
    pub subject: String,
    /// Text of the body.
    pub body: String,
    /// What everybody answers: `accepted` (also where it is left out), `tentativelyAccepted`, `declined`, `none`.
    pub response: Option<String>,
    /// `normal`, `personal`, `private`, `confidential`.
    pub sensitivity: Option<String>,
    /// `free`, `tentative`, `busy`, `oof`, `workingElsewhere`.
    pub show_as: Option<String>,
    /// Lasts whole days.
    pub all_day: bool,
    /// Held online.
    pub online: bool,
    /// `hideAttendees`
    pub hide_attendees: bool,
    /// A room is booked, too.
    pub room: bool,
}

/// What is done to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventChange {
    /// Takes place at another time; both ISO 8601.
    Move {
        /// New begin.
        start: String,
        /// New end.
        end: String,
    },
    /// The organiser cancels it.
    Cancel,
    /// It vanishes from every mailbox.
    Remove,
    /// A person answers.
    Respond {
        /// Object id or UPN.
        person: String,
        /// `accepted`, `tentativelyAccepted`, `declined`, `none`.
        response: String,
    },
}

impl State {
    pub(crate) fn with_calendars<R>(
        &self,
        tid: &str,
        read: impl FnOnce(&Plan, &Overlay) -> R,
    ) -> Option<R> {
        loop {
            let desk = self
                .calendars
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(found) = desk.tenants.get(tid) {
                return Some(read(&found.plan, &found.overlay));
            }
            drop(desk);
            self.plan(tid)?;
        }
    }

    fn plan(&self, tid: &str) -> Option<()> {
        let founding = Directory::founded(self.options());
        let plan = Plan::new(founding.tenant(tid)?, self.options().seed);
        let desk = TenantDesk {
            plan: Arc::new(plan),
            overlay: Overlay::default(),
        };
        let mut calendars = self
            .calendars
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        calendars.tenants.entry(tid.to_owned()).or_insert(desk);
        Some(())
    }

    fn change<R>(&self, tid: &str, change: impl FnOnce(&mut TenantDesk) -> R) -> Option<R> {
        self.with_calendars(tid, |_, _| ())?;
        let mut calendars = self
            .calendars
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        calendars.tenants.get_mut(tid).map(change)
    }

    pub(crate) fn calendar_number(&self, tid: &str, oid: &str) -> Option<u32> {
        self.with_calendars(tid, |plan, _| plan.number_of(oid))
            .flatten()
    }

    /// Adds an event and returns its id in the organiser's mailbox (in the first attendee's, when an outsider calls it; of a
    /// series, the master's).
    ///
    /// # Errors
    /// Says which field was wrong.
    pub fn add_event(&self, tid: &str, event: &NewEvent) -> Result<String, String> {
        let added = self.read_event(tid, event)?;
        let owner = match added.organiser {
            Party::Person(person) => person,
            Party::Outside(_) => *added
                .members
                .first()
                .ok_or("an outsider needs somebody to invite")?,
        };
        let id = self.change(tid, |desk| {
            let key = desk.overlay.add(added);
            let mut id = String::new();
            let constant = desk.plan.card(owner).map_or("", |card| &card.constant);
            key.write_id(
                &mut id,
                Mailbox {
                    person: owner,
                    constant,
                },
                IdForm::Immutable,
            );
            id
        });
        id.ok_or_else(|| "no such tenant".to_owned())
    }

    /// Changes the event behind this id, of any mailbox and form.
    ///
    /// # Errors
    /// Says what was wrong with id or fields.
    pub fn change_event(&self, tid: &str, id: &str, change: &EventChange) -> Result<(), String> {
        let (_, key) = Key::of_id(id).ok_or("that is not the id of an event")?;
        let change = match change {
            EventChange::Cancel => Change::Cancel,
            EventChange::Remove => Change::Remove,
            EventChange::Move { start, end } => Change::Move {
                start: minute(start)?,
                end: minute(end)?,
            },
            EventChange::Respond { person, response } => Change::Respond {
                person: self.number(tid, person)?,
                response: answer(response)?,
            },
        };
        let now = self.now_ms();
        self.change(tid, |desk| desk.overlay.edit(key, now, change))
            .ok_or_else(|| "no such tenant".to_owned())
    }

    /// From now on every delta token issued so far is answered with 410: calendars' and users'.
    pub fn expire_delta_tokens(&self) {
        self.calendars
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .delta_epoch += 1;
        lock(&self.user_links).known.clear();
    }

    pub(crate) fn delta_epoch(&self) -> u32 {
        self.calendars
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .delta_epoch
    }

    /// Makes room for a mailbox of somebody who came later.
    pub(crate) fn open_mailbox(&self, tid: &str, person: &crate::directory::Person) {
        let _ = self.change(tid, |desk| Arc::make_mut(&mut desk.plan).join(person));
    }

    /// Remembers what was told about users; the number goes into the link.
    pub(crate) fn keep_users(&self, told: HashMap<String, u64>) -> u64 {
        let mut links = lock(&self.user_links);
        links.next += 1;
        let number = links.next;
        if links.known.len() == LINKS {
            links.known.pop_front();
        }
        links.known.push_back((number, Arc::new(told)));
        number
    }

    /// What was told about users when this link was issued.
    pub(crate) fn users_told(&self, number: u64) -> Option<Arc<HashMap<String, u64>>> {
        let links = lock(&self.user_links);
        let found = links.known.iter().find(|(known, _)| *known == number);
        found.map(|(_, told)| told.clone())
    }

    fn number(&self, tid: &str, person: &str) -> Result<u32, String> {
        let oid = self.person(tid, person).map(|found| found.oid);
        oid.and_then(|oid| self.calendar_number(tid, &oid))
            .ok_or_else(|| format!("nobody is called '{person}' there"))
    }

    fn party(&self, tid: &str, name: &str) -> Result<Party, String> {
        let outsider = OUTSIDERS
            .iter()
            .position(|(_, mail)| mail.eq_ignore_ascii_case(name));
        match outsider.and_then(|index| u16::try_from(index).ok()) {
            Some(index) => Ok(Party::Outside(index)),
            None => self.number(tid, name).map(Party::Person),
        }
    }

    fn read_event(&self, tid: &str, event: &NewEvent) -> Result<Added, String> {
        let created = event.created.as_deref().map(parse_time);
        let created_ms = match created {
            None => self.now_ms(),
            Some(time) => time.ok_or("'created' is not a time")?,
        };
        let (mut members, mut outsiders) = (Vec::new(), Vec::new());
        for name in &event.attendees {
            match self.party(tid, name)? {
                Party::Person(person) => members.push(person),
                Party::Outside(outsider) => outsiders.push(outsider),
            }
        }
        let optional: Result<_, String> = event
            .optional
            .iter()
            .map(|name| self.number(tid, name))
            .collect();
        Ok(Added {
            revision: 0,
            created_ms,
            organiser: self.party(tid, &event.organizer)?,
            members,
            outsiders,
            optional: optional?,
            response: answer(event.response.as_deref().unwrap_or("accepted"))?,
            responses: HashMap::new(),
            start: minute(&event.start)?,
            end: minute(&event.end)?,
            every_days: event.every_days,
            count: event.count,
            all_day: event.all_day,
            online: event.online,
            hidden: event.hide_attendees,
            room: event.room.then_some(0),
            sensitivity: sensitivity(event.sensitivity.as_deref().unwrap_or("normal"))?,
            show_as: show_as(event.show_as.as_deref().unwrap_or("busy"))?,
            subject: inside(&event.subject),
            body: inside(&event.body),
        })
    }
}

fn minute(text: &str) -> Result<i32, String> {
    parse_time(text)
        .map(minute_of)
        .ok_or_else(|| format!("'{text}' is not a time"))
}

fn answer(text: &str) -> Result<Response, String> {
    Ok(match text {
        "none" | "notResponded" => Response::None,
        "accepted" => Response::Accepted,
        "tentativelyAccepted" => Response::Tentative,
        "declined" => Response::Declined,
        other => return Err(format!("'{other}' is not a response")),
    })
}

fn sensitivity(text: &str) -> Result<Sensitivity, String> {
    Ok(match text {
        "normal" => Sensitivity::Normal,
        "personal" => Sensitivity::Personal,
        "private" => Sensitivity::Private,
        "confidential" => Sensitivity::Confidential,
        other => return Err(format!("'{other}' is not a sensitivity")),
    })
}

fn show_as(text: &str) -> Result<ShowAs, String> {
    Ok(match text {
        "free" => ShowAs::Free,
        "tentative" => ShowAs::Tentative,
        "busy" => ShowAs::Busy,
        "oof" => ShowAs::Oof,
        "workingElsewhere" => ShowAs::Elsewhere,
        other => return Err(format!("'{other}' is no value of showAs")),
    })
}

/// JSON text without its quotes.
fn inside(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
