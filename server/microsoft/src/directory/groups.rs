//! Groups, the people in them at any depth, and their addresses as pseudonyms: an invited group is a list.

use std::fmt;

use model::culture::fact::Pseudonym;
use model::{ObjectId, Timestamp};
use serde::Deserialize;

use super::PAGE;
use super::people::{addresses, object_id};
use crate::app_reader::{AppReader, ReadError};
use crate::graph::Call;
use crate::link::PageLink;
use crate::reader::{List, LooseText, Part, Pseudonyms};

const PREFER: &str = r#"IdType="ImmutableId""#;

/// A group.
#[derive(Clone, PartialEq, Eq)]
pub struct Group {
    /// Object id.
    pub id: ObjectId,
    /// Display name.
    pub name: Option<String>,
    /// Its addresses, as pseudonyms; empty for a group without mail.
    pub addresses: Vec<Pseudonym>,
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Group({})", self.id)
    }
}

/// A page of groups.
#[derive(Clone, Debug, Default)]
pub struct GroupPage {
    /// The groups.
    pub groups: Vec<Group>,
    /// Elements without a readable id.
    pub unreadable: u64,
    /// Where the list goes on.
    pub next: Option<PageLink>,
}

/// A page of a group's members.
#[derive(Clone, Debug, Default)]
pub struct GroupMembers {
    /// The people among them.
    pub people: Vec<ObjectId>,
    /// Elements without a readable id.
    pub unreadable: u64,
    /// Where the list goes on.
    pub next: Option<PageLink>,
}

/// Where to read in a group's members.
#[derive(Clone, Debug)]
pub enum MemberPlace {
    /// The first page of this group, groups inside of it resolved.
    Group(ObjectId),
    /// A later page.
    Page(PageLink),
}

#[derive(Deserialize)]
struct RawPage<T> {
    value: Vec<Part<T>>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawGroup {
    id: LooseText,
    display_name: LooseText,
    mail: LooseText,
    proxy_addresses: List<LooseText>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawMember {
    id: LooseText,
    #[serde(rename = "@odata.type")]
    kind: LooseText,
}

impl AppReader {
    /// Reads one page of groups; `None` is the first. Needs `GroupMember.Read.All`.
    ///
    /// # Errors
    /// [`ReadError`]
    pub async fn group_page(
        &self,
        page: Option<&PageLink>,
        pseudonyms: &Pseudonyms,
        now: Timestamp,
    ) -> Result<GroupPage, ReadError> {
        let url = match page {
            Some(link) => self.page(link)?,
            None => {
                let mut url = self.url(&["groups"]);
                url.query_pairs_mut()
                    .append_pair("$select", "id,displayName,mail,proxyAddresses")
                    .append_pair("$top", PAGE);
                url
            }
        };
        let raw = self
            .read::<RawPage<RawGroup>>(&Call::background(url, PREFER), now)
            .await?;
        let mut read = GroupPage {
            next: raw.next.map(PageLink::new),
            ..GroupPage::default()
        };
        for element in raw.value {
            match element {
                Part::Is(group) if object_id(&group.id).is_some() => {
                    read.groups.extend(group.read(pseudonyms));
                }
                _ => read.unreadable += 1,
            }
        }
        Ok(read)
    }

    /// Reads one page of a group's members at any depth. Needs `GroupMember.Read.All`.
    ///
    /// # Errors
    /// [`ReadError`]
    pub async fn group_members(
        &self,
        place: &MemberPlace,
        now: Timestamp,
    ) -> Result<GroupMembers, ReadError> {
        let url = match place {
            MemberPlace::Page(link) => self.page(link)?,
            MemberPlace::Group(group) => {
                let mut url = self.url(&["groups", &group.to_string(), "transitiveMembers"]);
                url.query_pairs_mut()
                    .append_pair("$select", "id")
                    .append_pair("$top", PAGE);
                url
            }
        };
        let raw = self
            .read::<RawPage<RawMember>>(&Call::background(url, PREFER), now)
            .await?;
        let mut read = GroupMembers {
            next: raw.next.map(PageLink::new),
            ..GroupMembers::default()
        };
        for element in raw.value {
            match element {
                // Groups and devices among the members are told by their type; people may come without one.
                Part::Is(member)
                    if member
                        .kind
                        .0
                        .as_deref()
                        .is_some_and(|kind| kind != "#microsoft.graph.user") => {}
                Part::Is(member) => match object_id(&member.id) {
                    Some(id) => read.people.push(id),
                    None => read.unreadable += 1,
                },
                _ => read.unreadable += 1,
            }
        }
        Ok(read)
    }
}

impl RawGroup {
    fn read(self, pseudonyms: &Pseudonyms) -> Option<Group> {
        let id = object_id(&self.id)?;
        let proxies = match &self.proxy_addresses {
            List::Is(list) => list.as_slice(),
            _ => &[],
        };
        let texts = std::iter::once(&self.mail)
            .chain(proxies)
            .filter_map(|text| text.0.as_deref());
        let (found, _) = addresses(texts, pseudonyms);
        Some(Group {
            id,
            name: self.display_name.0,
            addresses: found,
        })
    }
}
