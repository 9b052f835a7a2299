//! The languages Anteroom speaks, and which of them a browser wants.

/// A language with a complete table of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All languages, in the order of the choice at the foot of each page.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The tag of BCP 47 that stands in `<html lang>`, in the cookie and in asset names.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a tag; regions are ignored. `None` for a language without a table.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The best language for a request: the `lang` cookie, then `Accept-Language` by weight (RFC 9110, 12.5.4).
    ///
    /// English when neither names one of ours.
    #[must_use]
    pub fn wanted(cookies: &str, accept_language: &str) -> Self {
        let chosen = cookies
            .split(';')
            .filter_map(|pair| pair.trim().strip_prefix("lang="))
            .find_map(Self::of_tag);
        chosen.unwrap_or_else(|| Self::by_weight(accept_language))
    }

    fn by_weight(accept_language: &str) -> Self {
        let mut best = (0.0, Self::default());
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let language = parts.next().and_then(Self::of_tag);
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0);
            if let Some(language) = language
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_wins_over_the_browser_and_the_weight_over_the_order() {
        for (cookies, accept, language) in [
            ("", "", Language::English),
            ("", "de-CH,de;q=0.9,en;q=0.8", Language::German),
            ("", "en;q=0.5, de;q=0.8", Language::German),
            ("", "fr-FR,fr", Language::English),
            ("a=1; lang=en", "de", Language::English),
            ("lang=xx", "de", Language::German),
            ("", "de;q=0, en;q=0.1", Language::English),
        ] {
            assert_eq!(
                Language::wanted(cookies, accept),
                language,
                "{cookies:?} {accept:?}"
            );
        }
    }
}
