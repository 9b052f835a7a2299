//! What shows a permission at work: a call of the review, a list it read, or a person who just did what needs it.

use microsoft::consent::review::probe_opens_for_lower;
use model::permission::{Feature, PermissionKind};
use model::trust::review::{ProbeOutcome, ProbeView};
use model::{Guid, Timestamp};

use super::{Around, covers, is_granted, known, of_review};
use crate::catalogue::Permission;
use crate::review::reading::Reading;
use crate::review::round::EVERY_MINUTES;

/// The probe of a permission that these features need; none where none was made, or where it tells nothing of this one.
pub(super) fn probe(
    permission: &Permission,
    needed_by: &[Feature],
    (reading, around): (&Reading, &Around<'_>),
) -> Option<ProbeView> {
    if of_review(permission, reading) {
        // The lists were read with a permission of one kind, and show nothing of the other.
        let person = permission.kind == PermissionKind::Delegated;
        let list = match permission.value {
            "Application.Read.All" => &reading.application_list,
            _ => &reading.delegated_list,
        };
        return list.clone().filter(|_| person == reading.once);
    }
    if permission.kind == PermissionKind::Application {
        return by_guid(&reading.probes, permission.guid)
            .filter(|probe| probe.outcome != ProbeOutcome::Ok || tells(permission, reading));
    }
    // People sign in with some scopes and keep their connection with others: whoever did so since the look before has
    // shown all of them at work. What was long ago shows nothing of today, and a pasted list comes with no look at all.
    let at = used(needed_by, around, |feature| {
        matches!(feature, Feature::SignIn | Feature::TeamsMeetings)
    })?;
    let since = reading.at?.plus_minutes(-EVERY_MINUTES);
    (at >= since).then_some(ProbeView {
        outcome: ProbeOutcome::Ok,
        code: None,
        request_id: None,
        at,
    })
}

/// When Anteroom last used a permission that these features need.
pub(super) fn last_used(
    permission: &Permission,
    needed_by: &[Feature],
    (probe, reading, around): (Option<&ProbeView>, &Reading, &Around<'_>),
) -> Option<Timestamp> {
    if of_review(permission, reading) {
        let works = probe.filter(|probe| probe.outcome == ProbeOutcome::Ok);
        return works.map(|probe| probe.at);
    }
    used(needed_by, around, |_| true)
}

fn used(
    features: &[Feature],
    around: &Around<'_>,
    counts: impl Fn(Feature) -> bool,
) -> Option<Timestamp> {
    let counted = features.iter().filter(|feature| counts(**feature));
    counted
        .filter_map(|feature| around.used.get(feature))
        .max()
        .copied()
}

/// Whether a call that works shows this permission at work. Where it opens for a lower one, too, and the lower one is
/// granted, or nothing but the token names this one, it may be the lower one that opened it.
fn tells(permission: &Permission, reading: &Reading) -> bool {
    if !probe_opens_for_lower(permission.value) || is_granted(permission, reading) {
        return true;
    }
    if !reading.application_readable {
        return reading.in_token.contains(permission.value);
    }
    let mut granted = reading.grants.iter().filter_map(known);
    !granted.any(|lower| lower.kind == permission.kind && covers(permission, lower))
}

fn by_guid(probes: &[(Guid, ProbeView)], guid: Guid) -> Option<ProbeView> {
    let found = probes.iter().find(|(of, _)| *of == guid);
    found.map(|(_, probe)| probe.clone())
}
