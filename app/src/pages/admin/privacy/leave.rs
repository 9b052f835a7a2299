//! Leaving: what to take along, what to revoke at Microsoft, and what to erase here, in this order.

use leptos::prelude::*;
use model::Guid;
use model::permission::Feature;
use model::trust::LeaveView;
use trust::documents::Cloud;
use trust::documents::cloud::{azure_cli_name, graph_argument};

use crate::pages::admin::permissions::cloud as cloud_of;
use crate::paths;
use crate::server_functions::privacy::leave::ShowLeave;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{ButtonLink, Card, PageHead, StaffPage, load};

/// `/admin/privacy/leave`
#[component]
pub fn LeavePage() -> impl IntoView {
    view! { <StaffPage>{loaded(load(|| ShowLeave {}), |page| view! { <Leave page=page/> })}</StaffPage> }
}

#[component]
pub(crate) fn Leave(page: LeaveView) -> impl IntoView {
    let texts = use_texts();
    let LeaveView {
        tenant,
        cloud,
        name,
        signin_client_id,
        registrations,
        groups,
        connections,
    } = page;
    let cloud = cloud_of(&cloud);
    let back =
        view! { <ButtonLink href=paths::PRIVACY label=texts.get(Key::LEAVE_BACK)/> }.into_any();
    let export = format!("anteroom export tenant --tenant {tenant} > anteroom-export.jsonl");
    let audit = format!("anteroom audit export --tenant {tenant} > anteroom-audit.jsonl");
    let erase = format!("anteroom erase --tenant {tenant} --confirm {tenant}");
    let data = registrations
        .into_iter()
        .map(move |(client, features, needs)| {
            view! { <Application client=client features=features needs=needs cloud=cloud/> }
        });
    let connected = texts.count(connections, Key::LEAVE_CONNECTION, Key::LEAVE_CONNECTIONS);
    view! {
        <PageHead title=texts.get(Key::LEAVE_TITLE) actions=back/>
        <p class="lead">{texts.with(Key::LEAVE_LEAD, &[("name", &name)])}</p>
        <Card title=texts.get(Key::LEAVE_TAKE_TITLE)>
            <p>{texts.get(Key::LEAVE_TAKE)}</p>
            <p><code class="copy">{export}</code></p>
            <p>{texts.get(Key::LEAVE_TAKE_AUDIT)}</p>
            <p><code class="copy">{audit}</code></p>
        </Card>
        <Card title=texts.get(Key::LEAVE_STOP_TITLE)>
            <p>{texts.get(Key::LEAVE_STOP)} " " <a href=paths::CONNECTORS>{texts.get(Key::CULTURE_NAV_CONNECTORS)}</a></p>
            <p>{connected}</p>
        </Card>
        <Card title=texts.get(Key::LEAVE_REVOKE_TITLE)>
            <p>{texts.get(Key::LEAVE_REVOKE)}</p>
            <h3>{texts.get(Key::LEAVE_SIGNIN)}</h3>
            <Recipes client=signin_client_id cloud=cloud/>
            {data.collect_view()}
            <p>{texts.get(Key::LEAVE_POLICIES)}</p>
            <Groups groups=groups/>
        </Card>
        <Card title=texts.get(Key::LEAVE_ERASE_TITLE)>
            <p>{texts.get(Key::LEAVE_ERASE)}</p>
            <p><code class="copy">{erase}</code></p>
            <p>{texts.get(Key::LEAVE_BACKUPS)}</p>
        </Card>
    }
    .into_any()
}

#[component]
fn Application(
    client: Guid,
    features: Vec<Feature>,
    needs: Vec<String>,
    cloud: Cloud,
) -> impl IntoView {
    let texts = use_texts();
    let former = features.is_empty();
    let features = features
        .into_iter()
        .map(|feature| texts.get(feature_name(feature)))
        .collect::<Vec<_>>()
        .join(", ");
    let needs = needs
        .into_iter()
        .map(|need| view! { <li><code>{need}</code></li> })
        .collect_view();
    let title = if former {
        texts.get(Key::LEAVE_FORMER).to_owned()
    } else {
        texts.with(Key::LEAVE_DATA, &[("features", &features)])
    };
    let permissions = (!needs.is_empty()).then(|| {
        view! {
            <p>{texts.get(Key::LEAVE_PERMISSIONS)}</p>
            <ul>{needs}</ul>
        }
    });
    view! {
        <h3>{title}</h3>
        {permissions}
        <Recipes client=client cloud=cloud/>
    }
    .into_any()
}

const fn feature_name(feature: Feature) -> Key {
    match feature {
        Feature::SignIn => Key::FEATURE_SIGN_IN,
        Feature::TeamsMeetings => Key::FEATURE_TEAMS_MEETINGS,
        Feature::Directory => Key::FEATURE_DIRECTORY,
        Feature::Calendar => Key::FEATURE_CALENDAR,
        Feature::MailData => Key::FEATURE_MAIL_DATA,
        Feature::TeamsData => Key::FEATURE_TEAMS_DATA,
        Feature::Copilot => Key::FEATURE_COPILOT,
        Feature::PermissionReview => Key::FEATURE_PERMISSION_REVIEW,
    }
}

/// The ways to remove an application from the tenant; each of them takes all its grants along.
#[component]
fn Recipes(client: Guid, cloud: Cloud) -> impl IntoView {
    let texts = use_texts();
    let (set, environment) = (azure_cli_name(cloud), graph_argument(cloud));
    let set = set.map_or_else(String::new, |name| {
        format!("az cloud set --name {name} && ")
    });
    let connect = if environment.is_empty() {
        String::new()
    } else {
        format!("Connect-MgGraph{environment} -Scopes Application.ReadWrite.All; ")
    };
    let recipes = [
        (
            Key::LEAVE_CLI,
            format!("{set}az ad sp delete --id {client}"),
        ),
        (
            Key::LEAVE_POWERSHELL,
            format!(
                "{connect}Remove-MgServicePrincipal -ServicePrincipalId (Get-MgServicePrincipal -Filter \"appId eq '{client}'\").Id"
            ),
        ),
        (
            Key::LEAVE_GRAPH,
            format!(
                "DELETE {}/v1.0/servicePrincipals(appId='{client}')",
                cloud.graph()
            ),
        ),
    ];
    let rows = recipes.map(|(key, command)| {
        view! { <div><dt>{texts.get(key)}</dt><dd><code class="wrap">{command}</code></dd></div> }
    });
    view! {
        <dl class="facts facts-wide">
            <div><dt>{texts.get(Key::LEAVE_CLIENT)}</dt><dd><code class="wrap">{client.to_string()}</code></dd></div>
            <div><dt>{texts.get(Key::LEAVE_PORTAL)}</dt><dd>{texts.get(Key::LEAVE_PORTAL_PATH)}</dd></div>
            {rows.to_vec()}
        </dl>
    }
    .into_any()
}

#[component]
fn Groups(groups: Vec<(model::ObjectId, String)>) -> impl IntoView {
    let texts = use_texts();
    if groups.is_empty() {
        return ().into_any();
    }
    let rows = groups.into_iter().map(|(oid, label)| {
        view! { <li>{label} " " <code class="small">{oid.to_string()}</code></li> }
    });
    view! {
        <p>{texts.get(Key::LEAVE_GROUPS)}</p>
        <ul>{rows.collect_view()}</ul>
    }
    .into_any()
}
