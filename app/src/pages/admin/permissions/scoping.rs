//! Rules beyond Entra: Exchange and Teams, with the commands that set and test them.

use leptos::prelude::*;
use model::Guid;
use model::trust::review::{ProbeOutcome, RegistrationReview, ReviewStatus};
use trust::documents::Cloud;
use trust::documents::cloud::{exchange_argument, teams_argument};

use crate::texts::{Key, Texts};

use super::recipes::code;

/// The explanations that concern a registration: those of Exchange where calendars or mailboxes are read, those of Teams
/// where a probe met them.
pub(super) fn scoping(
    texts: Texts,
    review: &RegistrationReview,
    (cloud, open): (Cloud, bool),
) -> AnyView {
    let met = |outcome: ProbeOutcome| {
        let with = |status: ReviewStatus| {
            review.lines.iter().any(|line| {
                let probe = line.probe.as_ref().map(|probe| probe.outcome);
                line.status == status && probe == Some(outcome)
            })
        };
        // Only where the grant is known to be there, the rules must be what refused.
        if with(ReviewStatus::NotEffective) {
            Some(Key::REVIEW_SCOPING_SEEN)
        } else {
            with(ReviewStatus::Refused).then_some(Key::REVIEW_SCOPING_MAYBE)
        }
    };
    let mailboxes = review.lines.iter().any(|line| {
        line.value.starts_with("Calendars.") || line.value.starts_with("MailboxSettings.")
    });
    let meetings = review.lines.iter().any(|line| {
        line.value.starts_with("OnlineMeetings.") && line.value.ends_with(".All")
            || line.value.starts_with("OnlineMeetingArtifact.")
    });
    let (exchange, teams) = (
        met(ProbeOutcome::ExchangePolicy),
        met(ProbeOutcome::TeamsPolicy),
    );
    let other = review
        .lines
        .iter()
        .any(|line| line.status == ReviewStatus::OtherWay);
    view! {
        {(mailboxes || exchange.is_some()).then(|| by_exchange(texts, (review, cloud), (exchange, open || other)))}
        {(meetings || teams.is_some()).then(|| by_teams(texts, (review.client_id, cloud), (teams, open)))}
    }
    .into_any()
}

fn by_exchange(
    texts: Texts,
    (review, cloud): (&RegistrationReview, Cloud),
    (seen, open): (Option<Key>, bool),
) -> AnyView {
    let (client, argument) = (review.client_id, exchange_argument(cloud));
    let object = review
        .principal
        .map_or_else(|| "OBJECT-ID".to_owned(), |id| id.to_string());
    let rbac = format!(
        "Connect-ExchangeOnline{argument}\n\
         New-ServicePrincipal -AppId {client} -ObjectId {object} -DisplayName Anteroom\n\
         New-ManagementScope -Name Anteroom -RecipientRestrictionFilter \"Department -eq 'Sales'\"\n\
         New-ManagementRoleAssignment -App {object} -Role \"Application Calendars.Read\" -CustomResourceScope Anteroom\n\
         Test-ServicePrincipalAuthorization -Identity {object} -Resource person@example.org"
    );
    let policy = format!(
        "Connect-ExchangeOnline{argument}\n\
         Get-ApplicationAccessPolicy | Where-Object AppId -eq {client}\n\
         Test-ApplicationAccessPolicy -AppId {client} -Identity person@example.org\n\
         New-ApplicationAccessPolicy -AppId {client} -PolicyScopeGroupId group@example.org -AccessRight RestrictAccess"
    );
    view! {
        <details class="fold" open=seen.is_some() || open>
            <summary>{texts.get(Key::REVIEW_EXCHANGE_TITLE)}</summary>
            {seen.map(|key| view! { <p><strong>{texts.get(key)}</strong></p> })}
            <p>{texts.get(Key::REVIEW_EXCHANGE_LEAD)}</p>
            <p>{texts.get(Key::REVIEW_EXCHANGE_RBAC)}</p>
            {code(texts, Key::REVIEW_RECIPE_POWERSHELL, rbac)}
            <p>{texts.get(Key::REVIEW_EXCHANGE_POLICY)}</p>
            {code(texts, Key::REVIEW_RECIPE_POWERSHELL, policy)}
            <p class="small">{texts.get(Key::REVIEW_EXCHANGE_WHO)}</p>
        </details>
    }
    .into_any()
}

fn by_teams(
    texts: Texts,
    (client, cloud): (Guid, Cloud),
    (seen, open): (Option<Key>, bool),
) -> AnyView {
    let argument = teams_argument(cloud);
    let commands = format!(
        "Connect-MicrosoftTeams{argument}\n\
         New-CsApplicationAccessPolicy -Identity Anteroom -AppIds {client}\n\
         Grant-CsApplicationAccessPolicy -PolicyName Anteroom -Identity person@example.org\n\
         Grant-CsApplicationAccessPolicy -PolicyName Anteroom -Global"
    );
    view! {
        <details class="fold" open=seen.is_some() || open>
            <summary>{texts.get(Key::REVIEW_TEAMS_TITLE)}</summary>
            {seen.map(|key| view! { <p><strong>{texts.get(key)}</strong></p> })}
            <p>{texts.get(Key::REVIEW_TEAMS_LEAD)}</p>
            {code(texts, Key::REVIEW_RECIPE_POWERSHELL, commands)}
            <p class="small">{texts.get(Key::REVIEW_TEAMS_WHO)}</p>
        </details>
    }
    .into_any()
}
