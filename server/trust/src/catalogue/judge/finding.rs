//! What there is to say about each entry, and about entries that stand together.

use std::collections::HashMap;

use model::permission::Tier;

use super::super::by_key;
use super::super::permission::{Permission, Resource};
use super::super::recognise::recognise_unplaced;
use super::{Entry, Finding, Judged, Recognised, Written, clean, recognise_written};

/// Judges entries, each by itself and beside the others.
pub(super) fn judge(entries: Vec<Entry>) -> Vec<Judged> {
    // Lists repeat themselves; the search for near names is the slow part.
    let mut seen: HashMap<Written, Recognised> = HashMap::new();
    let mut judged: Vec<Judged> = entries
        .into_iter()
        .map(|entry| {
            let Entry {
                line,
                shown,
                written,
                unplaced,
            } = entry;
            if let Some(foreign) = &written.foreign {
                return Judged {
                    line,
                    written: shown,
                    recognised: Recognised::Unknown,
                    findings: vec![Finding::ForeignResource(clean::line(foreign))],
                };
            }
            let retired = written.resource.and_then(Resource::retired);
            let recognised = if unplaced {
                recognise_unplaced(&written)
            } else {
                let known = seen.entry(written);
                known.or_insert_with_key(recognise_written).clone()
            };
            let mut findings = match &recognised {
                Recognised::Ambiguous(found) if unplaced => {
                    vec![Finding::ResourceMissing(found.clone())]
                }
                recognised => alone(recognised),
            };
            // Whatever stands on a resource that is switched off is useless, known or not.
            if let Some(why) = retired
                && !findings.contains(&Finding::Retired(why))
            {
                findings.insert(0, Finding::Retired(why));
            }
            Judged {
                line,
                written: shown,
                recognised,
                findings,
            }
        })
        .collect();
    together(&mut judged);
    judged
}

fn alone(recognised: &Recognised) -> Vec<Finding> {
    match recognised {
        Recognised::Exact(permission) => of(permission),
        Recognised::Ambiguous(found) => {
            let several_kinds = found.windows(2).any(|two| two[0].kind != two[1].kind);
            vec![if several_kinds {
                Finding::KindMissing(found.clone())
            } else {
                Finding::ResourceMissing(found.clone())
            }]
        }
        Recognised::OtherResource(found) => vec![Finding::OtherResource(found.clone())],
        Recognised::Alias(found) => vec![Finding::Alias(found.clone())],
        Recognised::Variant(found) => vec![Finding::Variant(found.clone())],
        Recognised::OtherKind(found) => vec![Finding::OtherKind(found.clone())],
        Recognised::Suggestion(found) => vec![Finding::Misspelt(found.clone())],
        Recognised::Unknown => vec![Finding::Unknown],
    }
}

fn of(permission: &Permission) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(why) = permission.retired {
        findings.push(Finding::Retired(why));
    }
    if permission.resource == Resource::ExchangeOnline {
        findings.push(Finding::Twin(permission.twin.and_then(by_key)));
    }
    match permission.tier {
        Tier::Critical => findings.push(Finding::Critical),
        Tier::High => findings.push(Finding::High),
        Tier::Identity | Tier::OwnData | Tier::Low | Tier::Medium => {}
    }
    let lower: Vec<_> = permission
        .lower
        .iter()
        .filter_map(|key| by_key(key))
        .collect();
    if !lower.is_empty() {
        findings.push(Finding::OverBroad(lower));
    }
    if permission.content {
        findings.push(Finding::Content);
    }
    findings
}

/// What only the list as a whole shows.
fn together(judged: &mut [Judged]) {
    let known: Vec<(usize, &'static Permission)> = judged
        .iter()
        .filter_map(|entry| Some((entry.line, entry.permission()?)))
        .collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    for entry in judged {
        let Some(permission) = entry.permission() else {
            continue;
        };
        if let Some(line) = first.get(permission.key) {
            entry.findings.push(Finding::Duplicate(*line));
            continue;
        }
        first.insert(permission.key, entry.line);
        let other = |keeps: fn(&Permission) -> &'static [&'static str]| {
            known
                .iter()
                .map(|(_, other)| *other)
                .find(|other| keeps(other).contains(&permission.key))
        };
        if let Some(cover) = other(|other| other.covers) {
            entry.findings.push(Finding::Covered(cover));
        } else if let Some(same) = other(|other| other.equals) {
            entry.findings.push(Finding::Same(same));
        }
    }
}
