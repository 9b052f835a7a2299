//! The people who fill a tenant up to its size, with departments, managers, mailboxes and groups.

use std::collections::HashSet;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};

use super::names::{DIVISIONS, FAMILY, GIVEN, OFFICES, PROJECTS, TITLES};
use super::{Group, MailboxSettings, Person};
use crate::calendar::chance::mix;
use crate::calendar::zone::CUSTOM;
use crate::state::guid;

/// Day on which the first account was made: 2021-03-01.
const FIRST_ACCOUNT_MS: i64 = 1_614_556_800_000;
/// Reports of a manager inside of a department.
const REPORTS: usize = 8;
const DAY_MS: i64 = 86_400_000;

/// Makes people and groups of one tenant.
pub(super) struct Filler<'a> {
    tenant: &'a str,
    domain: &'a str,
    seed: u64,
    rng: StdRng,
    taken: HashSet<String>,
}

impl<'a> Filler<'a> {
    pub(super) fn new(tenant: &'a str, domain: &'a str, seed: u64) -> Self {
        let salt = tenant.bytes().fold(0_u64, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        Self {
            tenant,
            domain,
            seed,
            rng: StdRng::seed_from_u64(seed ^ salt),
            taken: HashSet::new(),
        }
    }

    /// Fills `people` up to `size`; everybody gets a manager out of those who came earlier, `head` at the top.
    ///
    /// Each department is a tree: its first person leads it, and nobody has more than eight reports in it.
    pub(super) fn fill(&mut self, people: &mut Vec<Person>, size: usize, head: &str) {
        self.taken = people.iter().map(|person| person.upn.clone()).collect();
        let departments = departments();
        let mut trees: Vec<Vec<String>> = vec![Vec::new(); departments.len()];
        for index in people.len()..size {
            let place = index % departments.len();
            let tree = &mut trees[place];
            let manager = match tree.len() {
                0 => head.to_owned(),
                count => tree[(count - 1) / REPORTS].clone(),
            };
            let left = (size - index - 1) / departments.len();
            let leads = tree.len() * REPORTS < tree.len() + left;
            let title = match (tree.is_empty(), leads) {
                (true, _) => Some("Head of Department"),
                (false, true) => Some("Team Lead"),
                (false, false) => None,
            };
            let mut person = self.person(index, departments[place], manager);
            if let Some(title) = title {
                title.clone_into(&mut person.job_title);
            }
            trees[place].push(person.oid.clone());
            people.push(person);
        }
    }

    fn person(&mut self, index: usize, department: &str, manager: String) -> Person {
        let given = pick(&mut self.rng, GIVEN);
        let family = pick(&mut self.rng, FAMILY);
        let oid = guid(&[
            self.tenant,
            "person",
            &self.seed.to_string(),
            &index.to_string(),
        ]);
        let name = format!("{given} {family}");
        let upn = self.free_upn(given, family);
        let mut person = blank(&oid, &upn, &name);
        let office = OFFICES[self.rng.random_range(0..OFFICES.len())];
        pick(&mut self.rng, TITLES).clone_into(&mut person.job_title);
        department.clone_into(&mut person.department);
        person.settle(office);
        person.manager = Some(manager);
        person.business_phone = format!("+49 30 5550 {:04}", index % 10_000);
        person.mobile_phone = self
            .rng
            .random_bool(0.3)
            .then(|| format!("+49 170 555 {:04}", index % 10_000));
        person.teams_licence = self.rng.random_bool(0.97);
        person.account_enabled = self.rng.random_bool(0.98);
        if self.rng.random_bool(0.1) {
            "Contractor".clone_into(&mut person.employee_type);
        }
        if self.rng.random_bool(0.12) {
            person.mailbox.days.pop();
            "14:00:00.0000000".clone_into(&mut person.mailbox.end);
        }
        self.oddities(&mut person, index);
        person.created_ms = FIRST_ACCOUNT_MS + self.rng.random_range(0..1_500) * DAY_MS;
        person
    }

    // What a sync stumbles over: second addresses, mailboxes elsewhere, shared ones, zones made by hand.
    fn oddities(&self, person: &mut Person, index: usize) {
        let roll = mix([self.seed, 0x0DD, index as u64]);
        if roll % 100 < 5 {
            let local = person.upn.split('@').next().unwrap_or_default();
            person.alias = Some(format!("{local}.previously@{}", self.domain));
        }
        person.mailbox.on_premises = roll / 100 % 100 < 1;
        if roll / 10_000 % 200 == 0 {
            "shared".clone_into(&mut person.mailbox.purpose);
        }
        if roll / 2_000_000 % 100 < 2 {
            CUSTOM.clone_into(&mut person.mailbox.time_zone);
        }
    }

    fn free_upn(&mut self, given: &str, family: &str) -> String {
        let base = format!("{}.{}", given.to_lowercase(), family.to_lowercase());
        let mut number = 1_u32;
        loop {
            let local = if number == 1 {
                base.clone()
            } else {
                format!("{base}{number}")
            };
            let upn = format!("{local}@{}", self.domain);
            if self.taken.insert(upn.clone()) {
                return upn;
            }
            number += 1;
        }
    }

    /// One group per department and some projects across them; guests are in none.
    pub(super) fn groups(&mut self, people: &[Person]) -> Vec<Group> {
        let members: Vec<&Person> = people.iter().filter(|person| !person.guest).collect();
        let mut groups: Vec<Group> = departments()
            .into_iter()
            .map(|department| {
                let inside = members
                    .iter()
                    .filter(|person| person.department == department)
                    .map(|person| person.oid.clone());
                self.group(department, "Everybody in the department", inside.collect())
            })
            .filter(|group| !group.members.is_empty())
            .collect();
        for (division, inside) in DIVISIONS {
            let nested: Vec<String> = groups
                .iter()
                .filter(|group| inside.contains(&group.name.as_str()))
                .map(|group| group.id.clone())
                .collect();
            if nested.len() > 1 {
                let mut group = self.group(
                    &format!("{division} Division"),
                    "Its departments",
                    Vec::new(),
                );
                group.nested = nested;
                groups.push(group);
            }
        }
        let wanted = (people.len() / 40).clamp(1, PROJECTS.len());
        for project in PROJECTS.iter().take(wanted) {
            let inside = members
                .iter()
                .filter(|_| self.rng.random_bool(0.15))
                .map(|person| person.oid.clone())
                .collect();
            let mut group = self.group(project, "People who work on this together", inside);
            group.unified = true;
            groups.push(group);
        }
        groups
    }

    fn group(&self, name: &str, description: &str, members: Vec<String>) -> Group {
        let id = guid(&[self.tenant, "group", &self.seed.to_string(), name]);
        blank_group(&id, name, description, members)
    }
}

impl Person {
    /// Puts the person into an office: place, country, language, mailbox.
    fn settle(&mut self, (city, zone, language, country): (&str, &str, &str, &str)) {
        city.clone_into(&mut self.office_location);
        country.clone_into(&mut self.usage_location);
        language.clone_into(&mut self.preferred_language);
        zone.clone_into(&mut self.mailbox.time_zone);
        language.clone_into(&mut self.mailbox.language);
    }
}

/// Name of the division a department belongs to; its own name where it belongs to none.
pub(crate) fn division_of(department: &str) -> &str {
    DIVISIONS
        .iter()
        .find(|(_, departments)| departments.contains(&department))
        .map_or(department, |(division, _)| division)
}

fn departments() -> Vec<&'static str> {
    DIVISIONS
        .iter()
        .flat_map(|(_, departments)| departments.iter().copied())
        .collect()
}

fn pick(rng: &mut StdRng, words: &'static [&'static str]) -> &'static str {
    words.choose(rng).copied().unwrap_or_default()
}

/// A member of the first office without department, manager or role.
pub(super) fn blank(oid: &str, upn: &str, name: &str) -> Person {
    let (given_name, surname) = name.split_once(' ').unwrap_or((name, ""));
    let mut person = Person {
        oid: oid.to_owned(),
        upn: upn.to_owned(),
        username: upn.to_owned(),
        name: name.to_owned(),
        given_name: given_name.to_owned(),
        surname: surname.to_owned(),
        mail: upn.to_owned(),
        alias: None,
        job_title: "Specialist".to_owned(),
        department: String::new(),
        office_location: String::new(),
        mobile_phone: None,
        business_phone: "+49 30 5550 0000".to_owned(),
        preferred_language: String::new(),
        usage_location: String::new(),
        employee_type: "Employee".to_owned(),
        account_enabled: true,
        guest: false,
        manager: None,
        wids: Vec::new(),
        eligible_wids: Vec::new(),
        teams_licence: true,
        mailbox: working_week(),
        created_ms: FIRST_ACCOUNT_MS,
    };
    person.settle(OFFICES[0]);
    person
}

/// A security group with these members.
pub(super) fn blank_group(id: &str, name: &str, description: &str, members: Vec<String>) -> Group {
    Group {
        id: id.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        mail_nickname: name.to_lowercase().replace(' ', "-"),
        unified: false,
        hidden_members: false,
        members,
        nested: Vec::new(),
        created_ms: FIRST_ACCOUNT_MS,
    }
}

fn working_week() -> MailboxSettings {
    MailboxSettings {
        time_zone: String::new(),
        language: String::new(),
        purpose: "user".to_owned(),
        days: ["monday", "tuesday", "wednesday", "thursday", "friday"]
            .map(str::to_owned)
            .to_vec(),
        start: "08:00:00.0000000".to_owned(),
        end: "17:00:00.0000000".to_owned(),
        on_premises: false,
    }
}
