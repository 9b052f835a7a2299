//! Who has access and why; looking at roles again, taking them back, ending sessions.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use microsoft365::contoso;
use model::trust::{PersonLine, Reason};
use model::{AssignmentId, Role, Scope, Timestamp};
use store::testing::{each_database, each_pair, guid, person};
use trust::testing::{self, Someone};
use trust::{AddGroup, AddPerson, Administrator, Denied, Purpose, Trust, TrustError};

use crate::browser::{self, Browser};
use crate::world::{World, code_of, oid, tenant};

fn line(everybody: &[PersonLine], wanted: model::ObjectId) -> &PersonLine {
    everybody.iter().find(|line| line.oid == wanted).unwrap()
}

#[tokio::test]
async fn every_role_says_why_it_is_held() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let session = world.registered().await;
        let caller = world.caller(&session).await;
        let who = caller.administrator(&world.trust).await.unwrap();
        let link = world
            .trust
            .invite_person(&who, Role::Reviewer, Scope::Tenant)
            .await
            .unwrap();
        let accept = Purpose::AcceptInvitation {
            code: code_of(&link),
        };
        let employee = browser::contoso(contoso::EMPLOYEE);
        world
            .sign_in(&Browser::new(), accept, employee)
            .await
            .unwrap();
        let add = AddGroup {
            oid: oid(contoso::CLINIC_STAFF),
            label: "Clinic".to_owned(),
            role: Role::Reviewer,
            scope: Scope::Tenant,
        };
        world.trust.add_group(&who, add).await.unwrap();
        let add = AddPerson {
            oid: person(404),
            role: Role::Leader,
            scope: Scope::OwnLine,
        };
        world.trust.add_person(&who, add).await.unwrap();
        world.member(browser::contoso(contoso::CONSULTANT)).await;

        let view = world.trust.people(&who).await.unwrap();
        let admin = line(&view.everybody, oid(contoso::ADMIN.oid));
        assert!(
            admin
                .roles
                .iter()
                .any(|held| held.role == Role::Administrator
                    && matches!(held.reason, Reason::AppRole | Reason::Registration { .. })),
            "{admin:?}"
        );
        let invited = line(&view.everybody, oid(contoso::EMPLOYEE.oid));
        let held = invited
            .roles
            .iter()
            .find(|held| matches!(held.reason, Reason::Invitation { .. }))
            .unwrap();
        assert_eq!(
            (held.role, &held.scope),
            (Role::Reviewer, &Some(Scope::Tenant))
        );
        assert_eq!(held.given_by.as_deref(), Some(who.name()));
        assert_eq!(invited.sessions, 1);
        assert!(invited.last_sign_in.is_some());
        let member = line(&view.everybody, oid(contoso::CONSULTANT.oid));
        assert!(
            member.roles.iter().any(|held| matches!(
                &held.reason,
                Reason::Group { label, .. } if label == "Clinic"
            )),
            "{member:?}"
        );
        let pasted = line(&view.everybody, person(404));
        assert_eq!((&pasted.name, pasted.last_sign_in), (&None, None));
        assert!(matches!(pasted.roles[0].reason, Reason::Given { .. }));
        assert_eq!(pasted.roles[0].scope, Some(Scope::OwnLine));
        // Strongest first.
        assert_eq!(view.everybody[0].roles[0].role, Role::Administrator);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn what_the_last_sign_in_named_stays_when_the_session_is_over() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let reviewer = browser::contoso(contoso::REVIEWER);
        world.member(reviewer).await;
        world.advance(25 * 60);
        let session = crate::world::cookie(
            world
                .sign_in(
                    &Browser::new(),
                    Purpose::SignIn,
                    browser::contoso(contoso::ADMIN),
                )
                .await
                .unwrap(),
        );
        let caller = world.caller(&session).await;
        let who = caller.administrator(&world.trust).await.unwrap();
        let view = world.trust.people(&who).await.unwrap();
        let gone = line(&view.everybody, oid(contoso::REVIEWER.oid));
        assert_eq!(gone.sessions, 0, "it has run out");
        assert_eq!(gone.roles[0].role, Role::Reviewer);
        assert_eq!(gone.roles[0].reason, Reason::AppRole);
        let rows = world
            .store
            .of(tenant(contoso::TENANT))
            .audit_range(1, 99)
            .await
            .unwrap();
        let signed_in: Vec<_> = rows
            .iter()
            .filter(|row| row.action == "person.signed_in")
            .map(|row| row.subject.as_str())
            .collect();
        let (admin, reviewer) = (contoso::ADMIN.oid, contoso::REVIEWER.oid);
        assert_eq!(signed_in, [admin, reviewer, admin], "each sign-in once");
        world.sim.stop();
    })
    .await;
}

struct Scene {
    trust: Trust,
    store: store::Store,
    who: Administrator,
    now: Arc<AtomicI64>,
}

async fn scene(store: store::Store) -> Scene {
    let now = Arc::new(AtomicI64::new(1_795_348_800_000));
    let clock = Arc::clone(&now);
    let trust = testing::trust_at(
        store.clone(),
        testing::microsoft_nowhere(),
        Arc::new(move || Timestamp(clock.load(Ordering::SeqCst))),
    );
    let tenant = testing::tenant(&trust, 1).await;
    let admin = Someone::new(tenant, 1).with_roles(&[Role::Administrator]);
    Scene {
        who: testing::administrator(&admin),
        trust,
        store,
        now,
    }
}

impl Scene {
    fn later(&self, minutes: i64) {
        self.now.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    async fn reviewer(&self, number: u128) -> AssignmentId {
        let add = AddPerson {
            oid: person(number),
            role: Role::Reviewer,
            scope: Scope::Tenant,
        };
        self.trust.add_person(&self.who, add).await.unwrap()
    }

    async fn actions(&self) -> Vec<String> {
        let rows = self.store.of(self.who.tenant()).audit_range(1, 999).await;
        rows.unwrap().into_iter().map(|row| row.action).collect()
    }
}

#[tokio::test]
async fn what_was_withdrawn_comes_back_as_it_was_and_only_once() {
    each_database(|store| async move {
        let scene = scene(store).await;
        let (trust, who) = (&scene.trust, &scene.who);
        let id = scene.reviewer(20).await;
        let before = scene.store.of(who.tenant()).assignments().await.unwrap();
        trust.remove_assignment(who, id).await.unwrap();
        let shown = trust.people(who).await.unwrap().withdrawn.unwrap();
        assert_eq!(
            (shown.assignment.id, shown.assignment.role),
            (id, Role::Reviewer)
        );
        assert_eq!(shown.until, trust.now().plus_minutes(30));

        // Nobody else may: another administrator did not withdraw it, another organisation does not know it.
        let colleague = testing::administrator(&Someone::new(who.tenant(), 2));
        let refused = trust.restore_assignment(&colleague, id).await;
        assert!(matches!(refused, Err(TrustError::NotPossible)));
        let other = testing::tenant(trust, 2).await;
        let foreign = testing::administrator(&Someone::new(other, 1));
        let refused = trust.restore_assignment(&foreign, id).await;
        assert!(matches!(refused, Err(TrustError::NotPossible)));

        scene.later(29);
        trust.restore_assignment(who, id).await.unwrap();
        trust.restore_assignment(who, id).await.unwrap();
        let after = scene.store.of(who.tenant()).assignments().await.unwrap();
        assert_eq!(after, before, "the same, since the same day");
        assert_eq!(trust.people(who).await.unwrap().withdrawn, None);
        assert_eq!(
            scene.actions().await,
            [
                "assignment.added",
                "assignment.removed",
                "assignment.restored"
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_role_comes_back_with_its_review_and_not_over_the_head_of_somebody_else() {
    each_database(|store| async move {
        let scene = scene(store).await;
        let (trust, who) = (&scene.trust, &scene.who);
        let colleague = testing::administrator(&Someone::new(who.tenant(), 2));
        let (id, other) = (scene.reviewer(20).await, scene.reviewer(20).await);
        let elsewhere = scene.reviewer(21).await;
        scene.later(60);
        trust.confirm_assignment(&colleague, id).await.unwrap();
        let scoped = scene.store.of(who.tenant());
        let before = scoped.assignment_reviews().await.unwrap();
        scene.later(60);
        trust.remove_assignment(who, id).await.unwrap();
        scene.later(1);
        // What happens to others, and what one does oneself, is in nobody's way.
        trust
            .remove_assignment(&colleague, elsewhere)
            .await
            .unwrap();
        trust.sign_out_person(who, person(1)).await.unwrap_err();
        trust.restore_assignment(who, id).await.unwrap();
        let mut after = scoped.assignment_reviews().await.unwrap();
        after.retain(|row| row.id == id);
        assert_eq!(
            after,
            [before.iter().find(|row| row.id == id).unwrap().clone()]
        );
        assert!(after[0].reviewed_at.is_some());

        trust.remove_assignment(who, id).await.unwrap();
        assert!(trust.people(who).await.unwrap().withdrawn.is_some());
        scene.later(1);
        trust.remove_assignment(&colleague, other).await.unwrap();
        assert_eq!(trust.people(who).await.unwrap().withdrawn, None);
        let refused = trust.restore_assignment(who, id).await;
        assert!(matches!(refused, Err(TrustError::NotPossible)));

        // Signing out counts as well.
        let person = Someone::new(who.tenant(), 22);
        testing::session(trust, &person).await;
        let add = AddPerson {
            oid: person.oid,
            role: Role::Reviewer,
            scope: Scope::Tenant,
        };
        let id = trust.add_person(who, add).await.unwrap();
        trust.remove_assignment(who, id).await.unwrap();
        scene.later(1);
        trust.sign_out_person(&colleague, person.oid).await.unwrap();
        let refused = trust.restore_assignment(who, id).await;
        assert!(matches!(refused, Err(TrustError::NotPossible)));
    })
    .await;
}

#[tokio::test]
async fn half_an_hour_later_or_after_another_withdrawal_it_is_too_late() {
    each_database(|store| async move {
        let scene = scene(store).await;
        let (trust, who) = (&scene.trust, &scene.who);
        let (first, second) = (scene.reviewer(20).await, scene.reviewer(21).await);
        trust.remove_assignment(who, first).await.unwrap();
        trust.remove_assignment(who, second).await.unwrap();
        let late = trust.restore_assignment(who, first).await;
        assert!(matches!(late, Err(TrustError::NotPossible)));
        scene.later(31);
        assert_eq!(trust.people(who).await.unwrap().withdrawn, None);
        let late = trust.restore_assignment(who, second).await;
        assert!(matches!(late, Err(TrustError::NotPossible)));
        assert_eq!(scene.store.of(who.tenant()).assignments().await, Ok(vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_role_that_was_looked_at_says_when() {
    each_database(|store| async move {
        let scene = scene(store).await;
        let (trust, who) = (&scene.trust, &scene.who);
        let id = scene.reviewer(20).await;
        scene.later(60 * 24 * 200);
        trust.confirm_assignment(who, id).await.unwrap();
        let view = trust.people(who).await.unwrap();
        assert_eq!(view.assignments[0].reviewed, Some(trust.now()));
        assert_eq!(scene.actions().await.last().unwrap(), "assignment.reviewed");
        let other = testing::tenant(trust, 2).await;
        let foreign = testing::administrator(&Someone::new(other, 1));
        for (by, id) in [(&foreign, id), (who, AssignmentId(guid(404)))] {
            let unknown = trust.confirm_assignment(by, id).await;
            assert!(matches!(unknown, Err(TrustError::Denied(Denied::NotFound))));
        }
        assert_eq!(
            scene.actions().await.len(),
            2,
            "refused ones leave no entry"
        );
    })
    .await;
}

#[tokio::test]
async fn an_administrator_ends_somebody_elses_sessions_and_streams_in_every_process() {
    each_pair(|here, there| async move {
        let scene = scene(here).await;
        let (trust, who) = (&scene.trust, &scene.who);
        let someone = Someone::new(who.tenant(), 20);
        let (_, first) = testing::session(trust, &someone).await;
        let (_, second) = testing::session(trust, &someone).await;
        let (_, own) = testing::session(trust, &Someone::new(who.tenant(), 21)).await;
        let elsewhere = testing::trust_at(there, testing::microsoft_nowhere(), {
            let now = Arc::clone(&scene.now);
            Arc::new(move || Timestamp(now.load(Ordering::SeqCst)))
        });
        let streams = [
            trust.session_ended(&first).await.unwrap(),
            elsewhere.session_ended(&second).await.unwrap(),
        ];
        let kept = trust.session_ended(&own).await.unwrap();
        let shown = trust.person(who, someone.oid).await.unwrap();
        assert_eq!((shown.sessions.len(), shown.person.sessions), (2, 2));

        let other = testing::tenant(trust, 2).await;
        let foreign = testing::administrator(&Someone::new(other, 1));
        let refused = trust.sign_out_person(&foreign, someone.oid).await;
        assert!(matches!(refused, Err(TrustError::Denied(Denied::NotFound))));
        let unseen = trust.person(&foreign, someone.oid).await;
        assert!(matches!(unseen, Err(TrustError::Denied(Denied::NotFound))));

        assert_eq!(trust.sign_out_person(who, someone.oid).await.unwrap(), 2);
        for stream in streams {
            tokio::time::timeout(Duration::from_secs(5), stream.cancelled())
                .await
                .unwrap();
        }
        assert!(!kept.is_cancelled(), "others stay signed in");
        let shown = trust.person(who, someone.oid).await.unwrap();
        assert_eq!(shown.sessions, []);
        assert_eq!(scene.actions().await, ["person.signed_out_everywhere"]);
    })
    .await;
}
