//! The words of metrics and of the classes of distributions, by their codes.

use model::culture::view::Unit;

use crate::texts::{Key, Texts};

/// What is said about a metric.
struct Words {
    code: &'static str,
    title: Key,
    means: Key,
    /// The formula, in the signs that [`FORMULA_SIGNS`] explains.
    formula: &'static str,
}

macro_rules! words {
    ($($code:literal $title:ident $means:ident $formula:literal;)*) => {
        const WORDS: &[Words] = &[$(Words {
            code: $code,
            title: Key::$title,
            means: Key::$means,
            formula: $formula,
        }),*];
    };
}

words! {
    "M1" METRIC_M1 MEANS_M1 "len(U)";
    "M2" METRIC_M2 MEANS_M2 "Σₘ len(I)";
    "M3" METRIC_M3 MEANS_M3 "Σₘ h(p,m) / len(m)";
    "M4" METRIC_M4 MEANS_M4 "len(U ∩ W) / len(W)";
    "M5" METRIC_M5 MEANS_M5 "share of people with mean len(U) > 20 h";
    "M5A" METRIC_M5_5 MEANS_M5_5 "share of people with mean len(U) > 5 h";
    "M5B" METRIC_M5_10 MEANS_M5_10 "share of people with mean len(U) > 10 h";
    "M5C" METRIC_M5_15 MEANS_M5_15 "share of people with mean len(U) > 15 h";
    "M5D" METRIC_M5_25 MEANS_M5_25 "share of people with mean len(U) > 25 h";
    "M5E" METRIC_M5_30 MEANS_M5_30 "share of people with mean len(U) > 30 h";
    "M6" METRIC_M6 MEANS_M6 "# { working days : len(U ∩ W ∩ day) = 0 }";
    "M6B" METRIC_M6_QUIET MEANS_M6_QUIET "len(U ∩ times that are to be free of meetings)";
    "M7" METRIC_M7 MEANS_M7 "Σ h(p,m) by inv(m): 2 · 3–8 · 9–18 · 19–50 · 51+, each ÷ len(U)";
    "M7B" METRIC_M7 MEANS_M7 "Σ h(p,m) by inv(m) and len(m), each ÷ len(U)";
    "M8" METRIC_M8 MEANS_M8 "mean n(m)";
    "M9" METRIC_M9 MEANS_M9 "# meetings by len(m): ≤ 15 · 25 · 30 · 45 · 50 · 60 · 90 · 120 min · longer";
    "M10" METRIC_M10 MEANS_M10 "# { m : len(m) mod 30 ∈ {20, 25}, or start 5–10 min past :00 or :30 with the end on it } / #";
    "M11" METRIC_M11 MEANS_M11 "Σ h(p,m) with inv(m) > 8 and len(m) > 1 h, ÷ len(U)";
    "M11B" METRIC_M11_PEOPLE MEANS_M11_PEOPLE "share of people with Σ h(p,m) of inv(m) > 8 or len(m) > 1 h above half of len(U)";
    "M12" METRIC_M12A MEANS_M12A "len { t : d(t) ≥ 2 }";
    "M12A" METRIC_M12A MEANS_M12A "len { t : d(t) ≥ 2 }";
    "M12B" METRIC_M12B MEANS_M12B "∫ max(d − 1, 0) dt";
    "M12C" METRIC_M12C MEANS_M12C "Σ len(I) over m that overlap another";
    "M13" METRIC_M13 MEANS_M13 "# { m with an overlap } / #";
    "M14" METRIC_M14 MEANS_M14 "Σ h(p,m) with type occurrence or exception, ÷ len(U)";
    "M15" METRIC_M15 MEANS_M15 "Σ h(p,m) by the first type that matches, each ÷ len(U)";
    "M16" METRIC_M16 MEANS_M16 "Σ len(gap) over gaps ≥ 2 h";
    "M16B" METRIC_M16_60 MEANS_M16_60 "Σ len(gap) over gaps ≥ 1 h";
    "M17" METRIC_M17 MEANS_M17 "Σ floor(gap / 2 h)";
    "M18" METRIC_M18 MEANS_M18 "len(W) − len(U ∩ W)";
    "M19" METRIC_M19 MEANS_M19 "M18 − M16";
    "M20" METRIC_M20 MEANS_M20 "Σₚ (focus(p without m) − focus(p with m)), mean over m";
    "M21" METRIC_M21 MEANS_M21 "# { m : next start of the same day − end ∈ [0, 5] min } / #";
    "M21B" METRIC_M21 MEANS_M21 "# { m : next start of the same day − end ∈ [0, 5] min } / #";
    "M22" METRIC_M22 MEANS_M22 "len(U ∖ W)";
    "M23" METRIC_M23 MEANS_M23 "len(U) on days off";
    "M23B" METRIC_M23_LATE MEANS_M23_LATE "# starts ≥ 20:00 local";
    "M24" METRIC_M24 MEANS_M24 "len(U ∩ (9–11 ∪ 13–15)) / len(U)";
    "M25" METRIC_M25 MEANS_M25 "len(U ∩ cell)";
    "M26" METRIC_M26 MEANS_M26 "max − min UTC offset of the participants at the begin, mean over m";
    "M26B" METRIC_M26_OUTSIDE MEANS_M26_OUTSIDE "attendee hours outside the attendee's 08–18, ÷ attendee hours";
    "M27" METRIC_M27 MEANS_M27 "median lead time; hours by lead: ≤ 6 · > 6–12 · > 12–< 24 · ≥ 24 h";
    "M27B" METRIC_M27 MEANS_M27 "Σ h(p,m) by lead: ≤ 6 · > 6–12 · > 12–< 24 · ≥ 24 h, each ÷ Σ h(p,m) with known lead";
    "M28" METRIC_M28 MEANS_M28 "Σ h(p,m) with lead < 24 h, ÷ Σ h(p,m) with known lead; single events, exceptions and first occurrences";
    "M29" METRIC_M29 MEANS_M29 "# first seen cancelled < 24 h before the begin / # scheduled";
    "M30" METRIC_M30 MEANS_M30 "# changes of the begin / #";
    "M31" METRIC_M31 MEANS_M31 "# without agenda / # where it is known";
    "M32" METRIC_M32 MEANS_M32 "# series without end / # series";
    "M33" METRIC_M33 MEANS_M33 "accepted, tentative, declined, none ÷ invited, where an answer was asked for; organiser's copy";
    "M34" METRIC_M34 MEANS_M34 "median(answer − invitation)";
    "M35" METRIC_M35 MEANS_M35 "# optional / # invited";
    "M36" METRIC_M36 MEANS_M36 "Σ over organised m of (A(m) − h(organiser, m)), internal attendees";
    "M37" METRIC_M37 MEANS_M37 "Σ h(p,m) over m with exactly {p, manager}";
    "M37F" METRIC_M37_HOUR MEANS_M37_HOUR "share of people with mean Σ h(p,m) over m with exactly {p, manager} ≥ 12 h / 52 weeks";
    "M38" METRIC_M38 MEANS_M38 "share of people by 1:1 ≥ 15 min a week × hours with the manager ≥ 30 % of len(U)";
    "M39" METRIC_M39 MEANS_M39 "Σ h(p,m) with manager and manager's manager";
    "M39B" METRIC_M39_ORGANIZATIONAL MEANS_M39_ORGANIZATIONAL "Σ h(p,m) with ≥ 3 levels of one organisation";
    "M40" METRIC_M40 MEANS_M40 "Σ h(p,m) with ≥ 1 foreign domain, ÷ len(U)";
    "M41" METRIC_M41 MEANS_M41 "Σ h(p,m) online, ÷ len(U)";
    "M42" METRIC_M42 MEANS_M42 "T(A→B) = Σₘ Σ over p ∈ A∩m of h(p,m) · #(B∩m ∖ {p}) / (n(m) − 1); rows ÷ their sum";
    "M43" METRIC_M43 MEANS_M43 "Σₚ h(p,m) · rate(p)";
    "M43B" METRIC_M43_WEEK MEANS_M43_WEEK "Σₘ h(p,m) · rate(p), per person and week";
    "M43C" METRIC_M43_PRICED MEANS_M43_PRICED "# attendances priced by the rate of the person's level / # attendances";
    "M44" METRIC_M44 MEANS_M44 "len(∪ flagged m); flags: conflict, three levels at once";
}

/// A code without the signs and small letters that may stand in it: `M12a` and `m12A` are the same.
fn plain(code: &str) -> String {
    code.to_ascii_uppercase().replace(['-', '.'], "_")
}

/// The words of a code; of its number where the variant is unknown.
fn words(code: &str) -> Option<&'static Words> {
    let code = plain(code);
    let find = |code: &str| WORDS.iter().find(|words| words.code == code);
    find(&code).or_else(|| {
        let digits = code.strip_prefix('M')?;
        let number: String = digits.chars().take_while(char::is_ascii_digit).collect();
        WORDS.iter().find(|words| {
            words.code.strip_prefix('M').is_some_and(|rest| {
                rest.chars()
                    .take_while(char::is_ascii_digit)
                    .collect::<String>()
                    == number
            })
        })
    })
}

/// Whether there are words for exactly this code.
#[must_use]
pub fn known(code: &str) -> bool {
    words(code).is_some_and(|words| words.code == plain(code))
}

/// The name of a metric; its code where there are no words for it.
#[must_use]
pub fn title(texts: Texts, code: &str) -> String {
    words(code).map_or_else(
        || code.to_owned(),
        |words| texts.get(words.title).to_owned(),
    )
}

/// What a metric says, in a sentence.
#[must_use]
pub fn means(texts: Texts, code: &str) -> &'static str {
    words(code).map_or("", |words| texts.get(words.means))
}

/// The formula of a metric.
#[must_use]
pub fn formula(code: &str) -> &'static str {
    words(code).map_or("", |words| words.formula)
}

/// A unit in words.
#[must_use]
pub fn unit(texts: Texts, unit: Unit) -> &'static str {
    texts.get(match unit {
        Unit::Hours => Key::CHART_UNIT_HOURS,
        Unit::Share => Key::CHART_UNIT_SHARE,
        Unit::Count => Key::CHART_UNIT_COUNT,
        Unit::Minutes => Key::CHART_UNIT_MINUTES,
        Unit::Money => Key::CHART_UNIT_MONEY,
        Unit::Points => Key::CHART_UNIT_POINTS,
    })
}

/// The name of a metric with its unit, as the heading of a column.
#[must_use]
pub fn with_unit(texts: Texts, code: &str, of: Unit) -> String {
    format!("{} ({})", title(texts, code), unit(texts, of))
}

/// The name of a class; its code where there are no words for it.
#[must_use]
pub fn class(texts: Texts, code: &str) -> String {
    let key = match code {
        "one_to_one" => Key::CLASS_ONE_TO_ONE,
        "decision" => Key::CLASS_DECISION,
        "status" => Key::CLASS_STATUS,
        "bloated" => Key::CLASS_BLOATED,
        "lengthy" => Key::CLASS_LENGTHY,
        "all_hands" => Key::CLASS_ALL_HANDS,
        "workshop" => Key::CLASS_WORKSHOP,
        "other" => Key::CLASS_OTHER,
        "private" => Key::CLASS_PRIVATE,
        "unknown" => Key::CLASS_UNKNOWN,
        "accepted" => Key::CLASS_ACCEPTED,
        "tentative" => Key::CLASS_TENTATIVE,
        "declined" => Key::CLASS_DECLINED,
        "silent" => Key::CLASS_SILENT,
        "weekly" => Key::CLASS_WEEKLY,
        "fortnightly" => Key::CLASS_FORTNIGHTLY,
        "monthly" => Key::CLASS_MONTHLY,
        "rarely" => Key::CLASS_RARELY,
        "never" => Key::CLASS_NEVER,
        // Numbers and units are the same in all languages.
        other => return other.to_owned(),
    };
    texts.get(key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::texts;

    #[test]
    fn every_metric_of_the_catalogue_has_a_name_a_sentence_and_a_formula() {
        for language in Language::ALL {
            let texts = texts::of(language);
            for number in 1..=44 {
                let code = format!("M{number}");
                assert_ne!(title(texts, &code), code);
                assert!(!means(texts, &code).is_empty() && !formula(&code).is_empty());
            }
        }
        for metric in model::culture::metric::all() {
            assert_ne!(
                title(texts::of(Language::English), metric.code),
                metric.code
            );
        }
        assert!(known("M12a") && !known("M12x") && !known("M99"));
        assert_eq!(title(texts::of(Language::English), "M99"), "M99");
    }
}
