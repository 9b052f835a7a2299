//! The public address of this installation.

use std::str::FromStr;

use http::Uri;

/// The public base URL: scheme and authority, no path, no slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    https: bool,
}

/// The URL cannot be the public address; the text says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABaseUrl {
    /// No absolute URL with scheme and host.
    #[error("has to be an absolute URL such as https://anteroom.example.org")]
    NotAbsolute,
    /// A path, query or fragment is present.
    #[error("must not have a path: Anteroom serves a whole host name")]
    HasPath,
    /// Plain http on a public host.
    #[error(
        "has to begin with https:// unless the host is localhost, because browsers refuse its cookies otherwise"
    )]
    NotHttps,
}

impl BaseUrl {
    /// The URL without a slash at the end; also the value of an `Origin` header from our own pages.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is https.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// The absolute URL of a path, which begins with a slash.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }
}

impl FromStr for BaseUrl {
    type Err = NotABaseUrl;
    fn from_str(text: &str) -> Result<Self, NotABaseUrl> {
        let uri: Uri = text
            .trim_end_matches('/')
            .parse()
            .map_err(|_| NotABaseUrl::NotAbsolute)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(NotABaseUrl::NotAbsolute);
        };
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(NotABaseUrl::NotAbsolute),
        };
        if uri
            .path_and_query()
            .is_some_and(|path| path.as_str() != "/")
        {
            return Err(NotABaseUrl::HasPath);
        }
        let local = matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]");
        if !https && !local {
            return Err(NotABaseUrl::NotHttps);
        }
        let text = format!("{scheme}://{}", authority.as_str().to_ascii_lowercase());
        Ok(Self { text, https })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_https_hosts() {
        for (text, parsed) in [
            (
                "https://Anteroom.example.org/",
                Ok("https://anteroom.example.org"),
            ),
            ("http://localhost:3000", Ok("http://localhost:3000")),
            ("http://anteroom.example.org", Err(NotABaseUrl::NotHttps)),
            ("https://example.org/anteroom", Err(NotABaseUrl::HasPath)),
            ("anteroom.example.org", Err(NotABaseUrl::NotAbsolute)),
            ("ftp://example.org", Err(NotABaseUrl::NotAbsolute)),
        ] {
            let found = text.parse::<BaseUrl>();
            assert_eq!(
                found.as_ref().map(BaseUrl::as_str).map_err(|e| *e),
                parsed,
                "{text}"
            );
        }
    }
}
