//! The three tenants: their well-known people and groups, then the generated rest.

use std::collections::HashMap;

use super::generate::{Filler, blank, blank_group};
use super::{Group, KnownPerson, Person, Tenant};
use crate::state::guid;
use crate::{contoso, fabrikam, operator, small};

/// Role template ids of the directory roles that occur here.
pub(crate) const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
pub(crate) const PRIVILEGED_ROLE_ADMINISTRATOR: &str = "e8611ab8-c189-46e8-94e1-60213ab1f814";
pub(crate) const CLOUD_APPLICATION_ADMINISTRATOR: &str = "158c047a-c907-4556-b7ef-446551a6b5f7";
pub(crate) const APPLICATION_ADMINISTRATOR: &str = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
/// What every member holds in `wids`.
pub(crate) const ORDINARY_USER: &str = "b79fbf4d-3ef9-4689-8143-76b194e85509";

pub(super) fn contoso(size: usize, seed: u64) -> Tenant {
    let manager = Some(contoso::LEADER.oid);
    let mut people = vec![
        known(contoso::ADMIN, "Platforms", "Head of Technology", None),
        known(contoso::REVIEWER, "Legal", "Data Protection Officer", None),
        known(contoso::COORDINATOR, "Admissions", "Coordinator", manager),
        known(contoso::CONSULTANT, "Cardiology", "Adviser", manager),
        known(contoso::CONSULTANT_2, "Cardiology", "Adviser", manager),
        known(
            contoso::CONSULTANT_3,
            "Social Counselling",
            "Adviser",
            manager,
        ),
        known(
            contoso::LEADER,
            "Clinic",
            "Head of Clinic",
            Some(contoso::ADMIN.oid),
        ),
        known(contoso::REPORTER, "Finance", "Analyst", None),
        known(contoso::EMPLOYEE, "Nursing", "Nurse", manager),
        known(contoso::GUEST, "", "", None),
        known(contoso::UNLICENSED, "Debt Advice", "Adviser", manager),
        known(
            contoso::APP_ADMIN,
            "Platforms",
            "Application Manager",
            Some(contoso::ADMIN.oid),
        ),
    ];
    for person in &mut people {
        match person.oid.as_str() {
            oid if oid == contoso::ADMIN.oid => person.wids.push(GLOBAL_ADMINISTRATOR.to_owned()),
            oid if oid == contoso::APP_ADMIN.oid => {
                person.wids.push(CLOUD_APPLICATION_ADMINISTRATOR.to_owned());
                person
                    .eligible_wids
                    .push(PRIVILEGED_ROLE_ADMINISTRATOR.to_owned());
            }
            oid if oid == contoso::GUEST.oid => visit(person, "grace.whitfield@partner.example"),
            oid if oid == contoso::UNLICENSED.oid => person.teams_licence = false,
            _ => {}
        }
    }
    let staff = vec![
        contoso::CONSULTANT.oid.to_owned(),
        contoso::CONSULTANT_2.oid.to_owned(),
    ];
    let council = vec![
        contoso::EMPLOYEE.oid.to_owned(),
        contoso::REPORTER.oid.to_owned(),
    ];
    let mut secret = blank_group(
        contoso::WORKS_COUNCIL,
        "Works Council",
        "Members are hidden",
        council,
    );
    secret.unified = true;
    secret.hidden_members = true;
    let groups = vec![
        blank_group(
            contoso::CLINIC_STAFF,
            "Clinic Staff",
            "May work in the rooms of the clinic",
            staff,
        ),
        blank_group(
            contoso::ALL_EMPLOYEES,
            "All Employees",
            "Everybody who works here",
            Vec::new(),
        ),
        secret,
    ];
    let frame = frame(contoso::TENANT, contoso::DOMAIN, "Contoso");
    assemble(Draft {
        frame,
        people,
        groups,
        size,
        seed,
        head: contoso::LEADER.oid,
    })
}

pub(super) fn fabrikam(size: usize, seed: u64) -> Tenant {
    let mut people = vec![
        known(fabrikam::ADMIN, "Platforms", "Head of Technology", None),
        known(
            fabrikam::CONSULTANT,
            "Support Desk",
            "Adviser",
            Some(fabrikam::ADMIN.oid),
        ),
        known(
            fabrikam::EMPLOYEE,
            "Finance",
            "Assistant",
            Some(fabrikam::ADMIN.oid),
        ),
    ];
    people[0].wids.push(GLOBAL_ADMINISTRATOR.to_owned());
    let groups = vec![
        blank_group(
            fabrikam::HELP_DESK,
            "Help Desk",
            "Answers calls",
            vec![fabrikam::CONSULTANT.oid.to_owned()],
        ),
        blank_group(
            fabrikam::ALL_EMPLOYEES,
            "All Employees",
            "Everybody who works here",
            Vec::new(),
        ),
    ];
    let frame = frame(fabrikam::TENANT, fabrikam::DOMAIN, "Fabrikam");
    assemble(Draft {
        frame,
        people,
        groups,
        size,
        seed,
        head: fabrikam::ADMIN.oid,
    })
}

/// A tenant of exactly so many people: the first is its Global Administrator.
pub(super) fn small(number: usize, size: usize, seed: u64) -> Tenant {
    let (id, domain) = (small::tenant_id(number), small::domain(number));
    let frame = frame(&id, &domain, &format!("Small {number}"));
    let oid = guid(&[&id, "administrator"]);
    let mut people = Vec::new();
    if size > 0 {
        let mut first = blank(&oid, &small::administrator(number), "Ada Small");
        "Administration".clone_into(&mut first.department);
        first.wids.push(GLOBAL_ADMINISTRATOR.to_owned());
        people.push(first);
    }
    let everybody = guid(&[&id, "group", "everybody"]);
    let office = guid(&[&id, "group", "office"]);
    let groups = vec![
        blank_group(&office, "Office", "Who has a desk", Vec::new()),
        blank_group(
            &everybody,
            "All Employees",
            "Everybody who works here",
            Vec::new(),
        ),
    ];
    assemble(Draft {
        frame,
        people,
        groups,
        size,
        seed,
        head: &oid,
    })
}

/// The tenant that owns the registrations; nobody signs in there.
pub(super) fn operator() -> Tenant {
    frame(operator::TENANT, operator::DOMAIN, "Anteroom Operator")
}

/// The tenant of personal accounts, with one person. Reachable through `common` and `consumers` only.
pub(super) fn consumers() -> Tenant {
    let mut tenant = frame(
        crate::state::CONSUMER_TENANT,
        "consumers",
        "Personal accounts",
    );
    tenant.people = vec![known(crate::consumers::PERSON, "", "", None)];
    tenant.assemble()
}

struct Draft<'a> {
    frame: Tenant,
    people: Vec<Person>,
    groups: Vec<Group>,
    size: usize,
    seed: u64,
    head: &'a str,
}

/// Fills people and groups up; the second-to-last step puts every member into the group of everybody (index 1).
fn assemble(draft: Draft<'_>) -> Tenant {
    let Draft {
        mut frame,
        mut people,
        mut groups,
        size,
        seed,
        head,
    } = draft;
    let (id, domain) = (frame.id.clone(), frame.domain.clone());
    let mut filler = Filler::new(&id, &domain, seed);
    filler.fill(&mut people, size, head);
    for person in &mut people {
        if !person.guest {
            person.wids.push(ORDINARY_USER.to_owned());
        }
    }
    if let Some(everybody) = groups.get_mut(1) {
        everybody.members = people
            .iter()
            .filter(|person| !person.guest)
            .map(|person| person.oid.clone())
            .collect();
    }
    groups.extend(filler.groups(&people));
    frame.people = people;
    frame.groups = groups;
    frame.assemble()
}

fn frame(id: &str, domain: &str, name: &str) -> Tenant {
    Tenant {
        id: id.to_owned(),
        domain: domain.to_owned(),
        name: name.to_owned(),
        country: "DE".to_owned(),
        created_ms: 1_583_020_800_000,
        people: Vec::new(),
        groups: Vec::new(),
        by_oid: HashMap::new(),
    }
}

fn known(person: KnownPerson, department: &str, title: &str, manager: Option<&str>) -> Person {
    let mut made = blank(person.oid, person.upn, person.name);
    department.clone_into(&mut made.department);
    title.clone_into(&mut made.job_title);
    made.manager = manager.map(str::to_owned);
    made
}

fn visit(person: &mut Person, own_address: &str) {
    person.guest = true;
    person.teams_licence = false;
    own_address.clone_into(&mut person.username);
    own_address.clone_into(&mut person.mail);
}
