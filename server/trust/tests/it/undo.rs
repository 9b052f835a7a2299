//! Bringing back invitations and people of a room.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::trust::Holder;
use model::{AssignmentId, InvitationId, Role, Scope, Timestamp};
use store::testing::{each_database, person};
use store::{AssignmentRow, Store};
use trust::error::TrustError;
use trust::testing::{self, Someone};
use trust::{AddPerson, Administrator, RoomEditor, Trust};

use crate::world::room;

struct Scene {
    trust: Trust,
    store: Store,
    who: Administrator,
    colleague: Administrator,
    now: Arc<AtomicI64>,
}

async fn scene(store: Store) -> Scene {
    let now = Arc::new(AtomicI64::new(1_795_348_800_000));
    let clock = Arc::clone(&now);
    let trust = testing::trust_at(
        store.clone(),
        testing::microsoft_nowhere(),
        Arc::new(move || Timestamp(clock.load(Ordering::SeqCst))),
    );
    let tenant = testing::tenant(&trust, 1).await;
    let of = |number| Someone::new(tenant, number).with_roles(&[Role::Administrator]);
    Scene {
        who: testing::administrator(&of(1)),
        colleague: testing::administrator(&of(2)),
        trust,
        store,
        now,
    }
}

impl Scene {
    fn later(&self, minutes: i64) {
        self.now.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    async fn actions(&self) -> Vec<String> {
        let rows = self.store.of(self.who.tenant()).audit_range(1, 999).await;
        rows.unwrap().into_iter().map(|row| row.action).collect()
    }

    async fn invited(&self) -> InvitationId {
        let link = self
            .trust
            .invite_person(&self.who, Role::Reviewer, Scope::Tenant);
        link.await.unwrap();
        self.trust.people(&self.who).await.unwrap().invitations[0].id
    }

    async fn assignments(&self) -> Vec<AssignmentRow> {
        self.store
            .of(self.who.tenant())
            .assignments()
            .await
            .unwrap()
    }
}

fn not_possible(result: &Result<(), TrustError>) {
    assert!(matches!(result, Err(TrustError::NotPossible)), "{result:?}");
}

#[tokio::test]
async fn an_invitation_comes_back_with_its_link_and_its_end() {
    each_database(|store| async move {
        let scene = scene(store).await;
        let (trust, who) = (&scene.trust, &scene.who);
        let id = scene.invited().await;
        let scoped = scene.store.of(who.tenant());
        let before = scoped.invitations(trust.now()).await.unwrap();
        trust.revoke_invitation(who, id).await.unwrap();
        let page = trust.people(who).await.unwrap();
        let shown = page.withdrawn_invitation.unwrap();
        assert_eq!((page.invitations.len(), shown.invitation.id), (0, id));
        assert_eq!(shown.until, trust.now().plus_minutes(30));
        let other = trust.people(&scene.colleague).await.unwrap();
        assert_eq!(other.withdrawn_invitation, None);
        not_possible(&trust.restore_invitation(&scene.colleague, id).await);
        let foreign = testing::tenant(trust, 2).await;
        let foreign = testing::administrator(&Someone::new(foreign, 1));
        not_possible(&trust.restore_invitation(&foreign, id).await);

        scene.later(29);
        trust.restore_invitation(who, id).await.unwrap();
        trust.restore_invitation(who, id).await.unwrap();
        let after = scoped.invitations(trust.now()).await.unwrap();
        assert_eq!(after, before, "the same hash, so the same link");
        let page = trust.people(who).await.unwrap();
        assert_eq!(page.withdrawn_invitation, None);
        assert_eq!(
            scene.actions().await,
            [
                "invitation.made",
                "invitation.revoked",
                "invitation.restored"
            ]
        );
        // Used, it is not withdrawn any more, and brings nothing back.
        let mut tx = scoped.begin().await.unwrap();
        assert_eq!(
            tx.use_invitation(&before[0].hash, trust.now()).await,
            Ok(true)
        );
        tx.commit().await.unwrap();
        trust.revoke_invitation(who, id).await.unwrap_err();
        not_possible(&trust.restore_invitation(who, id).await);
    })
    .await;
}

#[tokio::test]
async fn an_invitation_does_not_come_back_too_late_or_beyond_its_end() {
    each_database(|store| async move {
        let scene = scene(store).await;
        let (trust, who) = (&scene.trust, &scene.who);
        let first = scene.invited().await;
        trust.revoke_invitation(who, first).await.unwrap();
        scene.later(31);
        not_possible(&trust.restore_invitation(who, first).await);

        let second = scene.invited().await;
        scene.later(24 * 60 - 10);
        trust.revoke_invitation(who, second).await.unwrap();
        let shown = trust
            .people(who)
            .await
            .unwrap()
            .withdrawn_invitation
            .unwrap();
        assert_eq!(shown.until, trust.now().plus_minutes(10), "its own end");
        scene.later(10);
        let page = trust.people(who).await.unwrap();
        assert_eq!(page.withdrawn_invitation, None);
        not_possible(&trust.restore_invitation(who, second).await);
        let scoped = scene.store.of(who.tenant());
        assert_eq!(scoped.invitations(trust.now()).await, Ok(vec![]));
    })
    .await;
}

/// A scene with two rooms, a person who works in both and one who works in the first alone.
async fn rooms(scene: &Scene) -> (RoomEditor, RoomEditor, AssignmentId, AssignmentId) {
    let tenant = scene.who.tenant();
    let mut editors = Vec::new();
    let mut ids = Vec::new();
    for number in [1, 2] {
        let id = room(&scene.store, tenant, number).await;
        ids.push(id);
        let coordinator = Someone::new(tenant, 30 + number);
        editors.push(testing::room_editor(&coordinator, id));
    }
    let add = AddPerson {
        oid: person(20),
        role: Role::Consultant,
        scope: Scope::Rooms(ids),
    };
    let both = scene.trust.add_person(&scene.who, add).await.unwrap();
    let holder = Holder::Person {
        oid: person(21),
        name: None,
    };
    let alone = scene.trust.add_to_room(&editors[0], holder).await.unwrap();
    let (there, here) = (editors.pop().unwrap(), editors.pop().unwrap());
    (here, there, both, alone)
}

#[tokio::test]
async fn whoever_was_removed_from_a_room_comes_back_into_that_room() {
    each_database(|store| async move {
        let scene = scene(store).await;
        let trust = &scene.trust;
        let (here, there, both, alone) = rooms(&scene).await;
        trust.confirm_assignment(&scene.who, alone).await.unwrap();
        let before = scene.assignments().await;
        let scoped = scene.store.of(scene.who.tenant());
        let reviews = scoped.assignment_reviews().await.unwrap();
        assert_eq!(trust.removed_lately(&here).await.unwrap(), None);
        for id in [both, alone] {
            trust.remove_from_room(&here, id).await.unwrap();
            let shown = trust.removed_lately(&here).await.unwrap().unwrap();
            assert_eq!(shown.assignment.id, id);
            assert_eq!(shown.until, trust.now().plus_minutes(30));
            // Whoever runs the other room has nothing to bring back, there or here.
            assert_eq!(trust.removed_lately(&there).await.unwrap(), None);
            let stranger = Someone::new(scene.who.tenant(), 99);
            let stranger = testing::room_editor(&stranger, here.room());
            not_possible(&trust.restore_to_room(&stranger, id).await);
            scene.later(29);
            trust.restore_to_room(&here, id).await.unwrap();
            trust.restore_to_room(&here, id).await.unwrap();
            assert_eq!(trust.removed_lately(&here).await.unwrap(), None);
        }
        let mut after = scene.assignments().await;
        for row in &mut after {
            if let Scope::Rooms(rooms) = &mut row.scope {
                rooms.sort_unstable();
            }
        }
        assert_eq!(after, before);
        assert_eq!(scoped.assignment_reviews().await.unwrap(), reviews);
        let last = scoped.last_audit_of("assignment.restored").await.unwrap();
        assert!(last.unwrap().detail_json.contains(&here.room().to_string()));
    })
    .await;
}

#[tokio::test]
async fn a_room_comes_back_alone_and_not_over_the_head_of_somebody_else() {
    each_database(|store| async move {
        let scene = scene(store).await;
        let trust = &scene.trust;
        let (here, there, both, alone) = rooms(&scene).await;
        // The same person runs both rooms: what was taken away there does not come back with this one.
        let own = Someone::new(scene.who.tenant(), 31);
        let elsewhere = testing::room_editor(&own, there.room());
        trust.remove_from_room(&here, both).await.unwrap();
        trust.remove_from_room(&elsewhere, both).await.unwrap();
        trust.restore_to_room(&here, both).await.unwrap();
        let scope = |rows: Vec<AssignmentRow>| {
            let row = rows.into_iter().find(|row| row.id == both);
            row.map(|row| row.scope)
        };
        let only = Scope::Rooms(vec![here.room()]);
        assert_eq!(scope(scene.assignments().await), Some(only));
        trust.restore_to_room(&elsewhere, both).await.unwrap();
        let all = Scope::Rooms(vec![here.room(), there.room()]);
        assert_eq!(scope(scene.assignments().await), Some(all));

        // Somebody else has decided since then.
        trust.remove_from_room(&here, both).await.unwrap();
        scene.later(1);
        trust.remove_from_room(&there, both).await.unwrap();
        assert_eq!(trust.removed_lately(&here).await.unwrap(), None);
        not_possible(&trust.restore_to_room(&here, both).await);
        assert_eq!(scope(scene.assignments().await), None);

        trust.remove_from_room(&here, alone).await.unwrap();
        scene.later(31);
        assert_eq!(trust.removed_lately(&here).await.unwrap(), None);
        not_possible(&trust.restore_to_room(&here, alone).await);
    })
    .await;
}
