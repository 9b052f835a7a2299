//! The window of a calendar view, and its pages.

use std::ops::Range;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use axum::http::StatusCode;

use crate::calendar::copy::Copy;
use crate::calendar::key::Key;
use crate::calendar::occasion::Calendars;
use crate::calendar::{DAY_MIN, MINUTE_MS};
use crate::graph::errors::GraphError;
use crate::graph::request::Context;
use crate::graph::time;

const DAYS_MAX: i64 = 1_825;
const PAGE_DEFAULT: usize = 10;
const PAGE_MAX: usize = 1_000;
/// How far a page looks ahead at a time.
const STEP: i32 = 28 * DAY_MIN;

/// `startDateTime` to `endDateTime`.
pub(crate) struct Window {
    /// UTC minutes.
    pub(crate) minutes: Range<i32>,
}

impl Window {
    /// Reads the window of a request.
    ///
    /// # Errors
    /// 400 where an end is missing, isn't a time, lies before the begin, or more than 1,825 days after it.
    pub(crate) fn of(context: &Context<'_>) -> Result<Self, GraphError> {
        let end = |name: &str| {
            let pairs = context.query.pairs.iter();
            let mut found = pairs.filter(|(key, _)| key.eq_ignore_ascii_case(name));
            // A plus sign that wasn't encoded arrives as a blank.
            found.next().map(|(_, value)| value.replace(' ', "+"))
        };
        let refused = |message: &str| {
            GraphError::new(StatusCode::BAD_REQUEST, "ErrorInvalidParameter", message)
        };
        let (Some(start), Some(end)) = (end("startDateTime"), end("endDateTime")) else {
            return Err(refused(
                "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.",
            ));
        };
        let (Some(start), Some(end)) = (time::parse(&start), time::parse(&end)) else {
            return Err(refused(
                "The parameters StartDateTime and EndDateTime must be ISO 8601 times.",
            ));
        };
        if end < start {
            return Err(refused(
                "The parameter EndDateTime lies before StartDateTime.",
            ));
        }
        if end - start > DAYS_MAX * 86_400_000 {
            return Err(GraphError::new(
                StatusCode::BAD_REQUEST,
                "ErrorInvalidRequest",
                format!(
                    "Your request can't be completed. The range between start and end dates is greater than the allowed range. Maximum number of days: {DAYS_MAX}"
                ),
            ));
        }
        let minute =
            |ms: i64| i32::try_from(ms.div_euclid(MINUTE_MS)).unwrap_or(i32::MAX - 10 * DAY_MIN);
        Ok(Self {
            minutes: minute(start).max(-10_000_000)..minute(end),
        })
    }

    /// One page, and the token of the next one where there is more.
    pub(crate) fn page<'a>(
        &self,
        calendars: &Calendars<'a>,
        person: u32,
        page: &PageAsk,
    ) -> (Vec<Copy<'a>>, Option<String>) {
        let Range { start, end } = self.minutes;
        let mut from = page.after.map_or(start, |(minute, _)| minute.max(start));
        let mut first = true;
        let mut found: Vec<Copy<'a>> = Vec::new();
        while from < end && found.len() <= page.size {
            let to = end.min(from.saturating_add(STEP));
            let copies = calendars.copies(person, &(from..to)).into_iter();
            found.extend(copies.filter(|copy| {
                let new = first || copy.occasion.start >= from;
                new && page.after.is_none_or(|after| copy.place() > after)
            }));
            first = false;
            from = to;
        }
        let more = found.len() > page.size;
        found.truncate(page.size);
        let token = found
            .last()
            .filter(|_| more)
            .map(|copy| token(copy.place()));
        (found, token)
    }
}

/// How much a page holds and where it begins.
pub(crate) struct PageAsk {
    /// Events of a page.
    pub(crate) size: usize,
    /// Place of the last event of the page before.
    after: Option<(i32, Key)>,
    preferred: Option<usize>,
}

impl PageAsk {
    /// Reads page size and token.
    ///
    /// # Errors
    /// 400 for a page above 1,000 events or a token that isn't ours.
    pub(crate) fn of(context: &Context<'_>) -> Result<Self, GraphError> {
        let preferred = preferred_size(context);
        let size = match (context.query.top, preferred) {
            (Some(top), _) if (1..=PAGE_MAX).contains(&top) => top,
            (Some(_), _) => {
                return Err(GraphError::new(
                    StatusCode::BAD_REQUEST,
                    "ErrorInvalidParameter",
                    "The value of $top must be between 1 and 1000.",
                ));
            }
            (None, Some(preferred)) => preferred.clamp(1, PAGE_MAX),
            (None, None) => PAGE_DEFAULT,
        };
        let after =
            match context.query.skiptoken.as_deref() {
                None => None,
                Some(token) => Some(place(token).ok_or_else(|| {
                    GraphError::malformed("The value of $skiptoken is not valid.")
                })?),
            };
        Ok(Self {
            size,
            after,
            preferred: preferred.filter(|_| context.query.top.is_none()),
        })
    }

    /// The preference that took effect.
    pub(crate) fn applied(&self) -> Option<String> {
        self.preferred
            .map(|size| format!("odata.maxpagesize={size}"))
    }
}

/// `Prefer: odata.maxpagesize`
pub(crate) fn preferred_size(context: &Context<'_>) -> Option<usize> {
    let preferences = context.request.preferences().into_iter();
    preferences
        .filter_map(|preference| {
            let (name, value) = preference.split_once('=')?;
            let named = name.trim().eq_ignore_ascii_case("odata.maxpagesize");
            named.then(|| value.trim().parse().ok())?
        })
        .next()
}

fn token((start, key): (i32, Key)) -> String {
    let (kind, a, b, c) = key.parts();
    BASE64_URL_SAFE_NO_PAD.encode(format!("view:{start}:{kind}:{a}:{b}:{c}"))
}

fn place(token: &str) -> Option<(i32, Key)> {
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let mut parts = text.strip_prefix("view:")?.split(':');
    let start = parts.next()?.parse().ok()?;
    let key = Key::of_parts((
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    ))?;
    Some((start, key))
}
