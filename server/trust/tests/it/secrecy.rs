//! Nothing secret and nobody's name in what can be printed.

use microsoft365::contoso;
use store::testing::TestDatabase;
use trust::{Begin, CallerParts, Purpose, VisitorCookie};

use crate::browser::{self, Browser, Press};
use crate::world::{World, begin};

#[tokio::test]
async fn debug_shows_no_secret_and_no_name() {
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    let admin = world.registered().await;
    let administrator = world
        .caller(&admin)
        .await
        .administrator(&world.trust)
        .await
        .unwrap();
    let redirect = world.begin(Purpose::SignIn).await;
    let account = browser::contoso(contoso::CONSULTANT);
    let form = Browser::new()
        .answer(&redirect.url, account, Press::Accept)
        .await;
    let token = form.id_token.clone().unwrap();
    let printed_form = format!("{form:?}");
    let finished = world.finish(&redirect, form).await.unwrap();
    let trust::SessionCookie::Set(value) = finished.session_cookie.clone() else {
        panic!("no session")
    };
    let (visitor, _) = VisitorCookie::issue();
    let caller = world
        .trust
        .caller(CallerParts {
            session_cookie: Some(&value),
            visitor_cookie: Some(&visitor),
            ..Default::default()
        })
        .await
        .unwrap();
    let purpose = Purpose::AcceptInvitation {
        code: "secret-code".to_owned(),
    };
    let problem = world
        .trust
        .begin_signin(begin(purpose.clone()))
        .await
        .unwrap_err();
    let request = Begin {
        session: caller.session().map(|session| &**session),
        ..begin(purpose)
    };
    let keys = world.trust.keys(administrator.tenant()).await.unwrap();

    let shown = [
        format!("{redirect:?}"),
        printed_form,
        format!("{finished:?}"),
        format!("{caller:?}"),
        format!("{:?}", caller.session()),
        format!("{:?}", caller.visitor_cookie()),
        format!("{administrator:?}"),
        format!("{request:?}"),
        format!("{problem:?}"),
        format!("{keys:?}"),
        format!("{:?}", world.master),
        format!("{:?}", world.trust),
    ]
    .join("\n");
    let hash = caller.session().unwrap().hash();
    for secret in [
        value.as_str(),
        &redirect.cookie_value,
        &token,
        &visitor,
        "secret-code",
        contoso::CONSULTANT.name,
        contoso::ADMIN.name,
        &format!("{:?}", &hash[..4]).replace(['[', ']'], ""),
    ] {
        assert!(!shown.contains(secret), "{secret} in\n{shown}");
    }
    world.sim.stop();
}
