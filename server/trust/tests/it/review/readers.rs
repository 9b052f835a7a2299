//! Who reads the review, who acts, and what they take along.

use microsoft365::fabrikam;
use model::permission::Feature;
use trust::review::Paste;

use crate::browser;
use crate::world::tenant;

use super::*;

#[tokio::test]
async fn another_tenant_sees_nothing_of_it() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        let session = world
            .registered_by(browser::fabrikam(fabrikam::ADMIN))
            .await;
        let other = self::people(&world, &session).await;
        let view = view(&world, &other).await;
        assert_eq!(
            (view.tenant_id, view.evidence.last),
            (tenant(fabrikam::TENANT), 0)
        );
        assert!(view.history.is_empty());
        for registration in &view.registrations {
            assert!(registration.read.is_none() && registration.principal.is_none());
            assert!(registration.lines.iter().all(|line| line.granted.is_none()));
        }
        // What the other tenant does changes nothing here.
        world
            .trust
            .switch_feature(&other.admin, Feature::Calendar, false)
            .await
            .unwrap();
        world
            .trust
            .check_permissions(&other.admin, data_client())
            .await
            .unwrap();
        let review = data(&world, &people).await;
        assert_eq!(status(&review, "Calendars.ReadBasic.All"), Some(Is::Ok));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn the_file_has_a_date_and_a_hash_that_fits_and_is_audited() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        let file = world.trust.export_review(&people.reviewer).await.unwrap();
        assert!(file.name.starts_with("anteroom-permissions-20"));
        let (head, body) = file.json.split_once("\",\"document\":").unwrap();
        let body = body.strip_suffix('}').unwrap();
        let hash = head.strip_prefix("{\"sha256\":\"").unwrap();
        let digest = ring_sha256(body);
        assert_eq!(hash, digest);
        let document: serde_json::Value = serde_json::from_str(body).unwrap();
        assert!(
            document["review"]["registrations"][0]["lines"]
                .as_array()
                .unwrap()
                .len()
                > 4
        );
        assert!(!file.json.contains("eyJ"), "no token");
        let audit = audited(&world, &people).await;
        assert_eq!(audit.last().unwrap(), "review.exported");
        world.sim.stop();
    })
    .await;
}

fn ring_sha256(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn pasted_lists_are_judged_and_forgotten() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let assignments = r#"{"value":[{"id":"a1","appRoleId":"df021288-bdef-4463-88db-98f22de89214","createdDateTime":"2026-01-01T00:00:00Z",
            "resourceDisplayName":"Microsoft Graph","resourceId":"00000000-0000-0000-0000-0000000000aa"},
            {"id":"a2","appRoleId":"810c84a8-4a9e-49e6-bf7d-12d183f40d01","resourceDisplayName":"Microsoft Graph","resourceId":"00000000-0000-0000-0000-0000000000aa"}]}"#;
        let grants = r#"{"value":[{"id":"g1","consentType":"AllPrincipals","resourceId":"00000000-0000-0000-0000-0000000000aa","scope":"OnlineMeetings.ReadWrite offline_access"}]}"#;
        let paste = |assignments, grants| Paste { client_id: data_client(), assignments, grants };
        let judged = world.trust.judge_pasted(&people.reviewer, &paste(assignments, grants)).await.unwrap();
        assert_eq!(judged.mode, ReviewMode::Pasted);
        assert_eq!(status(&judged, "User.Read.All"), Some(Is::NotTested));
        assert_eq!(status(&judged, "Mail.Read"), Some(Is::OverPrivileged));
        assert_eq!(status(&judged, MAILBOX), Some(Is::Missing));
        assert_eq!(status(&judged, "OnlineMeetings.ReadWrite"), Some(Is::NotTested));
        let without = world.trust.judge_pasted(&people.reviewer, &paste(assignments, " ")).await.unwrap();
        assert_eq!(status(&without, "OnlineMeetings.ReadWrite"), Some(Is::Unknown));
        let wrong = world.trust.judge_pasted(&people.reviewer, &paste("nonsense", grants)).await;
        assert!(matches!(wrong, Err(TrustError::Invalid(fields)) if fields[0].field == "assignments"));
        assert!(world.store.of(people.admin.tenant()).review_states().await.unwrap().is_empty());
        let view = view(&world, &people).await;
        assert!(view.history.is_empty() && view.evidence.last == 0);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn addresses_that_are_told_can_be_changed() {
    each_database(|store| async move {
        let (mut world, people) = started(store).await;
        let set = |addresses: &'static str| world.trust.set_review_mail(&people.admin, addresses);
        assert!(matches!(set("nobody").await, Err(TrustError::Invalid(_))));
        assert!(matches!(
            set("a@b.ex,b@b.ex,c@b.ex,d@b.ex,e@b.ex,f@b.ex").await,
            Err(TrustError::Invalid(_))
        ));
        set("soc@contoso.example, ciso@contoso.example")
            .await
            .unwrap();
        round(&world).await;
        revoke(&world, MAILBOX);
        world.advance(16);
        round(&world).await;
        let told = [
            world.mails.try_recv().unwrap().to,
            world.mails.try_recv().unwrap().to,
        ];
        assert_eq!(told, ["soc@contoso.example", "ciso@contoso.example"]);
        let set = |addresses: &'static str| world.trust.set_review_mail(&people.admin, addresses);
        set("").await.unwrap();
        grant(&world, MAILBOX);
        world.advance(16);
        round(&world).await;
        assert!(world.mails.try_recv().is_err());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_reviewer_reads_and_an_administrator_acts() {
    each_database(|store| async move {
        let (world, _) = started(store).await;
        let caller = world.member(browser::contoso(contoso::REVIEWER)).await;
        let reviewer = caller.reviewer(&world.trust).await.unwrap();
        assert!(matches!(
            caller.administrator(&world.trust).await,
            Err(Denied::Forbidden)
        ));
        let reader = Reader {
            reviewer: &reviewer,
            administrator: None,
        };
        assert!(!world.trust.review(reader).await.unwrap().may_act);
        let consultant = world.member(browser::contoso(contoso::CONSULTANT)).await;
        assert!(matches!(
            consultant.reviewer(&world.trust).await,
            Err(Denied::Forbidden)
        ));
        world.sim.stop();
    })
    .await;
}
