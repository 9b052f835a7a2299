//! The words of a document.

mod remedies;
mod step;
mod words;

use model::Timestamp;
use model::permission::{Feature, TABLE_VERSION};
use trust::documents::cloud::has_meetings;
use trust::documents::{self, Cloud, Plan};

use super::block::Document;
use crate::texts::{Key, Texts};
use crate::ui::time::instant;

pub use remedies::remedy;
pub(crate) use words::{cloud_name, feature};

/// Everything about a plan, one section per step and role. `at` is the day it was made on; nothing else in it changes
/// with time.
#[must_use]
pub fn document(plan: &Plan, at: Timestamp, texts: Texts) -> Document {
    let unknown = || texts.get(Key::DOCUMENTS_UNKNOWN).to_owned();
    let fact = |key: Key, value: String| (texts.get(key).to_owned(), value);
    let version = TABLE_VERSION.to_string();
    let mut facts = vec![
        fact(Key::DOCUMENTS_MADE_ON, instant(at)),
        fact(Key::DOCUMENTS_INSTALLATION, plan.base_url.clone()),
        fact(
            Key::DOCUMENTS_FOR_TENANT,
            plan.customer.map_or_else(unknown, |id| id.to_string()),
        ),
        fact(
            Key::DOCUMENTS_VERSION,
            texts.with(Key::DOCUMENTS_VERSION_VALUE, &[("version", &version)]),
        ),
        fact(Key::DOCUMENTS_HASH, documents::list_hash(plan)),
    ];
    let cloud = plan.cloud();
    if cloud != Cloud::Worldwide {
        let name = texts.get(words::cloud_name(cloud));
        let value = format!("{name}: {}, {}", plan.authority, plan.graph_url);
        facts.push(fact(Key::DOCUMENTS_CLOUD, value));
    }
    if !has_meetings(cloud) && plan.features.contains(&Feature::TeamsMeetings) {
        let feature = feature(texts, Feature::TeamsMeetings).to_owned();
        facts.push(fact(Key::DOCUMENTS_CLOUD_WITHOUT, feature));
    }
    if let Some(names) = from_address(plan, texts) {
        facts.push(fact(Key::DOCUMENTS_FROM_ADDRESS, names));
    }
    let steps = documents::steps(plan);
    Document {
        title: texts.get(Key::DOCUMENTS_TITLE).to_owned(),
        lead: texts.get(Key::DOCUMENTS_LEAD).to_owned(),
        facts,
        sections: steps
            .iter()
            .map(|step| step::section(plan, step, texts))
            .collect(),
    }
}

/// The names of the values that came with the address and not from the installation; none where there are none.
pub(crate) fn from_address(plan: &Plan, texts: Texts) -> Option<String> {
    let name = |field: &String| {
        let of_slot = |end: &str, key: Key| {
            let slot = documents::Slot::of_word(field.strip_suffix(end)?)?;
            Some(texts.with(key, &[("name", slot.display_name())]))
        };
        let key = match field.as_str() {
            "base_url" => Key::DOCUMENTS_BASE_URL,
            "cloud" => Key::DOCUMENTS_CLOUD,
            "issuer" => Key::DOCUMENTS_ISSUER,
            "subject" => Key::DOCUMENTS_SUBJECT,
            "audience" => Key::DOCUMENTS_AUDIENCE,
            "identity" => Key::DOCUMENTS_IDENTITY,
            "home" => Key::DOCUMENTS_HOME,
            "customer" => Key::DOCUMENTS_CUSTOMER,
            _ => {
                return of_slot("_object", Key::DOCUMENTS_OBJECT_OF)
                    .or_else(|| of_slot("_client", Key::DOCUMENTS_CLIENT_OF));
            }
        };
        Some(texts.get(key).to_owned())
    };
    let names: Vec<String> = plan.from_address.iter().filter_map(name).collect();
    (!names.is_empty()).then(|| names.join("; "))
}
