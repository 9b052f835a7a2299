//! Who belongs together in one tenant: what all its calendars are rolled from.

use std::collections::{BTreeMap, HashMap};

use super::chance::{Dice, mix};
use super::habit::{Habit, of_department};
use super::outside::{OUTSIDERS, ROOMS, room_local, room_name};
use super::series::{Series, keep_series};
use super::zone::{self, ZoneId};
use crate::directory::{Person, Tenant, division_of};

/// People who call single meetings among themselves.
#[derive(Clone, Debug)]
pub(crate) struct Circle {
    /// Numbers of its people, at least two.
    pub(crate) members: Vec<u32>,
    /// Meetings a week, times a thousand.
    pub(crate) rate: u32,
    /// Whether it calls small meetings or large ones.
    pub(crate) grain: Grain,
}

/// Size of the meetings of a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// Two to about ten.
    Small,
    /// Fifteen and more.
    Large,
}

/// What the calendars know of a person.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    /// Object id.
    pub(crate) oid: String,
    /// `{"name":..,"address":..}` with the mail address.
    pub(crate) address: String,
    /// The same with a second address, for the few who have one.
    pub(crate) alias: Option<String>,
    /// The part that all ids of this mailbox share.
    pub(crate) constant: String,
    /// Where the person works.
    pub(crate) zone: ZoneId,
    /// How the department works.
    pub(crate) habit: Habit,
    /// Number of the manager.
    pub(crate) manager: Option<u32>,
    /// How readily the person is invited and invites, about 100.
    pub(crate) drive: u32,
    /// Whether the person takes part in anything: accounts that are switched off and guests don't.
    pub(crate) active: bool,
    /// Numbers of the series the person keeps or is invited to.
    pub(crate) series: Vec<u32>,
    /// Numbers of the circles the person is in.
    pub(crate) circles: Vec<u32>,
}

/// One tenant, ready to be rolled.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Beginning of all dice.
    pub(crate) seed: u64,
    /// Tenant id.
    pub(crate) tenant: String,
    /// Everybody, in the order of the directory.
    pub(crate) people: Vec<Card>,
    /// Every series.
    pub(crate) series: Vec<Series>,
    /// Every circle.
    pub(crate) circles: Vec<Circle>,
    /// `{"name":..,"address":..}` of each room.
    pub(crate) rooms: Vec<String>,
    /// The same of distribution lists: everybody, then one per department.
    pub(crate) lists: Vec<String>,
    /// The same of people outside.
    pub(crate) outsiders: Vec<String>,
    by_oid: HashMap<String, u32>,
}

/// People of one department or division.
pub(crate) struct Unit {
    /// Number of its distribution list.
    pub(crate) list: u32,
    /// Numbers of its people; the head comes first.
    pub(crate) members: Vec<u32>,
}

impl Plan {
    /// Plans a tenant as it was at the start.
    pub(crate) fn new(tenant: &Tenant, seed: u64) -> Self {
        let salt = tenant
            .id
            .bytes()
            .fold(0x5EED, |sum, byte| mix([sum, u64::from(byte)]));
        let seed = mix([seed, salt]);
        let by_oid: HashMap<String, u32> = (0_u32..)
            .zip(&tenant.people)
            .map(|(number, person)| (person.oid.clone(), number))
            .collect();
        let people = (0_u32..)
            .zip(&tenant.people)
            .map(|(number, person)| card(person, mix([seed, 1, u64::from(number)]), &by_oid))
            .collect();
        let mut plan = Self {
            seed,
            tenant: tenant.id.clone(),
            people,
            series: Vec::new(),
            circles: Vec::new(),
            rooms: (0..ROOMS)
                .map(|room| {
                    let mail = format!("{}@{}", room_local(room), tenant.domain);
                    address(&room_name(room), &mail)
                })
                .collect(),
            lists: vec![address(
                "All Employees",
                &format!("all-employees@{}", tenant.domain),
            )],
            outsiders: OUTSIDERS
                .iter()
                .map(|(name, mail)| address(name, mail))
                .collect(),
            by_oid,
        };
        plan.gather(tenant);
        plan
    }

    /// Takes in somebody who came later: a mailbox without a history.
    pub(crate) fn join(&mut self, person: &Person) {
        let number = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let made = card(person, mix([self.seed, 1, u64::from(number)]), &self.by_oid);
        if self.by_oid.insert(person.oid.clone(), number).is_none() {
            self.people.push(made);
        }
    }

    /// Number of a person by object id (lower case), `None` for those who came later.
    pub(crate) fn number_of(&self, oid: &str) -> Option<u32> {
        self.by_oid.get(oid).copied()
    }

    /// The card of a person.
    pub(crate) fn card(&self, person: u32) -> Option<&Card> {
        self.people.get(person as usize)
    }

    /// Zone of a person; the default one for a number that isn't taken.
    pub(crate) fn zone_of(&self, person: u32) -> ZoneId {
        self.card(person).map_or(zone::DEFAULT, |card| card.zone)
    }

    fn gather(&mut self, tenant: &Tenant) {
        let active: Vec<u32> = (0_u32..)
            .zip(&self.people)
            .filter(|(_, card)| card.active)
            .map(|(number, _)| number)
            .collect();
        let department = |number: &u32| tenant.people[*number as usize].department.as_str();
        let mut units: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut divisions: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for number in &active {
            let name = department(number);
            units.entry(name).or_default().push(*number);
            divisions
                .entry(division_of(name))
                .or_default()
                .push(*number);
        }
        let mut departments = Vec::new();
        for (name, members) in units {
            let nickname = name.to_lowercase().replace(' ', "-");
            let mail = format!("{nickname}@{}", tenant.domain);
            self.lists.push(address(name, &mail));
            departments.push(Unit {
                list: u32::try_from(self.lists.len() - 1).unwrap_or(0),
                members,
            });
        }
        let mut teams: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &number in &active {
            if let Some(manager) = self.people[number as usize].manager {
                teams.entry(manager).or_default().push(number);
            }
        }
        self.draw_circles(&teams, divisions.into_values().collect(), &active);
        self.draw_large_circles(&departments);
        keep_series(self, &teams, &departments, &active);
    }

    fn draw_circles(
        &mut self,
        teams: &BTreeMap<u32, Vec<u32>>,
        divisions: Vec<Vec<u32>>,
        active: &[u32],
    ) {
        for (&manager, reports) in teams {
            for part in reports.chunks(11) {
                let mut members = vec![manager];
                members.extend(part);
                self.circle(members, 9_200, Grain::Small);
            }
        }
        for (salt, mut people) in (0_u64..).zip(divisions) {
            self.shuffle(&mut people, salt);
            for part in people.chunks(12) {
                self.circle(part.to_vec(), 10_800, Grain::Small);
            }
        }
        let mut everybody = active.to_vec();
        self.shuffle(&mut everybody, 99);
        for part in everybody.chunks(12) {
            self.circle(part.to_vec(), 8_300, Grain::Small);
        }
    }

    fn draw_large_circles(&mut self, departments: &[Unit]) {
        for unit in departments {
            for part in unit.members.chunks(45) {
                if part.len() >= 16 {
                    self.circle(part.to_vec(), 900, Grain::Large);
                }
            }
        }
    }

    fn circle(&mut self, members: Vec<u32>, rate: u32, grain: Grain) {
        let Some(&first) = members.first() else {
            return;
        };
        if members.len() < 2 {
            return;
        }
        let number = u32::try_from(self.circles.len()).unwrap_or(u32::MAX);
        let mut dice = Dice::new([self.seed, 2, u64::from(number)]);
        let habit = self.people[first as usize].habit;
        let crowd = u32::try_from(members.len()).unwrap_or(12).min(12);
        for &member in &members {
            self.people[member as usize].circles.push(number);
        }
        // Some circles talk three times as much as others; small ones have less to say.
        let lively = dice.between(60, 140) * habit.meetings / 100;
        let full = if grain == Grain::Small { crowd } else { 12 };
        self.circles.push(Circle {
            rate: rate * lively / 100 * full / 12,
            members,
            grain,
        });
    }

    /// Orders people by dice.
    pub(crate) fn shuffle(&self, people: &mut [u32], salt: u64) {
        people.sort_by_cached_key(|number| mix([self.seed, 3, salt, u64::from(*number)]));
    }
}

fn card(person: &Person, roll: u64, by_oid: &HashMap<String, u32>) -> Card {
    let mut dice = Dice::new([roll]);
    let drive = dice.between(40, 160) * dice.between(40, 160) / 100;
    let nobody = person.guest || !person.account_enabled || person.mailbox.on_premises;
    let manager = person.manager.as_ref().and_then(|oid| by_oid.get(oid));
    let constant: String = format!("{}{}", person.oid, person.oid)
        .replace('-', "")
        .chars()
        .collect();
    Card {
        oid: person.oid.clone(),
        address: address(&person.name, &person.mail),
        alias: person
            .alias
            .as_ref()
            .map(|alias| address(&person.name, alias)),
        constant,
        zone: zone::of_name(&person.mailbox.time_zone),
        habit: of_department(&person.department),
        manager: manager.copied(),
        drive,
        active: !nobody,
        series: Vec::new(),
        circles: Vec::new(),
    }
}

/// `{"name":..,"address":..}`.
pub(crate) fn address(name: &str, mail: &str) -> String {
    serde_json::json!({ "name": name, "address": mail }).to_string()
}
