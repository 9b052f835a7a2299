//! What is noted of one error.

use microsoft::{
    ConsentAnswer, ConsentProof, GraphProblem, MeetingProblemDetail, Microsoft, MicrosoftError,
    ReadError, Refusal, SigninError, TokenProblem, trouble,
};
use model::Guid;
use model::trouble::{Place, Trouble};

/// Longest code that is kept, in characters.
const CODE_LIMIT: usize = 64;

/// What is noted of one error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub(super) place: Place,
    pub(super) trouble: Trouble,
    pub(super) code: String,
    pub(super) correlation: Option<Guid>,
}

/// What a page may say of a refusal that came through the browser of whoever looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What it means.
    pub trouble: Trouble,
    /// Microsoft's number where it is a known one, such as `AADSTS65004`; else empty.
    pub code: String,
    /// By which Microsoft's support finds it.
    pub id: Option<Guid>,
}

impl Told {
    /// What the query of a consent's callback says of a refusal; none where it tells of none.
    #[must_use]
    pub fn of_consent(query: &str) -> Option<Self> {
        match Microsoft::parse_consent_callback(query) {
            ConsentAnswer::Granted { .. } => None,
            ConsentAnswer::Refused(refusal) => {
                let note = Note::browser(Place::Consent, &refusal);
                Some(Self {
                    trouble: note.trouble,
                    code: note.code,
                    id: note.correlation,
                })
            }
        }
    }
}

impl Note {
    fn new(place: Place, trouble: Trouble, code: &str, correlation: Option<Guid>) -> Self {
        let plain =
            |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
        Self {
            place,
            trouble,
            code: code.chars().filter(plain).take(CODE_LIMIT).collect(),
            correlation,
        }
    }

    /// An error of a call that needs a token. One of the token itself counts as such, wherever it was wanted.
    #[must_use]
    pub fn of(place: Place, error: &MicrosoftError) -> Self {
        match error {
            MicrosoftError::Token(problem) => Self::token(Place::Token, problem),
            MicrosoftError::Graph(problem) => Self::graph(place, problem),
        }
    }

    /// A token that was not issued.
    #[must_use]
    pub fn token(place: Place, problem: &TokenProblem) -> Self {
        let code = match problem {
            TokenProblem::Refused(refusal) => code_of(refusal),
            _ => String::new(),
        };
        Self::new(place, problem.trouble(), &code, problem.correlation_id())
    }

    /// A refusal of Graph, or no answer of it.
    #[must_use]
    pub fn graph(place: Place, problem: &GraphProblem) -> Self {
        let code = match problem {
            GraphProblem::Refused { code, .. } => code.as_str(),
            _ => "",
        };
        Self::new(place, problem.trouble(), code, problem.request_id())
    }

    /// Something that could not be read; none where nothing is wrong: a person without a mailbox, a list of changes that is
    /// not offered.
    #[must_use]
    pub fn read(error: &ReadError) -> Option<Self> {
        match error {
            ReadError::Microsoft(error) => Some(Self::of(Place::Sync, error)),
            ReadError::Resync => Some(Self::new(Place::Sync, Trouble::Resync, "", None)),
            ReadError::NoMailbox | ReadError::DeltaRefused => None,
        }
    }

    /// A refusal that came through a browser: anybody can have written it, so a number counts only when it is known.
    #[must_use]
    pub fn browser(place: Place, refusal: &Refusal) -> Self {
        // The page where people sign in knows nothing of our credentials: such a number is made up.
        let foreign = place == Place::SignIn && refusal.about_credential();
        let known = refusal
            .number
            .filter(|number| trouble::sts(*number).is_some() && !foreign);
        let code = known.map_or_else(String::new, |number| format!("AADSTS{number}"));
        let trouble = if foreign {
            Trouble::Declined
        } else {
            refusal.trouble()
        };
        Self::new(place, trouble, &code, refusal.id())
    }

    /// A sign-in that was refused, by Microsoft or by a check of ours.
    #[must_use]
    pub fn signin(error: &SigninError) -> Self {
        match error {
            SigninError::Refused(refusal) => Self::browser(Place::SignIn, refusal),
            SigninError::Code(problem) => Self::token(Place::SignIn, problem),
            error => Self::new(Place::SignIn, trouble::named(error.help().code), "", None),
        }
    }

    /// Nobody was signed in at Microsoft.
    pub(crate) fn is_not_signed_in(&self) -> bool {
        self.trouble == Trouble::NotSignedIn
    }

    /// A consent that the facts don't show; none where they do.
    #[must_use]
    pub fn consent(proof: &ConsentProof) -> Option<Self> {
        let code = proof.code.as_deref().filter(|_| !proof.ok)?;
        let found = trouble::look_up(code);
        let known = found.as_ref().and_then(|(_, known)| *known);
        let trouble = known
            .or_else(|| Trouble::parse(code))
            .unwrap_or(Trouble::PermissionMissing);
        let code = found.map_or_else(String::new, |(code, _)| code);
        let request = proof.request_ids.last().copied();
        Some(Self::new(Place::Consent, trouble, &code, request))
    }

    /// A meeting that could not be made; none where Microsoft has nothing to do with it, or where it was noted before.
    #[must_use]
    pub fn meeting(problem: &MeetingProblemDetail) -> Option<Self> {
        let trouble = problem.trouble()?;
        let code = if Trouble::parse(&problem.code).is_some() {
            ""
        } else {
            &problem.code
        };
        Some(Self::new(Place::Meeting, trouble, code, problem.request_id))
    }
}

/// What Microsoft calls a refusal of its token endpoint.
fn code_of(refusal: &Refusal) -> String {
    refusal.number.map_or_else(
        || refusal.error.as_str().to_owned(),
        |number| format!("AADSTS{number}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_and_plain() {
        let long = format!("<b>{}\u{202e}", "x".repeat(500));
        let note = Note::new(Place::Sync, Trouble::GraphRefused, &long, None);
        assert_eq!(note.code.len(), CODE_LIMIT);
        assert!(note.code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }

    #[test]
    fn of_a_refused_consent_only_meaning_number_and_id_are_told() {
        let id = "0192d3a0-0000-7000-8000-000000000001";
        let query = format!(
            "admin_consent=True&error=access_denied&error_description=AADSTS90094%3A+%3Cscript%3E+Correlation+ID%3A+{id}&state=s"
        );
        let told = Told::of_consent(&query).unwrap();
        assert_eq!(
            (told.trouble, told.code.as_str(), told.id),
            (Trouble::AdminNeeded, "AADSTS90094", id.parse().ok())
        );
        assert_eq!(
            Told::of_consent("admin_consent=True&tenant=x&state=s"),
            None
        );
        let made_up = Told::of_consent("error=x&error_description=AADSTS1%3A").unwrap();
        assert_eq!((made_up.code.as_str(), made_up.id), ("", None));
    }

    #[test]
    fn a_made_up_number_of_a_browser_is_not_kept() {
        let of = |number: u32| {
            let text = format!("AADSTS{number}: x");
            Note::browser(
                Place::SignIn,
                &Refusal::from_browser("access_denied", Some(&text)),
            )
        };
        assert_eq!(of(50_105).code, "AADSTS50105");
        assert_eq!(of(50_105).trouble, Trouble::NotAssigned);
        assert_eq!(
            (of(7_000_215).code.as_str(), of(7_000_215).trouble),
            ("", Trouble::Declined),
            "a number of the token endpoint"
        );
        assert_eq!(
            (of(123_456).code.as_str(), of(123_456).trouble),
            ("", Trouble::Declined)
        );
    }
}
