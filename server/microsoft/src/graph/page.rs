//! Lists that come in pages (microsoft.md 6.2).

use oauth2::url::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Call, GraphProblem};
use crate::client::Microsoft;
use crate::secret::AccessToken;

/// Most pages that are followed: a list without end is a fault.
const PAGES: usize = 2_000;

/// A whole list with the ids of the requests that brought it.
pub(crate) struct Listing<T> {
    pub(crate) items: Vec<T>,
    pub(crate) request_ids: Vec<model::Guid>,
}

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

impl Microsoft {
    /// Reads a list to its end. Pages may be empty; the token never follows a link to another host.
    pub(crate) async fn graph_list<T: DeserializeOwned>(
        &self,
        token: &AccessToken,
        first: Url,
    ) -> Result<Listing<T>, GraphProblem> {
        self.graph_pages(token, first, PAGES).await
    }

    /// The same with a bound of its own: a list of more pages is refused as a whole.
    pub(crate) async fn graph_pages<T: DeserializeOwned>(
        &self,
        token: &AccessToken,
        first: Url,
        most: usize,
    ) -> Result<Listing<T>, GraphProblem> {
        let mut listing = Listing {
            items: Vec::new(),
            request_ids: Vec::new(),
        };
        let mut url = first;
        for _ in 0..most {
            let sent = self.graph_call::<Page<T>>(token, &Call::get(url)).await?;
            listing.request_ids.extend(sent.request_id);
            listing.items.extend(sent.value.value);
            match sent.value.next {
                None => return Ok(listing),
                Some(next) => {
                    url = self
                        .0
                        .addresses
                        .next_page(&next)
                        .ok_or(GraphProblem::ForeignLink)?;
                }
            }
        }
        Err(GraphProblem::Unexpected { request_id: None })
    }
}
