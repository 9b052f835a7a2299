//! The people, groups and tenants: made from a number of people and a seed, the same every time.

mod generate;
mod names;
mod roster;

use std::collections::{HashMap, HashSet};

use crate::options::Options;
use crate::state::guid;

pub(crate) use generate::division_of;

/// A person whose ids are the same for any seed and any number of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPerson {
    /// Object id.
    pub oid: &'static str,
    /// User principal name, the name for signing in.
    pub upn: &'static str,
    /// Display name.
    pub name: &'static str,
}

/// All tenants of this world.
#[derive(Debug, Clone)]
pub struct Directory {
    tenants: Vec<Tenant>,
}

/// One organisation.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Tenant id (GUID).
    pub id: String,
    /// Verified domain.
    pub domain: String,
    /// Display name.
    pub name: String,
    /// ISO country code of the organisation.
    pub country: String,
    /// When the tenant was made, epoch milliseconds.
    pub created_ms: i64,
    /// People in the order of the directory: the well-known ones first.
    pub people: Vec<Person>,
    /// Groups in the order of the directory: the well-known ones first.
    pub groups: Vec<Group>,
    by_oid: HashMap<String, usize>,
}

/// One user object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Object id.
    pub oid: String,
    /// User principal name.
    pub upn: String,
    /// What a token shows as `preferred_username`: the UPN, or a guest's own address.
    pub username: String,
    /// Display name.
    pub name: String,
    /// First name.
    pub given_name: String,
    /// Family name.
    pub surname: String,
    /// Mail address.
    pub mail: String,
    /// A second address of the same mailbox, an older name for some.
    pub alias: Option<String>,
    /// Job title.
    pub job_title: String,
    /// Department, the path of the organisation's lowest unit.
    pub department: String,
    /// Office.
    pub office_location: String,
    /// Mobile telephone number; absent for most.
    pub mobile_phone: Option<String>,
    /// Business telephone number.
    pub business_phone: String,
    /// Language tag, such as `de-DE`.
    pub preferred_language: String,
    /// Two-letter country of use.
    pub usage_location: String,
    /// `Employee` or `Contractor`.
    pub employee_type: String,
    /// Whether the account may sign in.
    pub account_enabled: bool,
    /// A guest of another organisation (`acct` 1) instead of a member.
    pub guest: bool,
    /// Object id of the manager; absent at the top and for guests.
    pub manager: Option<String>,
    /// Active directory roles, as role template ids.
    pub wids: Vec<String>,
    /// Directory roles the person may activate but has not.
    pub eligible_wids: Vec<String>,
    /// Whether the licence includes Teams.
    pub teams_licence: bool,
    /// Settings of the mailbox.
    pub mailbox: MailboxSettings,
    /// When the account was made, epoch milliseconds.
    pub created_ms: i64,
}

/// Settings of one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxSettings {
    /// Time zone: a Windows name for most, an IANA name for some.
    pub time_zone: String,
    /// Language tag.
    pub language: String,
    /// `user`, `shared`, `room`, ...
    pub purpose: String,
    /// Working days, lower-case English names.
    pub days: Vec<String>,
    /// Start of the working day, `08:00:00.0000000`.
    pub start: String,
    /// End of the working day.
    pub end: String,
    /// Hosted in a data centre of the organisation, out of reach for Graph.
    pub on_premises: bool,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Object id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Local part of its address.
    pub mail_nickname: String,
    /// A Microsoft 365 group (with a mailbox) instead of a security group.
    pub unified: bool,
    /// Members are hidden from those who are not in it.
    pub hidden_members: bool,
    /// Object ids of the members that are people.
    pub members: Vec<String>,
    /// Object ids of the members that are groups; they hold people only.
    pub nested: Vec<String>,
    /// When the group was made, epoch milliseconds.
    pub created_ms: i64,
}

impl Directory {
    /// The world that these options ask for.
    pub fn founded(options: &Options) -> Self {
        let mut made = Self::generate(options.people, options.seed);
        for (number, &people) in options.small_tenants.iter().enumerate() {
            made.tenants
                .push(roster::small(number, people, options.seed));
        }
        for tenant in &mut made.tenants {
            tenant.add_groups_of_one(options.groups_of_one);
        }
        made
    }

    /// Makes the world: Contoso with `people` accounts (never fewer than the well-known ones), Fabrikam with a tenth
    /// of that (at least 8), the operator's tenant without anybody, and the tenant of personal accounts.
    pub fn generate(people: usize, seed: u64) -> Self {
        Self {
            tenants: vec![
                roster::contoso(people, seed),
                roster::fabrikam((people / 10).max(8), seed),
                roster::operator(),
                roster::consumers(),
            ],
        }
    }

    /// Every tenant.
    pub fn tenants(&self) -> &[Tenant] {
        &self.tenants
    }

    /// A tenant by id or verified domain, in any letter case.
    pub fn tenant(&self, id_or_domain: &str) -> Option<&Tenant> {
        self.tenants.iter().find(|tenant| {
            tenant.id.eq_ignore_ascii_case(id_or_domain)
                || tenant.domain.eq_ignore_ascii_case(id_or_domain)
        })
    }

    /// The same, to be changed.
    pub fn tenant_mut(&mut self, id_or_domain: &str) -> Option<&mut Tenant> {
        self.tenants.iter_mut().find(|tenant| {
            tenant.id.eq_ignore_ascii_case(id_or_domain)
                || tenant.domain.eq_ignore_ascii_case(id_or_domain)
        })
    }

    /// Whoever has this UPN or user name, with the tenant they were found in: members before guests.
    pub fn account(&self, upn: &str) -> Option<(&Tenant, &Person)> {
        let found = |guest: bool| {
            self.tenants.iter().find_map(|tenant| {
                let mut people = tenant.people.iter().filter(|person| person.guest == guest);
                people
                    .find(|person| person.answers_to(upn))
                    .map(|person| (tenant, person))
            })
        };
        found(false).or_else(|| found(true))
    }
}

impl Tenant {
    fn assemble(mut self) -> Self {
        self.by_oid = self
            .people
            .iter()
            .enumerate()
            .map(|(index, person)| (person.oid.clone(), index))
            .collect();
        self
    }

    fn add_groups_of_one(&mut self, count: usize) {
        let people = self.people.iter().filter(|person| !person.guest);
        let alone: Vec<Group> = people
            .take(count)
            .enumerate()
            .map(|(number, person)| {
                let name = format!("Group of One {}", number + 1);
                let id = guid(&[&self.id, "group-of-one", &number.to_string()]);
                generate::blank_group(&id, &name, "One member only", vec![person.oid.clone()])
            })
            .collect();
        self.groups.extend(alone);
    }

    /// Takes somebody in at the end of the directory; false when id or name is taken.
    pub fn admit(&mut self, person: Person) -> bool {
        if self.person(&person.oid).is_some() || self.person(&person.upn).is_some() {
            return false;
        }
        self.by_oid.insert(person.oid.clone(), self.people.len());
        self.people.push(person);
        true
    }

    /// Deletes an account with its memberships; reports lose their manager. `None` when there is no such person.
    pub fn dismiss(&mut self, id_or_upn: &str) -> Option<Person> {
        let oid = self.person(id_or_upn)?.oid.clone();
        let index = *self.by_oid.get(&oid)?;
        let gone = self.people.remove(index);
        for person in &mut self.people {
            person.manager.take_if(|manager| *manager == oid);
        }
        for group in &mut self.groups {
            group.members.retain(|member| *member != oid);
        }
        self.by_oid = (0..)
            .zip(&self.people)
            .map(|(index, person)| (person.oid.clone(), index))
            .collect();
        Some(gone)
    }

    /// A person by object id or UPN.
    pub fn person(&self, id_or_upn: &str) -> Option<&Person> {
        match self.by_oid.get(&id_or_upn.to_ascii_lowercase()) {
            Some(&index) => self.people.get(index),
            None => self
                .people
                .iter()
                .find(|person| person.answers_to(id_or_upn)),
        }
    }

    /// The same, to be changed (never the object id).
    pub fn person_mut(&mut self, id_or_upn: &str) -> Option<&mut Person> {
        let oid = self.person(id_or_upn)?.oid.clone();
        self.by_oid
            .get(&oid)
            .and_then(|&index| self.people.get_mut(index))
    }

    /// A group by object id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups
            .iter()
            .find(|group| group.id.eq_ignore_ascii_case(id))
    }

    /// Everybody in a group or in the groups inside of it, each once.
    pub fn everybody_in(&self, group: &Group) -> Vec<&Person> {
        let inner = group.nested.iter().filter_map(|id| self.group(id));
        let ids = group
            .members
            .iter()
            .chain(inner.flat_map(|inner| &inner.members));
        let mut seen = HashSet::new();
        ids.filter(|oid| seen.insert(oid.as_str()))
            .filter_map(|oid| self.person(oid))
            .collect()
    }

    /// The groups a person is in.
    pub fn groups_of(&self, oid: &str) -> Vec<&Group> {
        self.groups
            .iter()
            .filter(|group| group.members.iter().any(|member| member == oid))
            .collect()
    }
}

impl Person {
    /// Somebody who begins today: an ordinary employee of the first office.
    pub fn newcomer(oid: &str, upn: &str, name: &str) -> Self {
        generate::blank(oid, upn, name)
    }

    /// Whether this name, in any letter case, is the person's UPN or user name.
    pub fn answers_to(&self, upn: &str) -> bool {
        self.upn.eq_ignore_ascii_case(upn) || self.username.eq_ignore_ascii_case(upn)
    }
}

/// What a person may consent to for the whole tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MayConsent {
    /// Delegated scopes.
    pub(crate) delegated: bool,
    /// Application permissions of Graph: Privileged Role Administrator or Global Administrator.
    pub(crate) graph_application: bool,
}

/// Reads the active directory roles of a person.
pub(crate) fn may_consent(person: &Person) -> MayConsent {
    let holds = |roles: &[&str]| {
        person
            .wids
            .iter()
            .any(|role| roles.contains(&role.as_str()))
    };
    let strong = holds(&[
        roster::GLOBAL_ADMINISTRATOR,
        roster::PRIVILEGED_ROLE_ADMINISTRATOR,
    ]);
    let medium = holds(&[
        roster::CLOUD_APPLICATION_ADMINISTRATOR,
        roster::APPLICATION_ADMINISTRATOR,
    ]);
    MayConsent {
        delegated: strong || medium,
        graph_application: strong,
    }
}
