//! Organisation, people and groups.

mod changes;
pub(super) mod shape;

use serde_json::{Value, json};

use super::errors::GraphError;
use super::paging::Collection;
use super::permissions::{Call, FULL_PROFILE, Granted, NAMES_OF_PEOPLE};
use super::request::{Answer, Context};
use crate::directory::{Person, Tenant};
use crate::state::Assumption;

/// `GET /organization`.
pub(super) fn organizations(context: &Context<'_>) -> Result<Answer, GraphError> {
    context.allow(Call::ReadOrganization)?;
    let items = vec![in_tenant(context, |tenant| {
        Ok(shape::organization(tenant))
    })?];
    organization_collection(&context.root())
        .page(&context.query, items)
        .map(Answer::ok)
}

/// `GET /organization/{id}`.
pub(super) fn organization(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    context.allow(Call::ReadOrganization)?;
    if !context.caller.tid.eq_ignore_ascii_case(id) {
        return Err(GraphError::not_found(id));
    }
    let item = in_tenant(context, |tenant| Ok(shape::organization(tenant)))?;
    organization_collection(&context.root())
        .entity(&context.query, item)
        .map(Answer::ok)
}

/// `GET /users`.
pub(super) fn users(context: &Context<'_>) -> Result<Answer, GraphError> {
    context.allow(Call::ListUsers)?;
    let sees = sees(context);
    let managers = context.query.expand.is_some();
    if managers {
        context.allow(Call::ReadManager)?;
    }
    let root = context.root();
    let shown = |tenant: &Tenant, person: &Person| {
        let mut user = sees.user(tenant, person);
        if let Some(manager) = person.manager.as_deref().filter(|_| managers) {
            user["manager"] = json!({ "@odata.type": "#microsoft.graph.user", "id": manager });
        }
        user
    };
    in_tenant(context, |tenant| {
        let collection = user_collection(&root, "users");
        if context.query.filter.is_none() && context.query.order.is_none() {
            let total = tenant.people.len();
            let make = |index: usize| shown(tenant, &tenant.people[index]);
            return collection.page_of(&context.query, total, make);
        }
        let items = tenant.people.iter().map(|person| shown(tenant, person));
        collection.page(&context.query, items.collect())
    })
    .map(Answer::ok)
}

pub(super) use changes::user_changes;

/// `GET /users/{id}` and `GET /me`.
pub(super) fn user(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    let own = context.caller.is(id) || own_upn(context, id);
    context.allow(if own { Call::ReadMe } else { Call::ListUsers })?;
    let sees = if own { Sees::Everything } else { sees(context) };
    let item = in_tenant(context, |tenant| Ok(sees.user(tenant, person(tenant, id)?)))?;
    user_collection(&context.root(), "users")
        .entity(&context.query, item)
        .map(Answer::ok)
}

/// `GET /users/{id}/manager`.
pub(super) fn manager(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    context.allow(Call::ReadManager)?;
    let item = in_tenant(context, |tenant| {
        let manager = person(tenant, id)?
            .manager
            .as_deref()
            .and_then(|oid| tenant.person(oid));
        let manager = manager.ok_or_else(|| GraphError::not_found("manager"))?;
        Ok(typed("#microsoft.graph.user", shape::user(tenant, manager)))
    })?;
    Collection {
        context: "directoryObjects",
        ..user_collection(&context.root(), "users")
    }
    .entity(&context.query, item)
    .map(Answer::ok)
}

/// `GET /users/{id}/memberOf` and `GET /me/memberOf`.
pub(super) fn member_of(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    context.allow(Call::ListMemberOf)?;
    let own = context.caller.is(id);
    // `User.Read` opens the own memberships only.
    let wide = |granted: &Granted| {
        granted.has_any(
            Call::ListMemberOf.needs().application,
            &Call::ListMemberOf.needs().delegated[..5],
        )
    };
    if !own && !wide(&context.caller.granted) {
        return Err(GraphError::denied());
    }
    let items = in_tenant(context, |tenant| {
        let oid = &person(tenant, id)?.oid;
        let groups = tenant.groups_of(oid).into_iter();
        Ok(groups
            .map(|group| typed("#microsoft.graph.group", shape::group(tenant, group)))
            .collect())
    })?;
    let path = format!("users/{id}/memberOf");
    Collection {
        context: "directoryObjects",
        path: &path,
        ..group_collection(&context.root())
    }
    .page(&context.query, items)
    .map(Answer::ok)
}

/// `GET /users/{id}/mailboxSettings`, or one property of it.
pub(super) fn mailbox_settings(
    context: &Context<'_>,
    id: &str,
    property: Option<&str>,
) -> Result<Answer, GraphError> {
    if !Call::ReadMailboxSettings.allows(&context.caller.granted) || !own_or_app_only(context, id) {
        return Err(GraphError::new(
            axum::http::StatusCode::FORBIDDEN,
            "ErrorAccessDenied",
            "Access is denied. Check credentials and try again.",
        ));
    }
    let (oid, settings) = in_tenant(context, |tenant| {
        let person = mailbox_owner(tenant, id)?;
        Ok((person.oid.clone(), shape::mailbox_settings(&person.mailbox)))
    })?;
    let context_url = format!(
        "{}/$metadata#users('{oid}')/mailboxSettings",
        context.root()
    );
    let Some(property) = property else {
        return Ok(Answer::ok(with_context(
            &context_url,
            only(settings, &context.query.select),
        )));
    };
    let value = settings
        .get(property)
        .cloned()
        .ok_or_else(|| GraphError::malformed(format!("Unknown mailbox setting '{property}'.")))?;
    let wrapped = if value.is_object() {
        value
    } else {
        json!({ "value": value })
    };
    Ok(Answer::ok(with_context(
        &format!("{context_url}/{property}"),
        wrapped,
    )))
}

/// The object id of a mailbox's owner.
///
/// # Errors
/// 404 when there is nobody of that id, or the mailbox is out of reach for Graph.
pub(super) fn mailbox_of(context: &Context<'_>, id: &str) -> Result<String, GraphError> {
    in_tenant(context, |tenant| Ok(mailbox_owner(tenant, id)?.oid.clone()))
}

fn mailbox_owner<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Person, GraphError> {
    let person = person(tenant, id)?;
    if person.guest || person.mailbox.on_premises {
        return Err(GraphError::new(
            axum::http::StatusCode::NOT_FOUND,
            "MailboxNotEnabledForRESTAPI",
            "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
        ));
    }
    Ok(person)
}

/// `GET /groups`.
pub(super) fn groups(context: &Context<'_>) -> Result<Answer, GraphError> {
    context.allow(Call::ListGroups)?;
    let items = in_tenant(context, |tenant| {
        Ok(tenant
            .groups
            .iter()
            .map(|group| shape::group(tenant, group))
            .collect())
    })?;
    group_collection(&context.root())
        .page(&context.query, items)
        .map(Answer::ok)
}

/// `GET /groups/{id}`.
pub(super) fn group(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    context.allow(Call::ListGroups)?;
    let item = in_tenant(context, |tenant| {
        let group = tenant.group(id).ok_or_else(|| GraphError::not_found(id))?;
        Ok(shape::group(tenant, group))
    })?;
    group_collection(&context.root())
        .entity(&context.query, item)
        .map(Answer::ok)
}

/// Which members of a group are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    /// `members`: people and groups inside.
    Direct,
    /// `members/microsoft.graph.user`
    DirectPeople,
    /// `transitiveMembers`: everybody in it or in a group inside, and those groups.
    Transitive,
    /// `transitiveMembers/microsoft.graph.user`
    TransitivePeople,
}

/// `GET /groups/{id}/members`: whom the caller may not read comes with id and type only, and no refusal.
pub(super) fn group_members(
    context: &Context<'_>,
    id: &str,
    which: Members,
) -> Result<Answer, GraphError> {
    context.allow(Call::ListGroupMembers)?;
    let named = context
        .caller
        .granted
        .has_any(NAMES_OF_PEOPLE, NAMES_OF_PEOPLE);
    let sees = sees(context);
    let hidden_open = context.state.assumes(Assumption::HiddenMembersReadable);
    let items = in_tenant(context, |tenant| {
        let group = tenant.group(id).ok_or_else(|| GraphError::not_found(id))?;
        if group.hidden_members && !hidden_open {
            return Ok(Vec::new());
        }
        let members: Vec<&Person> = match which {
            Members::Direct | Members::DirectPeople => {
                let ids = group.members.iter();
                ids.filter_map(|oid| tenant.person(oid)).collect()
            }
            Members::Transitive | Members::TransitivePeople => tenant.everybody_in(group),
        };
        let inner = match which {
            Members::Direct | Members::Transitive => group.nested.as_slice(),
            Members::DirectPeople | Members::TransitivePeople => &[],
        };
        let inner = inner.iter().filter_map(|id| tenant.group(id));
        let shown = |person: &Person| {
            if named {
                sees.user(tenant, person)
            } else {
                nameless(tenant, person)
            }
        };
        let people = members
            .into_iter()
            .map(|person| typed("#microsoft.graph.user", shown(person)));
        let groups =
            inner.map(|group| typed("#microsoft.graph.group", shape::group(tenant, group)));
        Ok(people.chain(groups).collect())
    })?;
    Collection {
        context: "directoryObjects",
        ..user_collection(&context.root(), &context.request.path)
    }
    .page(&context.query, items)
    .map(Answer::ok)
}

/// How much of a person the caller may see.
#[derive(Clone, Copy)]
enum Sees {
    Everything,
    Basics,
}

fn sees(context: &Context<'_>) -> Sees {
    if context.caller.granted.has_any(FULL_PROFILE, FULL_PROFILE) {
        Sees::Everything
    } else {
        Sees::Basics
    }
}

impl Sees {
    fn user(self, tenant: &Tenant, person: &Person) -> Value {
        match self {
            Self::Everything => shape::user(tenant, person),
            Self::Basics => shape::user_basic(tenant, person),
        }
    }
}

// Only id and type carry a value; the rest is there and null.
fn nameless(tenant: &Tenant, person: &Person) -> Value {
    let mut user = shape::user_basic(tenant, person);
    if let Value::Object(properties) = &mut user {
        for (_, value) in properties
            .iter_mut()
            .filter(|(name, value)| *name != "id" && !value.is_array())
        {
            *value = Value::Null;
        }
    }
    user
}

fn own_upn(context: &Context<'_>, id: &str) -> bool {
    context
        .state
        .person(&context.caller.tid, id)
        .is_some_and(|person| context.caller.is(&person.oid))
}

// A delegated mailbox permission without `.Shared` opens the own mailbox only.
pub(super) fn own_or_app_only(context: &Context<'_>, id: &str) -> bool {
    matches!(context.caller.granted, Granted::Application(_)) || own_upn(context, id)
}

fn in_tenant<R>(
    context: &Context<'_>,
    read: impl FnOnce(&Tenant) -> Result<R, GraphError>,
) -> Result<R, GraphError> {
    context
        .state
        .with_tenant(&context.caller.tid, read)
        .unwrap_or_else(|| Err(GraphError::identity_not_found()))
}

fn person<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Person, GraphError> {
    tenant.person(id).ok_or_else(|| GraphError::not_found(id))
}

fn typed(type_name: &str, mut item: Value) -> Value {
    item["@odata.type"] = json!(type_name);
    item
}

fn only(mut item: Value, select: &[String]) -> Value {
    if let (Value::Object(properties), false) = (&mut item, select.is_empty()) {
        properties.retain(|name, _| {
            select
                .iter()
                .any(|wanted| wanted.eq_ignore_ascii_case(name))
        });
    }
    item
}

fn with_context(context_url: &str, mut item: Value) -> Value {
    item["@odata.context"] = json!(context_url);
    item
}

fn user_collection<'a>(root: &'a str, path: &'a str) -> Collection<'a> {
    Collection {
        root,
        path,
        context: "users",
        type_name: "microsoft.graph.user",
        properties: shape::USER_PROPERTIES,
        defaults: shape::USER_DEFAULTS,
    }
}

fn group_collection(root: &str) -> Collection<'_> {
    Collection {
        root,
        path: "groups",
        context: "groups",
        type_name: "microsoft.graph.group",
        properties: shape::GROUP_PROPERTIES,
        defaults: &[],
    }
}

fn organization_collection(root: &str) -> Collection<'_> {
    Collection {
        root,
        path: "organization",
        context: "organization",
        type_name: "microsoft.graph.organization",
        properties: shape::ORGANIZATION_PROPERTIES,
        defaults: &[],
    }
}
