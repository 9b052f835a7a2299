use std::collections::HashSet;

use microsoft365::directory::Directory;
use microsoft365::{contoso, fabrikam};

/// Everything that is in the directory, as one text.
fn print(people: usize, seed: u64) -> String {
    Directory::generate(people, seed)
        .tenants()
        .iter()
        .map(|tenant| format!("{:?}{:?}", tenant.people, tenant.groups))
        .collect()
}

#[test]
fn the_same_seed_makes_the_same_world_and_another_seed_another() {
    assert_eq!(print(200, 7), print(200, 7));
    assert_ne!(print(200, 7), print(200, 8));
}

#[test]
fn well_known_people_do_not_depend_on_seed_or_size() {
    for (people, seed) in [(0, 1), (50, 1), (2_000, 9)] {
        let world = Directory::generate(people, seed);
        let contoso = world.tenant(contoso::TENANT).unwrap();
        assert_eq!(contoso.people.len(), people.max(contoso::PEOPLE.len()));
        for (index, known) in contoso::PEOPLE.iter().enumerate() {
            let person = &contoso.people[index];
            assert_eq!(
                (
                    person.oid.as_str(),
                    person.upn.as_str(),
                    person.name.as_str()
                ),
                (known.oid, known.upn, known.name)
            );
        }
        let fabrikam = world.tenant(fabrikam::DOMAIN).unwrap();
        assert_eq!(fabrikam.people.len(), (people / 10).max(8));
        assert_eq!(fabrikam.people[0].oid, fabrikam::ADMIN.oid);
    }
}

#[test]
fn ids_and_names_for_signing_in_are_unique_and_managers_and_members_exist() {
    let world = Directory::generate(2_000, 3);
    let mut oids = HashSet::new();
    let mut upns = HashSet::new();
    for tenant in world.tenants() {
        for person in &tenant.people {
            assert!(oids.insert(person.oid.clone()), "{}", person.oid);
            assert!(upns.insert(person.upn.clone()), "{}", person.upn);
            assert!(
                person
                    .manager
                    .as_deref()
                    .is_none_or(|manager| tenant.person(manager).is_some())
            );
            assert!(tenant.person(&person.upn.to_uppercase()).is_some());
        }
        for group in &tenant.groups {
            assert!(oids.insert(group.id.clone()));
            assert!(
                group
                    .members
                    .iter()
                    .all(|member| tenant.person(member).is_some()),
                "{}",
                group.name
            );
        }
    }
    let staff = world
        .tenant(contoso::TENANT)
        .unwrap()
        .group(contoso::CLINIC_STAFF)
        .unwrap()
        .clone();
    assert_eq!(
        staff.members,
        [contoso::CONSULTANT.oid, contoso::CONSULTANT_2.oid]
    );
}
