//! People as a reader of calendars needs them: addresses as pseudonyms, attributes only where asked for.

use std::fmt;

use model::culture::fact::Pseudonym;
use model::{Guid, ObjectId, Timestamp};
use oauth2::url::Url;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::PAGE;
use crate::app_reader::{AppReader, ReadError};
use crate::graph::Call;
use crate::link::{DeltaLink, PageLink};
use crate::reader::{Canonical, List, LooseFlag, LooseText, Part, Pseudonyms};

/// What is always asked for.
const SELECT: &str = "id,mail,userPrincipalName,proxyAddresses,userType,accountEnabled";
const PREFER: &str = r#"IdType="ImmutableId""#;
/// Longest attribute that is kept, in bytes.
const ATTRIBUTE: usize = 256;

/// An attribute by which people are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// `department`
    Department,
    /// `jobTitle`
    JobTitle,
    /// `officeLocation`
    OfficeLocation,
    /// `country`
    Country,
}

impl Attribute {
    /// Graph's name of the attribute.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::JobTitle => "jobTitle",
            Self::OfficeLocation => "officeLocation",
            Self::Country => "country",
        }
    }
}

/// Where to read in the list of people.
#[derive(Clone, Debug)]
pub enum PeoplePlace {
    /// The first page of everybody, without a link for changes.
    All,
    /// The first page of a round of changes; the first round brings everybody.
    Changes,
    /// A later page.
    Page(PageLink),
    /// The next round of changes.
    Delta(DeltaLink),
}

/// A person. In a round of changes what isn't told didn't change.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonEntry {
    /// Object id.
    pub id: ObjectId,
    /// Every address of the person, as a pseudonym; `None` where not told.
    pub addresses: Option<Vec<Pseudonym>>,
    /// The domains of those addresses; a member's domains are the tenant's own.
    pub domains: Vec<Pseudonym>,
    /// False for guests; `None` where not told.
    pub member: Option<bool>,
    /// Whether the account may sign in; `None` where not told.
    pub enabled: Option<bool>,
    /// The attributes that were asked for and are set.
    pub attributes: Vec<(Attribute, String)>,
}

impl fmt::Debug for PersonEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonEntry({})", self.id)
    }
}

/// A page of people.
#[derive(Clone, Debug, Default)]
pub struct PeoplePage {
    /// Those who are there or changed.
    pub people: Vec<PersonEntry>,
    /// Those who are gone.
    pub gone: Vec<ObjectId>,
    /// Elements without a readable id.
    pub unreadable: u64,
    /// Where the list goes on.
    pub next: Option<PageLink>,
    /// Where the next round of changes begins.
    pub delta: Option<DeltaLink>,
}

#[derive(Deserialize)]
struct RawPage {
    value: Vec<Part<RawPerson>>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    delta: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawPerson {
    id: LooseText,
    #[serde(rename = "@removed")]
    removed: Option<IgnoredAny>,
    mail: LooseText,
    user_principal_name: LooseText,
    proxy_addresses: List<LooseText>,
    user_type: LooseText,
    account_enabled: LooseFlag,
    department: LooseText,
    job_title: LooseText,
    office_location: LooseText,
    country: LooseText,
}

impl AppReader {
    /// Reads one page of people. Needs `User.Read.All`.
    ///
    /// # Errors
    /// [`ReadError`]; [`ReadError::Resync`] when the place is older than a week.
    pub async fn people_page(
        &self,
        place: &PeoplePlace,
        attributes: &[Attribute],
        pseudonyms: &Pseudonyms,
        now: Timestamp,
    ) -> Result<PeoplePage, ReadError> {
        let url = match place {
            PeoplePlace::All => {
                let mut url = self.url(&["users"]);
                add_select(&mut url, attributes);
                url.query_pairs_mut().append_pair("$top", PAGE);
                url
            }
            PeoplePlace::Changes => {
                let mut url = self.url(&["users", "delta"]);
                add_select(&mut url, attributes);
                url
            }
            PeoplePlace::Page(link) => self.page(link)?,
            PeoplePlace::Delta(link) => self.round(link)?,
        };
        let raw = self
            .read::<RawPage>(&Call::background(url, PREFER), now)
            .await?;
        Ok(page(raw, attributes, pseudonyms))
    }
}

fn add_select(url: &mut Url, attributes: &[Attribute]) {
    let names = attributes.iter().map(|attribute| attribute.name());
    let select = std::iter::once(SELECT)
        .chain(names)
        .collect::<Vec<_>>()
        .join(",");
    url.query_pairs_mut().append_pair("$select", &select);
}

fn page(raw: RawPage, attributes: &[Attribute], pseudonyms: &Pseudonyms) -> PeoplePage {
    let mut page = PeoplePage {
        next: raw.next.map(PageLink::new),
        delta: raw.delta.map(DeltaLink::new),
        ..PeoplePage::default()
    };
    for element in raw.value {
        let Part::Is(person) = element else {
            page.unreadable += 1;
            continue;
        };
        match (object_id(&person.id), person.removed.is_some()) {
            (None, _) => page.unreadable += 1,
            (Some(id), true) => page.gone.push(id),
            (Some(id), false) => page.people.push(person.entry(id, attributes, pseudonyms)),
        }
    }
    page
}

pub(super) fn object_id(text: &LooseText) -> Option<ObjectId> {
    Guid::parse(text.0.as_deref()?).ok().map(ObjectId)
}

/// Pseudonyms of addresses and of their domains, each once. Of other kinds of addresses Exchange's own names count.
pub(super) fn addresses<'a>(
    texts: impl Iterator<Item = &'a str>,
    pseudonyms: &Pseudonyms,
) -> (Vec<Pseudonym>, Vec<Pseudonym>) {
    let (mut found, mut domains) = (Vec::new(), Vec::new());
    let add = |list: &mut Vec<Pseudonym>, pseudonym| {
        if !list.contains(&pseudonym) {
            list.push(pseudonym);
        }
    };
    for text in texts {
        let (kind, address) = text.split_once(':').unwrap_or(("smtp", text));
        let is = |wanted: &str| kind.eq_ignore_ascii_case(wanted);
        if address.trim().is_empty() || !(is("smtp") || is("x500")) {
            continue;
        }
        add(&mut found, pseudonyms.address(address));
        if let Some(home) = Canonical::of(address).home() {
            add(&mut domains, pseudonyms.domain(home));
        }
    }
    (found, domains)
}

impl RawPerson {
    fn entry(self, id: ObjectId, asked: &[Attribute], pseudonyms: &Pseudonyms) -> PersonEntry {
        let proxies = match &self.proxy_addresses {
            List::Is(list) => list.as_slice(),
            _ => &[],
        };
        let texts = [&self.mail, &self.user_principal_name]
            .into_iter()
            .chain(proxies);
        let (found, domains) = addresses(texts.filter_map(|text| text.0.as_deref()), pseudonyms);
        let attribute = |attribute: &Attribute| {
            let text = match attribute {
                Attribute::Department => &self.department,
                Attribute::JobTitle => &self.job_title,
                Attribute::OfficeLocation => &self.office_location,
                Attribute::Country => &self.country,
            };
            let text = text
                .0
                .as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty() && text.len() <= ATTRIBUTE);
            text.map(|text| (*attribute, text.to_owned()))
        };
        PersonEntry {
            id,
            addresses: (!found.is_empty()).then_some(found),
            domains,
            member: self
                .user_type
                .0
                .as_deref()
                .map(|kind| !kind.eq_ignore_ascii_case("guest")),
            enabled: self.account_enabled.0,
            attributes: asked.iter().filter_map(attribute).collect(),
        }
    }
}
