//! The page on which a person picks an account. There are no passwords in this world.

use axum::http::StatusCode;
use axum::response::Response;

use super::Authority;
use crate::html::{escape, page};
use crate::state::{SignedIn, State};
use crate::{consumers, contoso, fabrikam};

/// What the picker is shown for.
pub(super) struct Picker<'a> {
    /// Where the choice is posted: path and query.
    pub(super) action: String,
    /// Name of the application.
    pub(super) application: &'a str,
    /// Accounts already signed in.
    pub(super) signed_in: &'a [SignedIn],
    /// What went wrong with the last choice.
    pub(super) alert: Option<String>,
}

struct Choice {
    tid: String,
    oid: String,
    name: String,
    username: String,
    note: &'static str,
}

impl Picker<'_> {
    /// The page.
    pub(super) fn page(&self, state: &State, authority: &Authority) -> Response {
        let alert = self
            .alert
            .as_deref()
            .map(|text| format!("<p role=\"alert\">{}</p>", escape(text)))
            .unwrap_or_default();
        let choices: String = self.choices(state, authority).iter().map(button).collect();
        let action = escape(&self.action);
        let body = format!(
            "{alert}<p>to continue to {}</p><form method=\"post\" action=\"{action}\">{choices}</form>\
             <h2>Use another account</h2><form method=\"post\" action=\"{action}\"><p><label for=\"upn\">Another account</label>\
             <input type=\"text\" id=\"upn\" name=\"upn\" autocomplete=\"off\" required></p><button>Next</button></form>",
            escape(self.application)
        );
        page(StatusCode::OK, "Pick an account", &body)
    }

    /// Those who are signed in first, then the well-known people of whatever tenants may sign in here.
    fn choices(&self, state: &State, authority: &Authority) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        let signed_in = self
            .signed_in
            .iter()
            .map(|account| (account.tid.as_str(), account.oid.as_str(), "Signed in"));
        let contoso = contoso::PEOPLE
            .iter()
            .map(|person| (contoso::TENANT, person.oid, ""));
        let fabrikam = fabrikam::PEOPLE
            .iter()
            .map(|person| (fabrikam::TENANT, person.oid, ""));
        let private = std::iter::once((crate::state::CONSUMER_TENANT, consumers::PERSON.oid, ""));
        for (tid, oid, note) in signed_in.chain(contoso).chain(fabrikam).chain(private) {
            let known = choices
                .iter()
                .any(|choice| choice.tid == tid && choice.oid == oid);
            let Some(person) = state
                .person(tid, oid)
                .filter(|_| !known && authority.admits(tid))
            else {
                continue;
            };
            if person.guest && !matches!(authority, Authority::Tenant(_)) {
                continue;
            }
            let (tid, oid) = (tid.to_owned(), oid.to_owned());
            choices.push(Choice {
                tid,
                oid,
                name: person.name,
                username: person.username,
                note,
            });
        }
        choices
    }
}

fn button(choice: &Choice) -> String {
    let note = if choice.note.is_empty() {
        String::new()
    } else {
        format!("<span>{}</span>", choice.note)
    };
    format!(
        "<button class=\"account\" name=\"account\" value=\"{}/{}\">{} <span>{}</span> {note}</button>",
        escape(&choice.tid),
        escape(&choice.oid),
        escape(&choice.name),
        escape(&choice.username)
    )
}

/// Reads the choice of a posted picker: a button's value, or a typed name. `Err` holds what to tell the person.
pub(super) fn chosen(
    state: &State,
    authority: &Authority,
    form: &[(String, String)],
) -> Result<(String, String), String> {
    let field = |name: &str| {
        form.iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.trim())
    };
    if let Some((tid, oid)) = field("account").and_then(|value| value.split_once('/')) {
        return match state.person(tid, oid) {
            Some(person) => Ok((tid.to_owned(), person.oid)),
            None => Err("AADSTS50034: That account does not exist.".to_owned()),
        };
    }
    let upn = field("upn").unwrap_or_default();
    let in_tenant = match authority {
        Authority::Tenant(tid) => state
            .person(tid, upn)
            .map(|person| (tid.clone(), person.oid)),
        _ => None,
    };
    let anywhere = || {
        state.with_directory(|directory| {
            directory
                .account(upn)
                .map(|(tenant, person)| (tenant.id.clone(), person.oid.clone()))
        })
    };
    in_tenant.or_else(anywhere).ok_or_else(|| {
        format!("AADSTS50034: The user account {upn} does not exist in the directory.")
    })
}
