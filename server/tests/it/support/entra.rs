//! What a person does at Entra: picks an account, and the browser carries the answer back.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use microsoft365::directory::KnownPerson;

use super::browser::{Answer, Browser, From, Requests, form};

/// The form that Entra's page posts.
#[derive(Clone, Debug)]
pub struct Post {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Post {
    pub fn field(&self, name: &str) -> String {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    /// Name of the cookie of the sign-in that this answers.
    pub fn cookie_name(&self) -> String {
        format!("__Host-authtx-{}", &self.field("state")[..12])
    }

    /// The path of the address the form goes to.
    pub fn path(&self) -> String {
        let rest = self.action.split_once("://").unwrap().1;
        rest[rest.find('/').unwrap()..].to_owned()
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// Follows the address of a sign-in and picks an account.
pub async fn pick(url: &str, tenant: &str, person: &KnownPerson) -> Post {
    pick_and_stay(url, tenant, person).await.0
}

/// As [`pick`], and the cookie of the session at Entra, for a silent sign-in later.
pub async fn pick_and_stay(url: &str, tenant: &str, person: &KnownPerson) -> (Post, String) {
    assert!(url.contains("/oauth2/v2.0/authorize?"), "{url}");
    let login = url.replace("/oauth2/v2.0/authorize?", "/oauth2/v2.0/login?");
    let account = format!("{tenant}/{}", person.oid);
    let answer = client()
        .post(login)
        .form(&[("account", account)])
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let mut page = answer.text().await.unwrap();
    if page.contains("/oauth2/v2.0/consent?") {
        page = agree(&page, url, &cookie).await;
    }
    (read(&page), cookie)
}

/// Opens the address of a silent sign-in with the session at Entra, or without.
pub async fn silently(url: &str, cookie: Option<&str>) -> Post {
    assert!(url.contains("prompt=none"), "{url}");
    let request = client()
        .get(url)
        .header("cookie", cookie.unwrap_or_default());
    read(&request.send().await.unwrap().text().await.unwrap())
}

/// Posts a decision on a page of Entra and answers where it sends the browser.
pub async fn decide(url: &str, fields: &[(&str, &str)]) -> String {
    let answer = client().post(url).form(fields).send().await.unwrap();
    let location = answer
        .headers()
        .get("location")
        .map(|location| location.to_str().unwrap().to_owned());
    let status = answer.status();
    location.unwrap_or_else(|| panic!("{status} from {url}"))
}

/// Agrees on the page that asks for the person's own consent, which only the account's own session may.
async fn agree(page: &str, url: &str, cookie: &str) -> String {
    let asked = read(page);
    let origin = &url[..url
        .find("/organizations")
        .or_else(|| url.find("/7b3c"))
        .unwrap()];
    let action = if asked.action.starts_with("http") {
        asked.action.clone()
    } else {
        format!("{origin}{}", asked.action)
    };
    let mut fields = asked.fields.clone();
    let button = page
        .split("<button")
        .find(|part| part.contains("Accept"))
        .unwrap_or_default();
    if let (Some(name), Some(value)) = (attribute(button, "name"), attribute(button, "value")) {
        fields.push((name, value));
    }
    client()
        .post(action)
        .header("cookie", cookie)
        .form(&fields)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
}

/// The form on a page.
pub fn read(page: &str) -> Post {
    let start = page
        .find("<form")
        .unwrap_or_else(|| panic!("no form on {page}"));
    let end = page[start..]
        .find("</form>")
        .map_or(page.len(), |end| start + end);
    let form = &page[start..end];
    let action = attribute(form, "action").unwrap();
    let inputs = form.split("<input").skip(1);
    let fields = inputs.filter_map(|input| {
        Some((
            attribute(input, "name")?,
            attribute(input, "value").unwrap_or_default(),
        ))
    });
    Post {
        action,
        fields: fields.collect(),
    }
}

fn attribute(element: &str, name: &str) -> Option<String> {
    let tag = &element[..element.find('>').unwrap_or(element.len())];
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[start..start + tag[start..].find('"')?];
    let plain = value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<");
    Some(plain.replace("&gt;", ">").replace("&amp;", "&"))
}

/// Posts Entra's answer to Anteroom, from Entra's site.
pub async fn deliver(browser: &Browser, post: &Post) -> Answer {
    let fields: Vec<(&str, &str)> = post
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser
        .read(
            form(Method::POST, &post.path(), &fields, "text/html"),
            From::OtherSiteForm,
        )
        .await
}

/// Follows a link that leads to Entra and comes back; the answer is that of the callback.
pub async fn through(browser: &Browser, link: &str, tenant: &str, person: &KnownPerson) -> Answer {
    let sent = browser
        .read(
            Request::get(link).body(Body::empty()).unwrap(),
            From::Navigation,
        )
        .await;
    assert_eq!(
        sent.status,
        StatusCode::SEE_OTHER,
        "{link}: {}",
        sent.text()
    );
    if sent.location().starts_with('/') {
        // Refused before anybody was asked at Entra.
        return sent;
    }
    let post = pick(&sent.location(), tenant, person).await;
    deliver(browser, &post).await
}
