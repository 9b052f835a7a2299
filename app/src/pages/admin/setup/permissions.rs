//! One app registration: every permission with its reason, and the consent as the last check found it.

use leptos::prelude::*;
use model::permission::{Feature, Need, PermissionKind, Tier};
use model::trust::{ConsentView, RegistrationView};

use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{
    Badge, ButtonLink, Card, LinkTarget, Moment, Post, PostForm, Submit, Table, Tone, Weight,
};

#[component]
pub(super) fn Registration(registration: RegistrationView, check: Post) -> impl IntoView {
    let texts = use_texts();
    let columns = [
        Key::NEED_PERMISSION,
        Key::NEED_KIND,
        Key::NEED_TIER,
        Key::NEED_FEATURE,
        Key::NEED_WHY,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let by_administrator = registration.needs.iter().any(|need| need.admin_consent);
    let rows = registration
        .needs
        .into_iter()
        .map(|need| view! { <NeedRow need=need/> });
    let client = registration.client_id;
    view! {
        <Card title=texts.get(Key::SETUP_DATA) aside=badge(texts, &registration.consent)>
            <p>{texts.get(Key::SETUP_DATA_LEAD)}</p>
            <Table caption=texts.get(Key::NEED_CAPTION) columns=columns>{rows.collect_view()}</Table>
            <Found consent=registration.consent/>
            <p class="small">
                {texts.get(if by_administrator { Key::CONSENT_WHO_APPLICATION } else { Key::CONSENT_WHO_DELEGATED })}
                " " {texts.get(Key::CONSENT_AGAIN_WARNING)} " " {texts.get(Key::DOCUMENTS_BUTTON_ALL)}
            </p>
            <p class="small">{texts.get(Key::SETUP_CLIENT_ID_DATA)} " " <code>{client.to_string()}</code></p>
            <div class="actions">
                <ButtonLink
                    href=paths::consent_start(client)
                    label=texts.get(Key::CONSENT_START)
                    weight=Weight::Primary
                    target=LinkTarget::Handler
                />
                <PostForm post=check>
                    <input type="hidden" name="client_id" value=client.to_string()/>
                    <Submit label=texts.get(Key::CONSENT_CHECK)/>
                </PostForm>
            </div>
        </Card>
    }
    .into_any()
}

fn badge(texts: Texts, consent: &ConsentView) -> AnyView {
    let (tone, key) = match consent {
        ConsentView::Unknown => (Tone::Neutral, Key::CONSENT_STATE_UNKNOWN),
        ConsentView::Proven { .. } => (Tone::Good, Key::CONSENT_STATE_PROVEN),
        ConsentView::Missing { wait: true, .. } => (Tone::Notice, Key::CONSENT_STATE_WAIT),
        ConsentView::Missing { .. } => (Tone::Bad, Key::CONSENT_STATE_MISSING),
    };
    view! { <Badge tone=tone>{texts.get(key)}</Badge> }.into_any()
}

/// What the last check found, when, and what to do about it.
#[component]
fn Found(consent: ConsentView) -> impl IntoView {
    let texts = use_texts();
    match consent {
        ConsentView::Unknown => view! { <p>{texts.get(Key::CONSENT_NEVER)}</p> }.into_any(),
        ConsentView::Proven { at, by_grants } => {
            let how = if by_grants {
                Key::CONSENT_BY_GRANTS
            } else {
                Key::CONSENT_BY_PROBE
            };
            view! { <p>{texts.get(how)} " " <Moment at=at/></p> }.into_any()
        }
        ConsentView::Missing { at, code, wait } => {
            let what = if wait {
                Key::CONSENT_FOUND_WAIT
            } else {
                Key::CONSENT_FOUND_MISSING
            };
            let explain = paths::errors_about(&code);
            view! {
                <p>
                    {texts.with(what, &[("code", &code)])} " " <Moment at=at/> " "
                    <a href=explain>{texts.get(Key::ERRORS_EXPLAIN)}</a>
                </p>
            }
            .into_any()
        }
    }
}

#[component]
fn NeedRow(need: Need) -> impl IntoView {
    let texts = use_texts();
    let kind = match need.kind {
        PermissionKind::Delegated => Key::NEED_DELEGATED,
        PermissionKind::Application => Key::NEED_APPLICATION,
    };
    let (steps, tier) = match need.tier {
        Tier::Identity => ("▪▫▫▫▫▫", Key::TIER_IDENTITY),
        Tier::OwnData => ("▪▪▫▫▫▫", Key::TIER_OWN_DATA),
        Tier::Low => ("▪▪▪▫▫▫", Key::TIER_LOW),
        Tier::Medium => ("▪▪▪▪▫▫", Key::TIER_MEDIUM),
        Tier::High => ("▪▪▪▪▪▫", Key::TIER_HIGH),
        Tier::Critical => ("▪▪▪▪▪▪", Key::TIER_CRITICAL),
    };
    let feature = match need.feature {
        Feature::SignIn => Key::FEATURE_SIGN_IN,
        Feature::TeamsMeetings => Key::FEATURE_TEAMS_MEETINGS,
        Feature::Directory => Key::FEATURE_DIRECTORY,
        Feature::Calendar => Key::FEATURE_CALENDAR,
        Feature::MailData => Key::FEATURE_MAIL_DATA,
        Feature::TeamsData => Key::FEATURE_TEAMS_DATA,
        Feature::Copilot => Key::FEATURE_COPILOT,
        Feature::PermissionReview => Key::FEATURE_PERMISSION_REVIEW,
    };
    view! {
        <tr>
            <th scope="row"><code>{need.value.clone()}</code></th>
            <td data-label=texts.get(Key::NEED_KIND)>{texts.get(kind)}</td>
            <td data-label=texts.get(Key::NEED_TIER)><span class="tier" aria-hidden="true">{steps}</span> " " {texts.get(tier)}</td>
            <td data-label=texts.get(Key::NEED_FEATURE)>{texts.get(feature)}</td>
            <td data-label=texts.get(Key::NEED_WHY)>{why(texts, &need.value)}</td>
        </tr>
    }
}

/// Why a permission is asked for, in one sentence.
pub(in crate::pages) fn why(texts: Texts, value: &str) -> &'static str {
    texts.get(match value {
        "openid" => Key::WHY_OPENID,
        "profile" => Key::WHY_PROFILE,
        "OnlineMeetings.ReadWrite" => Key::WHY_ONLINE_MEETINGS,
        "offline_access" => Key::WHY_OFFLINE_ACCESS,
        "User.ReadBasic.All" | "User.Read.All" => Key::WHY_USERS,
        "GroupMember.ReadBasic.All" => Key::WHY_MEMBERS,
        "MailboxSettings.Read" => Key::WHY_MAILBOX,
        "Calendars.ReadBasic.All" => Key::WHY_CALENDARS,
        "Calendars.Read" => Key::CONNECTOR_WHY_FULL,
        "Mail.ReadBasic.All" => Key::WHY_MAIL,
        "Team.ReadBasic.All" => Key::WHY_TEAMS,
        "Channel.ReadBasic.All" => Key::WHY_CHANNELS,
        "Chat.ReadBasic.All" => Key::WHY_CHATS,
        "OnlineMeetingArtifact.Read.All" => Key::WHY_ATTENDANCE,
        "CallRecords.Read.All" => Key::WHY_CALLS,
        "AiEnterpriseInteraction.Read.All" => Key::WHY_COPILOT,
        "Application.Read.All" => Key::WHY_APPLICATIONS,
        "Directory.Read.All" => Key::WHY_GRANTS,
        _ => Key::WHY_OTHER,
    })
}
