//! Organisation data from a file.

use culture::{AnalystExport, Culture, CultureError, FILE_MOST, Selection};
use model::culture::organisation::{
    ColumnRole, DryRun, FileTrouble, Judged, OrganisationView, RowFault, RowProblem,
};
use model::{Role, Timestamp};
use store::testing::each_database;
use trust::Administrator;
use trust::testing::{Someone, administrator, tenant};

use crate::made_up::{LONG, World, oid};

const ROLES: [ColumnRole; 6] = [
    ColumnRole::Person,
    ColumnRole::Department,
    ColumnRole::Level,
    ColumnRole::Rate,
    ColumnRole::Manager,
    ColumnRole::Ignored,
];

/// A file about so many people: ten in Care, the others in Law, and one whom nobody knows.
fn file(people: u64) -> String {
    let mut file = "Email;Abteilung;Band;Stundensatz;Manager;Shoe size\r\n".to_owned();
    for number in 0..people {
        let department = if number < 10 { "Care" } else { "Law" };
        let (level, rate) = if number == 0 {
            ("L1", "120,50")
        } else {
            ("L2", "80")
        };
        let manager = if number == 0 {
            String::new()
        } else {
            oid(0).to_string()
        };
        file += &format!(
            "{};{department};{level};{rate};{manager};44\r\n",
            oid(number)
        );
    }
    file + "nobody@example.org;Care;L2;80;;44\r\n"
}

async fn upload(culture: &Culture, who: &Administrator, file: &str) {
    let kept = culture
        .keep_organisation_file(who, file.as_bytes().to_vec())
        .await;
    assert_eq!(kept.unwrap(), Ok(()));
}

async fn check(culture: &Culture, who: &Administrator, roles: &[ColumnRole]) -> OrganisationView {
    culture
        .map_organisation_file(who, (roles.to_vec(), Some("CHF".to_owned())))
        .await
        .unwrap();
    culture.organisation(who).await.unwrap()
}

async fn departments(world: &World) -> Vec<(String, String)> {
    let scoped = world.store.of(world.tenant);
    let mut all = Vec::new();
    for origin in ["entra", "file"] {
        for row in scoped.open_attributes(origin).await.unwrap() {
            all.push((origin.to_owned(), row.attributes));
        }
    }
    all
}

#[tokio::test]
async fn a_file_is_mapped_judged_taken_and_taken_back() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let (who, scoped) = (&world.admin, world.store.of(world.tenant));
        let before = departments(&world).await;
        let dirty = scoped.dirty_weeks().await.unwrap();
        assert_eq!(
            culture.organisation(who).await.unwrap(),
            OrganisationView {
                directory: 12,
                ..OrganisationView::default()
            }
        );

        upload(&culture, who, &file(12)).await;
        let draft = culture.organisation(who).await.unwrap().draft.unwrap();
        let guessed: Vec<_> = draft.columns.iter().map(|(_, role)| *role).collect();
        assert_eq!(guessed, ROLES, "guessed by the names of columns");
        assert_eq!(draft.judged, None);

        let view = check(&culture, who, &ROLES).await;
        let draft = view.draft.unwrap();
        assert_eq!(draft.currency, "CHF");
        let Some(Judged::Good(run)) = draft.judged else {
            panic!("{:?}", draft.judged)
        };
        let DryRun {
            known,
            unknown,
            unknown_lines,
            missing,
            attributes,
            rates,
            rates_of_few,
            ignored,
        } = run;
        assert_eq!(rates_of_few, 1, "what the one of L1 is paid is left out");
        assert_eq!(
            (known, unknown, missing, rates, ignored),
            (12, 1, 0, 1, vec!["Shoe size".to_owned()])
        );
        assert_eq!(unknown_lines, [14]);
        assert_eq!((attributes[0].groups, attributes[0].small), (2, 1));
        assert_eq!(attributes[0].small_names, ["Law"]);
        assert_eq!(
            departments(&world).await,
            before,
            "a dry run changes nothing"
        );
        assert_eq!(scoped.dirty_weeks().await.unwrap(), dirty);

        culture.take_organisation_file(who).await.unwrap();
        let view = culture.organisation(who).await.unwrap();
        assert_eq!(view.draft, None);
        let in_use = view.in_use.unwrap();
        assert_eq!(
            (in_use.people, in_use.rates, in_use.since),
            (12, 1, world.now())
        );
        let rows = scoped.open_attributes("file").await.unwrap();
        assert_eq!(rows.len(), 12);
        assert_eq!(
            rows.iter()
                .filter(|row| row.attributes == r#"{"department":"Care","level":"L2"}"#)
                .count(),
            9
        );
        assert_eq!(rows.iter().filter(|row| row.manager.is_none()).count(), 1);
        let rates = scoped.cost_rates().await.unwrap();
        let rates: Vec<_> = rates
            .iter()
            .map(|row| {
                (
                    row.level.as_str(),
                    row.currency.as_str(),
                    row.cents_per_hour,
                )
            })
            .collect();
        assert_eq!(rates, [("L2", "CHF", 8_000)]);
        assert!(scoped.dirty_weeks().await.unwrap().len() > dirty.len());
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}

        culture
            .switch_analyst_export(who, AnalystExport::On)
            .await
            .unwrap();
        let asked = Selection {
            from: culture::import::Day::parse("2026-11-09").unwrap(),
            to: culture::import::Day::parse("2026-11-09").unwrap(),
            group_by: vec!["department".to_owned()],
            policy: "strict-v1".to_owned(),
        };
        let said = async || {
            let mut out = Vec::new();
            culture
                .export_person_weeks(world.tenant, &asked, &mut out)
                .await
                .unwrap();
            let text = String::from_utf8(out).unwrap();
            let values = text.lines().skip(1);
            let mut values: Vec<String> = values
                .map(|line| line.split(',').nth(4).unwrap().to_owned())
                .collect();
            values.sort();
            values.dedup();
            values
        };
        // Two of Law are too few; the ten of Care hide with them.
        assert_eq!(said().await, ["*"]);
        culture.remove_organisation_file(who).await.unwrap();
        assert_eq!(said().await, ["Sales"], "Entra ID holds again");
        assert_eq!(departments(&world).await, before);
        assert!(scoped.cost_rates().await.unwrap().is_empty());
        assert_eq!(culture.organisation(who).await.unwrap().in_use, None);
        let again = culture.remove_organisation_file(who).await;
        assert!(matches!(again, Err(CultureError::NotPossible)));

        let rows = scoped.audit_page(None, 4).await.unwrap();
        let told: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(
            (told[1], told[3]),
            (
                "organisation.file_removed",
                "culture.analyst_export_switched"
            )
        );
        assert!(
            rows.iter()
                .all(|row| !row.detail_json.contains(&oid(3).to_string()))
        );
    })
    .await;
}

#[tokio::test]
async fn a_bad_file_changes_nothing_and_lists_line_and_column() {
    each_database(|store| async move {
        let world = World::new(store, 4).await;
        let culture = world.switched_on().await;
        let (who, before) = (&world.admin, departments(&world).await);
        let rows = format!(
            "UPN,Department,Level,Rate\n{},Care,L1,80\n{},Care\n,Care,L1,80\n{},Care,L1,many\n{},Care,L1,81\n{},Care,,80\n",
            oid(0),
            oid(1),
            oid(2),
            oid(3),
            oid(0)
        );
        upload(&culture, who, &rows).await;
        let view = check(&culture, who, &ROLES[..4]).await;
        let problem = |line, column, fault| RowProblem {
            line,
            column,
            fault,
        };
        assert_eq!(
            view.draft.unwrap().judged,
            Some(Judged::Bad(
                vec![
                    problem(3, None, RowFault::Ragged),
                    problem(4, Some(1), RowFault::NoPerson),
                    problem(5, Some(4), RowFault::RateNotANumber),
                    problem(6, Some(4), RowFault::RateDiffers(2)),
                    problem(7, Some(1), RowFault::Duplicate(2)),
                    problem(7, Some(4), RowFault::RateWithoutLevel),
                ],
                0
            ))
        );
        let taken = culture.take_organisation_file(who).await;
        assert!(matches!(taken, Err(CultureError::NotPossible)));
        let view = check(&culture, who, &[ColumnRole::Department]).await;
        assert_eq!(
            view.draft.unwrap().judged,
            Some(Judged::Unread(FileTrouble::NoPersonColumn))
        );
        for (bytes, trouble) in [
            (vec![], FileTrouble::Empty),
            (b"a,\xff\n".to_vec(), FileTrouble::NotText),
            (vec![b'a'; FILE_MOST + 1], FileTrouble::TooLarge),
        ] {
            let kept = culture.keep_organisation_file(who, bytes).await.unwrap();
            assert_eq!(kept, Err(trouble));
        }
        assert!(
            culture.organisation(who).await.unwrap().draft.is_some(),
            "a refused upload leaves the draft before it"
        );
        assert_eq!(departments(&world).await, before);
        culture.drop_organisation_file(who).await.unwrap();
        assert_eq!(culture.organisation(who).await.unwrap().draft, None);
        let taken = culture.take_organisation_file(who).await;
        assert!(matches!(taken, Err(CultureError::NotPossible)));
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_sealed_its_owners_alone_and_ends_after_half_an_hour() {
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.switched_on().await;
        let who = &world.admin;
        upload(&culture, who, &file(3)).await;
        let scoped = world.store.of(world.tenant);
        let sealed = scoped
            .staff_form(who.oid(), "organisation file", Timestamp(0))
            .await
            .unwrap()
            .unwrap();
        let clear = oid(1).to_string();
        assert!(
            !sealed
                .windows(clear.len())
                .any(|part| part == clear.as_bytes())
        );

        let roles = &[Role::Administrator];
        let colleague = administrator(&Someone::new(world.tenant, 77).with_roles(roles));
        assert_eq!(culture.organisation(&colleague).await.unwrap().draft, None);
        let other = tenant(&world.trust, 2).await;
        let mut stranger = Someone::new(other, 1).with_roles(roles);
        stranger.oid = who.oid();
        let stranger = administrator(&stranger);
        assert_eq!(
            culture.organisation(&stranger).await.unwrap(),
            OrganisationView::default()
        );
        assert!(matches!(
            culture.take_organisation_file(&stranger).await,
            Err(CultureError::NotPossible)
        ));
        world.wait_s(31 * 60);
        assert_eq!(culture.organisation(who).await.unwrap().draft, None);
    })
    .await;
}

#[tokio::test]
async fn who_opted_out_gets_no_attributes_from_a_file() {
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.switched_on().await;
        culture.erase_person(world.tenant, oid(0)).await.unwrap();
        // The directory goes on naming them.
        world.wait_s(25 * 3_600);
        culture.sync_directories(world.now()).await.unwrap();
        upload(&culture, &world.admin, &file(3)).await;
        check(&culture, &world.admin, &ROLES).await;
        culture.take_organisation_file(&world.admin).await.unwrap();
        let scoped = world.store.of(world.tenant);
        let rows = scoped.open_attributes("file").await.unwrap();
        assert_eq!(rows.len(), 2);
        assert!(
            rows.iter().all(|row| row.manager.is_none()),
            "nobody reports to them"
        );
    })
    .await;
}
