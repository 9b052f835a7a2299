//! The permission review against a simulated tenant: what was granted and revoked shows, is told, and cannot be denied later.

use microsoft365::contoso;
use microsoft365::state::{Fault, FaultKind};
use model::trust::review::{
    ProbeOutcome, RegistrationReview, ReviewLine, ReviewMode, ReviewProblem, ReviewStatus as Is,
    ReviewView,
};
use sqlx::AssertSqlSafe;
use store::testing::{TestDatabase, each_database};
use trust::mail::MailKind;
use trust::review::Reader;
use trust::{Administrator, Denied, Reviewer, TrustError};

use crate::world::{Wishes, World, data_client};

mod evidence;
mod features;
mod grants;
mod once;
mod readers;
mod tampering;
mod turns;
mod unread;

const MAILBOX: &str = "MailboxSettings.Read";

struct People {
    /// Value of the session cookie.
    session: String,
    admin: Administrator,
    reviewer: Reviewer,
}

async fn people(world: &World, session: &str) -> People {
    let caller = world.caller(session).await;
    People {
        session: session.to_owned(),
        admin: caller.administrator(&world.trust).await.unwrap(),
        reviewer: caller.reviewer(&world.trust).await.unwrap(),
    }
}

async fn started(store: store::Store) -> (World, People) {
    started_with(store, true).await
}

async fn started_with(store: store::Store, consented: bool) -> (World, People) {
    let wishes = Wishes {
        consented,
        ..Wishes::default()
    };
    let mut world = World::with(store, wishes).await;
    let session = world.registered().await;
    // The mail about the registration itself.
    while world.mails.try_recv().is_ok() {}
    let people = people(&world, &session).await;
    (world, people)
}

async fn round(world: &World) {
    world
        .trust
        .review_permissions(world.trust.now())
        .await
        .unwrap();
}

/// A look on request.
async fn check(world: &World, people: &People) {
    let checked = world.trust.check_permissions(&people.admin, data_client());
    checked.await.unwrap();
}

async fn view(world: &World, people: &People) -> ReviewView {
    let reader = Reader {
        reviewer: &people.reviewer,
        administrator: Some(&people.admin),
    };
    world.trust.review(reader).await.unwrap()
}

/// What the audit log names, oldest first.
async fn audited(world: &World, people: &People) -> Vec<String> {
    let scoped = world.store.of(people.admin.tenant());
    let rows = scoped.audit_range(0, 1_000).await.unwrap();
    rows.into_iter().map(|row| row.action).collect()
}

async fn data(world: &World, people: &People) -> RegistrationReview {
    let view = view(world, people).await;
    view.registrations.into_iter().next().unwrap()
}

fn line<'r>(review: &'r RegistrationReview, value: &str) -> Option<&'r ReviewLine> {
    review.lines.iter().find(|line| line.value == value)
}

fn status(review: &RegistrationReview, value: &str) -> Option<Is> {
    line(review, value).map(|line| line.status)
}

fn revoke(world: &World, name: &str) {
    let state = world.sim.state();
    state.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, name);
}

fn grant(world: &World, name: &str) {
    let state = world.sim.state();
    state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, name);
}

/// Runs a statement past the store, as somebody with the database would.
async fn by_hand(database: &TestDatabase, statement: &str) {
    use sqlx::Connection as _;
    let mut conn = sqlx::SqliteConnection::connect(database.url())
        .await
        .unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
}

/// A world on a database that can be written to by hand.
async fn by_hand_world() -> (TestDatabase, World, People) {
    let database = TestDatabase::sqlite();
    let (world, people) = started(database.store().await).await;
    (database, world, people)
}

async fn intact(world: &World, people: &People) -> bool {
    let tenant = people.admin.tenant();
    world.trust.verify_reviews(tenant).await.unwrap().intact
}

async fn consent_checked(world: &World, people: &People) {
    let checked = world.trust.check_consent(&people.admin, data_client());
    checked.await.unwrap();
}
