//! The upload of organisation data.

use axum::body::Body;
use http::Request;
use http::header::CONTENT_TYPE;
use microsoft365::contoso;

use crate::support::browser::{Answer, From};
use crate::support::stage::{register, sign_in};
use crate::support::{Browser, Requests, TestApp};

const FILE: &str = "/admin/connectors/organisation/file";
const PAGE: &str = "/admin/connectors/organisation";

async fn upload(browser: &Browser, content: &[u8], from: From) -> Answer {
    let mut body =
        b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\
        Content-Type: text/csv\r\n\r\n"
            .to_vec();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = Request::post(FILE)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    browser.read(request, from).await
}

#[tokio::test]
async fn a_file_larger_than_other_forms_is_kept_for_the_administrator_alone() {
    let app = TestApp::sqlite().await;
    let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let mut file = "UPN,Department,Shoe size\n".to_owned();
    for number in 0..20_000 {
        file += &format!("person{number}@contoso.example,Care,44\n");
    }
    assert!(file.len() > 512 * 1024);
    let answer = upload(&administrator, file.as_bytes(), From::OwnPage).await;
    assert_eq!(
        (answer.status.as_u16(), answer.location().as_str()),
        (303, PAGE)
    );
    let page = administrator.page(PAGE).await;
    assert!(
        page.status == 200 && page.text().contains("Shoe size"),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("person7@"), "no row is shown");

    for (content, trouble) in [
        (vec![b'a'; 16 * 1024 * 1024 + 1], "too_large"),
        (b"a,\xff\n".to_vec(), "not_text"),
        (vec![], "empty"),
    ] {
        let answer = upload(&administrator, &content, From::OwnPage).await;
        assert_eq!(answer.location(), format!("{PAGE}?trouble={trouble}"));
        let page = administrator.page(&answer.location()).await;
        assert!(page.text().contains("The file could not be read"));
    }

    let employee = sign_in(&app, contoso::TENANT, &contoso::EMPLOYEE).await;
    let stranger = app.browser();
    for browser in [&employee, &stranger] {
        let answer = upload(browser, file.as_bytes(), From::OwnPage).await;
        assert_eq!(answer.status, 303);
        let page = browser.page(PAGE).await;
        assert!(page.status != 200 || !page.text().contains("Shoe size"));
    }
    let foreign = upload(&administrator, b"a,b\n", From::OtherSiteForm).await;
    assert_eq!(foreign.status, 403, "another site can't upload");
}
