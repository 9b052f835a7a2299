//! `users/delta`: who came, changed or left since a link was issued.

use std::collections::HashMap;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{in_tenant, only, shape};
use crate::calendar::chance::mix;
use crate::graph::errors::GraphError;
use crate::graph::paging::PAGE_DEFAULT;
use crate::graph::permissions::Call;
use crate::graph::request::{Answer, Context};
use crate::graph::window_size;

const PAGE_MAX: usize = 999;

/// Where a round stands: what the caller knows, what the round ends in, how far it came.
struct Round {
    from: u64,
    to: u64,
    offset: usize,
    select: Vec<String>,
}

/// `GET /users/delta`
pub(in crate::graph) fn user_changes(context: &Context<'_>) -> Result<Answer, GraphError> {
    context.allow(Call::ListUserChanges)?;
    let query = &context.query;
    if query.top.is_some()
        || query.order.is_some()
        || query.filter.is_some()
        || query.expand.is_some()
    {
        return Err(GraphError::unsupported_query(
            "$top, $orderby, $filter and $expand aren't supported for changes here.",
        ));
    }
    let size = window_size(context).map_or(PAGE_DEFAULT, |size| size.clamp(1, PAGE_MAX));
    let now = told_now(context, &query.select)?;
    let round = match (query.skiptoken.as_deref(), query.deltatoken.as_deref()) {
        (None, None) => Round {
            from: 0,
            to: context.state.keep_users(now),
            offset: 0,
            select: query.select.clone(),
        },
        (None, Some("latest")) => {
            let to = context.state.keep_users(now);
            return Ok(Answer::ok(page(
                context,
                &[],
                &link("deltaLink", to, &query.select),
            )));
        }
        (Some(token), _) => read(token)?,
        (None, Some(token)) => {
            let known = read(token)?;
            let now = told_now(context, &known.select)?;
            Round {
                from: known.to,
                to: context.state.keep_users(now),
                offset: 0,
                select: known.select,
            }
        }
    };
    let items = changed(context, &round)?;
    let end = items.len().min(round.offset + size);
    let shown = items[round.offset.min(end)..end].to_vec();
    let next = if end < items.len() {
        let token = token(&round, end);
        ("nextLink", format!("$skiptoken={token}"))
    } else {
        link("deltaLink", round.to, &round.select)
    };
    Ok(Answer::ok(page(context, &shown, &next)))
}

fn page(context: &Context<'_>, items: &[Value], (name, token): &(&str, String)) -> Value {
    let root = context.root();
    let mut page = json!({ "@odata.context": format!("{root}/$metadata#users"), "value": items });
    page[format!("@odata.{name}")] = json!(format!("{root}/users/delta?{token}"));
    page
}

fn link(name: &'static str, to: u64, select: &[String]) -> (&'static str, String) {
    let round = Round {
        from: 0,
        to,
        offset: 0,
        select: select.to_vec(),
    };
    (name, format!("$deltatoken={}", token(&round, 0)))
}

fn token(round: &Round, offset: usize) -> String {
    let select = round.select.join(",");
    BASE64_URL_SAFE_NO_PAD.encode(format!(
        "users:{}:{}:{offset}:{select}",
        round.from, round.to
    ))
}

fn read(token: &str) -> Result<Round, GraphError> {
    let refused = || GraphError::malformed("The token of the changes is not valid.");
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(token)
        .map_err(|_| refused())?;
    let text = String::from_utf8(bytes).map_err(|_| refused())?;
    let parts: Vec<&str> = text.splitn(5, ':').collect();
    let [kind, from, to, offset, select] = parts[..] else {
        return Err(refused());
    };
    if kind != "users" {
        return Err(refused());
    }
    Ok(Round {
        from: from.parse().map_err(|_| refused())?,
        to: to.parse().map_err(|_| refused())?,
        offset: offset.parse().map_err(|_| refused())?,
        select: select
            .split(',')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

// Everybody with a number that changes with what is shown of them.
fn told_now(context: &Context<'_>, select: &[String]) -> Result<HashMap<String, u64>, GraphError> {
    in_tenant(context, |tenant| {
        let people = tenant.people.iter();
        Ok(people
            .map(|person| {
                let text = only(shape::user(tenant, person), select).to_string();
                let sum = text.bytes().fold(7, |sum: u64, byte| {
                    sum.rotate_left(5) ^ u64::from(byte).wrapping_mul(0x9E37_79B9)
                });
                let manager = person.manager.as_deref().unwrap_or_default();
                let manager = manager
                    .bytes()
                    .fold(3, |sum, byte| mix([sum, u64::from(byte)]));
                (person.oid.clone(), mix([sum, manager]))
            })
            .collect())
    })
}

fn changed(context: &Context<'_>, round: &Round) -> Result<Vec<Value>, GraphError> {
    let gone = || GraphError {
        location: Some(format!("{}/users/delta", context.root())),
        ..GraphError::new(
            StatusCode::GONE,
            "resyncRequired",
            "The token is expired. Begin again at the location.",
        )
    };
    let before = match round.from {
        0 => None,
        from => Some(context.state.users_told(from).ok_or_else(gone)?),
    };
    let after = context.state.users_told(round.to).ok_or_else(gone)?;
    in_tenant(context, |tenant| {
        let people = tenant.people.iter().filter(|person| {
            let sum = after.get(&person.oid);
            let known = before.as_ref().and_then(|before| before.get(&person.oid));
            sum.is_some() && known != sum
        });
        let mut items: Vec<Value> = people
            .map(|person| {
                let mut user = only(shape::user(tenant, person), &round.select);
                user["id"] = json!(person.oid);
                user
            })
            .collect();
        let mut left: Vec<&String> = before
            .iter()
            .flat_map(|before| before.keys())
            .filter(|oid| !after.contains_key(*oid))
            .collect();
        left.sort_unstable();
        items.extend(
            left.into_iter()
                .map(|oid| json!({ "id": oid, "@removed": { "reason": "changed" } })),
        );
        Ok(items)
    })
}
