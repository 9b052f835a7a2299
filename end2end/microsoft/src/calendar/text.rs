//! Subjects and bodies: what must never be found again in anything that is kept.

use super::copy::Copy;
use super::occasion::{Occasion, Topic};
use super::series::Sort;

const MEETINGS: &[&str] = &[
    "Budget for next year",
    "Kick-off new telephone",
    "Interview: second round",
    "Review of the draft contract",
    "Q3 figures",
    "Handover before the holidays",
    "Incident follow-up",
    "Roster for December",
    "Question about the invoice",
    "Planung Umzug",
    "Abstimmung Dienstplan",
    "Rückfrage Angebot",
    "Vorbereitung Audit",
    "Prioritäten",
    "Supplier visit",
    "Test results",
];
const PROJECTS: &[&str] = &[
    "Intranet weekly",
    "Fire safety working group",
    "Patient survey",
    "Green office",
    "Steering committee",
    "Jour fixe Umbau",
    "Quality circle",
    "Data protection round",
];

/// Subject of an event, as JSON text without quotes.
pub(crate) fn subject<'a>(made: &'a Occasion<'_>) -> &'a str {
    if let Some(custom) = made.custom {
        return &custom.subject;
    }
    let pick = |of: &'static [&'static str], roll: u64| {
        let index = usize::try_from(roll % of.len() as u64).unwrap_or(0);
        of[index]
    };
    match made.topic {
        Topic::Meeting => pick(MEETINGS, made.roll),
        Topic::Series(Sort::Project) => pick(PROJECTS, made.answers),
        Topic::Series(Sort::OneToOne) => "1:1",
        Topic::Series(Sort::Team) => "Team meeting",
        Topic::Series(Sort::StandUp) => "Stand-up",
        Topic::Series(Sort::Department) => "Department meeting",
        Topic::Series(Sort::Everybody) => "All hands",
        Topic::Leave => "Annual leave",
        Topic::Sick => "Krank",
        Topic::Holiday => "Public holiday",
        Topic::Focus => "Focus time",
        Topic::Private => "Zahnarzt Dr. Brandt",
        Topic::Elsewhere => "Home office",
        Topic::Lunch => "Lunch",
        Topic::Reminder => "Call the bank",
        Topic::Travel => "Train to Munich",
        Topic::Draft => "Untitled",
    }
}

/// Plain text of the body before the online block.
fn told<'a>(copy: &'a Copy<'_>) -> &'a str {
    let made = &copy.occasion;
    if let Some(custom) = made.custom {
        return &custom.body;
    }
    if !made.agenda {
        return if made.roll.is_multiple_of(3) {
            "See you then."
        } else {
            ""
        };
    }
    match made.roll % 3 {
        0 => AGENDA_EN,
        1 => AGENDA_DE,
        _ => AGENDA_LIST,
    }
}

const AGENDA_EN: &str = "Agenda: 1. What happened since last time 2. Open points of the audit and who takes them \
    3. Decision on the supplier 4. Anything else. Please read the figures before we meet; the sheet is attached.";
const AGENDA_DE: &str = "Tagesordnung: 1. Rückblick 2. Offene Punkte aus dem letzten Protokoll 3. Beschluss zum Angebot \
    4. Verschiedenes. Bitte die Zahlen vorher lesen.";
const AGENDA_LIST: &str = "We should talk about the roster, the two vacancies on ward 3, and who covers the desk \
    while the telephone system is replaced. Bring numbers.";

/// `bodyPreview`, as JSON text without quotes.
pub(crate) fn preview<'a>(copy: &'a Copy<'_>) -> &'a str {
    let text = told(copy);
    let end = text
        .char_indices()
        .nth(255)
        .map_or(text.len(), |(index, _)| index);
    // An escape that the cut would break is left out.
    let text = &text[..end];
    text.trim_end_matches('\\')
}

/// Writes the HTML body as JSON text without quotes.
pub(crate) fn write_body(out: &mut String, copy: &Copy<'_>, join_url: Option<&str>) {
    out.push_str("<html><head>\\r\\n<meta http-equiv=\\\"Content-Type\\\" content=\\\"text/html; charset=utf-8\\\">");
    out.push_str("\\r\\n<style type=\\\"text/css\\\">\\r\\n<!--\\r\\np {margin-top:0; margin-bottom:0}\\r\\n-->\\r\\n</style></head>");
    out.push_str(
        "<body dir=\\\"ltr\\\"><div style=\\\"font-family:Calibri,Arial; font-size:12pt\\\">",
    );
    out.push_str(told(copy));
    out.push_str("</div>");
    if let Some(url) = join_url {
        out.push_str("<br><div style=\\\"width:100%\\\"><span style=\\\"white-space:nowrap; color:#5F5F5F\\\">");
        out.push_str("________________________________________________________________________________</span></div>");
        out.push_str("<div class=\\\"me-email-text\\\" lang=\\\"en-US\\\"><span style=\\\"font-size:24px\\\">Microsoft Teams");
        out.push_str(" meeting</span><br><a class=\\\"me-email-headline\\\" href=\\\"");
        out.push_str(url);
        out.push_str(
            "\\\">Join the meeting now</a><br>Meeting ID: 312 456 789 01<br>Passcode: aB3dE9</div>",
        );
        out.push_str("<div>________________________________________________________________________________</div>");
    }
    out.push_str("</body></html>");
}
