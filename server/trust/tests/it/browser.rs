//! A browser as far as Microsoft's pages need one: cookies, forms, no scripts.

use std::sync::Mutex;

use microsoft365::directory::KnownPerson;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use trust::SigninForm;

/// Who is chosen in the account picker.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    pub(crate) tenant: &'static str,
    pub(crate) person: KnownPerson,
}

pub(crate) const fn contoso(person: KnownPerson) -> Account {
    Account {
        tenant: microsoft365::contoso::TENANT,
        person,
    }
}

pub(crate) const fn fabrikam(person: KnownPerson) -> Account {
    Account {
        tenant: microsoft365::fabrikam::TENANT,
        person,
    }
}

/// What is pressed on Microsoft's consent pages.
#[derive(Clone, Copy)]
pub(crate) enum Press {
    Accept,
    Cancel,
    AnotherTenant,
    AnotherAccount,
}

impl Press {
    const fn value(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Cancel => "cancel",
            Self::AnotherTenant => "another-tenant",
            Self::AnotherAccount => "another-account",
        }
    }
}

pub(crate) struct Browser {
    http: reqwest::Client,
    cookies: Mutex<Vec<(String, String)>>,
}

/// A page, or where one is sent.
enum Page {
    Html(String),
    Redirect(String),
}

impl Browser {
    pub(crate) fn new() -> Self {
        microsoft::install_crypto();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            http,
            cookies: Mutex::default(),
        }
    }

    /// Goes to an authorization address and answers what comes back in the form.
    pub(crate) async fn answer(&self, url: &str, account: Account, press: Press) -> SigninForm {
        let base = base_of(url);
        let mut page = self.get(url).await;
        for _ in 0..4 {
            let Page::Html(html) = &page else {
                panic!("a redirect where a form was expected")
            };
            if html.contains("name=\"hiddenform\"") {
                return form_of(html);
            }
            let action = format!("{base}{}", attribute(html, "action=\"").expect("a form"));
            let picker = html.contains("Pick an account");
            let chosen = format!("{}/{}", account.tenant, account.person.oid);
            let field = if picker {
                ("account", chosen)
            } else {
                ("decision", press.value().to_owned())
            };
            let mut fields = vec![field];
            if !picker {
                fields.push((
                    "account",
                    attribute(html, "name=\"account\" value=\"").unwrap(),
                ));
            }
            page = self.post(&action, &fields).await;
        }
        panic!("no answer after four pages")
    }

    /// The account is signed in here already: a silent sign-in.
    pub(crate) async fn silent(&self, url: &str) -> SigninForm {
        match self.get(url).await {
            Page::Html(html) => form_of(&html),
            Page::Redirect(_) => panic!("a redirect where a form was expected"),
        }
    }

    /// Goes to an admin consent address and answers the query of the callback.
    pub(crate) async fn consent(&self, url: &str, account: Account, press: Press) -> String {
        let base = base_of(url);
        let Page::Html(picker) = self.get(url).await else {
            panic!("no picker")
        };
        let action = format!("{base}{}", attribute(&picker, "action=\"").unwrap());
        let chosen = format!("{}/{}", account.tenant, account.person.oid);
        let fields = [("account", chosen.clone())];
        let page = match self.post(&action, &fields).await {
            Page::Html(_) => {
                self.post(
                    &action,
                    &[("account", chosen), ("decision", press.value().to_owned())],
                )
                .await
            }
            redirect @ Page::Redirect(_) => redirect,
        };
        let Page::Redirect(location) = page else {
            panic!("no redirect to the callback")
        };
        location.split_once('?').unwrap().1.to_owned()
    }

    async fn get(&self, url: &str) -> Page {
        self.send(self.http.get(url)).await
    }

    async fn post(&self, url: &str, fields: &[(&str, String)]) -> Page {
        self.send(self.http.post(url).form(fields)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = if cookies.is_empty() {
            request
        } else {
            request.header(COOKIE, cookies.join("; "))
        };
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut jar = self.cookies.lock().unwrap();
            jar.retain(|(held, _)| held != name);
            jar.push((name.to_owned(), value.to_owned()));
        }
        if let Some(location) = response.headers().get(LOCATION) {
            return Page::Redirect(location.to_str().unwrap().to_owned());
        }
        Page::Html(response.text().await.unwrap())
    }
}

fn base_of(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn attribute(html: &str, before: &str) -> Option<String> {
    let rest = html.split_once(before)?.1;
    Some(plain(rest.split_once('"')?.0))
}

fn form_of(html: &str) -> SigninForm {
    let field = |name: &str| attribute(html, &format!("name=\"{name}\" value=\""));
    SigninForm {
        id_token: field("id_token"),
        code: field("code"),
        state: field("state"),
        error: field("error"),
        error_description: field("error_description"),
    }
}
