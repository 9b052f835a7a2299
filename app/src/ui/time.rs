//! Instants and waits.

use leptos::prelude::*;
use model::Timestamp;

use crate::contexts::clock::use_clock;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::tag::{Tag, class};

/// An instant. The server writes it in one fixed form (UTC); the browser then writes it in the reader's own.
#[component]
pub fn Moment(
    /// Which.
    at: Timestamp,
) -> impl IntoView {
    let text = RwSignal::new(Civil::of(at).to_text());
    let language = use_texts().language().tag();
    Effect::new(move || {
        if let Some(local) = localised(at, language) {
            text.set(local);
        }
    });
    view! { <time class="moment" datetime=Civil::of(at).to_iso()>{text}</time> }
}

/// An instant as part of something that is drawn anew: as the server writes it, or in the reader's own form.
pub(crate) fn moment(at: Timestamp, texts: Texts, local: bool) -> Tag {
    let civil = Civil::of(at);
    let own = if local {
        localised(at, texts.language().tag())
    } else {
        None
    };
    class("time", "moment")
        .with("datetime", civil.to_iso())
        .text(own.unwrap_or_else(|| civil.to_text()))
}

/// How long ago an instant is, in the words of [`span`], as part of something that is drawn anew.
pub(crate) fn since(at: Timestamp, words: String) -> Tag {
    class("time", "since")
        .with("datetime", Civil::of(at).to_iso())
        .text(words)
}

/// How long ago an instant is by the server's clock, in words; moves with [`use_clock`].
#[component]
pub fn Since(
    /// The instant.
    at: Timestamp,
) -> impl IntoView {
    let clock = use_clock();
    let texts = use_texts();
    let minutes = Memo::new(move |_| clock.now().seconds_since(at) / 60);
    view! { <time class="since" datetime=Civil::of(at).to_iso()>{move || span(texts, minutes.get())}</time> }
}

/// An instant in the one fixed form (UTC) of the server, where nothing but text may stand.
#[must_use]
pub fn instant(at: Timestamp) -> String {
    Civil::of(at).to_text()
}

/// A length of time in minutes, in words: "less than a minute", "4 min", "1 h 05 min".
#[must_use]
pub fn span(texts: Texts, minutes: i64) -> String {
    match minutes {
        ..1 => texts.get(Key::TIME_BELOW_MINUTE).to_owned(),
        1..60 => texts.with(Key::TIME_MINUTES, &[("n", &minutes.to_string())]),
        _ => texts.with(
            Key::TIME_HOURS,
            &[
                ("h", &(minutes / 60).to_string()),
                ("m", &format!("{:02}", minutes % 60)),
            ],
        ),
    }
}

/// A length of time as rules state it, in its largest whole unit: "30 minutes", "1 hour", "2 days".
#[must_use]
pub fn period(texts: Texts, minutes: u32) -> String {
    let (n, one, other) = match minutes {
        0 => return texts.get(Key::TIME_AT_ONCE).to_owned(),
        m if m % 1440 == 0 => (m / 1440, Key::TIME_PERIOD_DAY, Key::TIME_PERIOD_DAYS),
        m if m % 60 == 0 => (m / 60, Key::TIME_PERIOD_HOUR, Key::TIME_PERIOD_HOURS),
        m => (m, Key::TIME_PERIOD_MINUTE, Key::TIME_PERIOD_MINUTES),
    };
    texts.count(u64::from(n), one, other)
}

/// A UTC date and time of day in the proleptic Gregorian calendar.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    minute_of_day: i64,
    second: i64,
}

impl Civil {
    /// Days to date after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (`civil_from_days`).
    fn of(at: Timestamp) -> Self {
        let seconds = at.0.div_euclid(1000);
        let (days, in_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            minute_of_day: in_day / 60,
            second: in_day % 60,
        }
    }

    fn to_text(&self) -> String {
        let (hour, minute) = (self.minute_of_day / 60, self.minute_of_day % 60);
        format!(
            "{:04}-{:02}-{:02} {hour:02}:{minute:02} UTC",
            self.year, self.month, self.day
        )
    }

    fn to_iso(&self) -> String {
        let (hour, minute) = (self.minute_of_day / 60, self.minute_of_day % 60);
        format!(
            "{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{:02}Z",
            self.year, self.month, self.day, self.second
        )
    }
}

#[cfg(feature = "hydrate")]
fn localised(at: Timestamp, language: &str) -> Option<String> {
    use wasm_bindgen::JsValue;
    let options = js_sys::Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        js_sys::Reflect::set(
            &options,
            &JsValue::from_str(name),
            &JsValue::from_str(value),
        )
        .ok()?;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "epoch milliseconds stay below 2^53 for 285,000 years"
    )]
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    Some(date.to_locale_string(language, &options).into())
}

#[cfg(not(feature = "hydrate"))]
const fn localised(_: Timestamp, _: &str) -> Option<String> {
    None
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::texts;

    #[test]
    fn instants_are_written_in_the_gregorian_calendar() {
        for (ms, text) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399_000, "2000-02-28 23:59 UTC"),
            (951_868_800_000, "2000-03-01 00:00 UTC"),
            (1_795_305_540_000, "2026-11-21 23:59 UTC"),
            (-1, "1969-12-31 23:59 UTC"),
        ] {
            assert_eq!(Civil::of(Timestamp(ms)).to_text(), text);
        }
    }

    #[test]
    fn waits_are_told_in_minutes_and_hours() {
        let texts = texts::of(Language::English);
        assert_eq!(span(texts, 4), "4 min");
        assert_eq!(span(texts, 65), "1 h 05 min");
        assert_eq!(period(texts, 1440), "1 day");
        assert_eq!(period(texts, 90), "90 minutes");
        assert_eq!(period(texts, 120), "2 hours");
    }
}
