//! Why a sign-in or a connection did not work, who can fix it, and the id that leads to the log.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::Guid;
use model::trouble::Trouble;
use model::trust::SigninProblemCode;

use crate::paths;
use crate::texts::{Key, use_texts};
use crate::ui::{ButtonLink, LinkTarget, PublicPage, TroubleText, Weight};

/// What happened and who can fix it.
const fn words(code: SigninProblemCode) -> (Key, Key) {
    use SigninProblemCode as Code;
    match code {
        Code::NoTransaction | Code::ForeignAnswer | Code::Replayed => {
            (Key::SIGNIN_NO_TRANSACTION, Key::SIGNIN_FIX_AGAIN)
        }
        Code::Expired => (Key::SIGNIN_EXPIRED, Key::SIGNIN_FIX_AGAIN),
        Code::Declined => (Key::SIGNIN_DECLINED, Key::SIGNIN_FIX_AGAIN),
        Code::Refused => (Key::SIGNIN_REFUSED, Key::SIGNIN_FIX_WAIT),
        Code::Busy => (Key::SIGNIN_BUSY, Key::SIGNIN_FIX_WAIT),
        Code::TokenRefused => (Key::SIGNIN_TOKEN_REFUSED, Key::SIGNIN_FIX_WAIT),
        Code::PersonalAccount => (Key::SIGNIN_PERSONAL_ACCOUNT, Key::SIGNIN_FIX_ACCOUNT),
        Code::UnknownTenant => (Key::SIGNIN_UNKNOWN_TENANT, Key::SIGNIN_FIX_ADMINISTRATOR),
        Code::PendingTenant => (Key::SIGNIN_PENDING_TENANT, Key::SIGNIN_FIX_ADMINISTRATOR),
        Code::NotAdministrator => (Key::SIGNIN_NOT_ADMINISTRATOR, Key::SIGNIN_FIX_ADMINISTRATOR),
        Code::RegistrationClosed => (Key::SIGNIN_REGISTRATION_CLOSED, Key::SIGNIN_FIX_OPERATOR),
        Code::InvitationNeeded => (Key::SIGNIN_INVITATION_NEEDED, Key::SIGNIN_FIX_OPERATOR),
        Code::InvitationInvalid => (Key::SIGNIN_INVITATION_INVALID, Key::SIGNIN_FIX_INVITER),
        Code::InvitationElsewhere => (Key::SIGNIN_INVITATION_ELSEWHERE, Key::SIGNIN_FIX_ACCOUNT),
        Code::WrongAccount => (Key::SIGNIN_WRONG_ACCOUNT, Key::SIGNIN_FIX_ACCOUNT),
        Code::SessionOver => (Key::SIGNIN_SESSION_OVER, Key::SIGNIN_FIX_AGAIN),
        Code::ConnectRefused => (Key::SIGNIN_CONNECT_REFUSED, Key::SIGNIN_FIX_WAIT),
        Code::NoRooms => (Key::SIGNIN_NO_ROOMS, Key::SIGNIN_FIX_ADMINISTRATOR),
        Code::NotConfigured => (Key::SIGNIN_NOT_CONFIGURED, Key::SIGNIN_FIX_OPERATOR),
        Code::Unavailable => (Key::SIGNIN_UNAVAILABLE, Key::SIGNIN_FIX_WAIT),
    }
}

/// What somebody went to Microsoft for, by the word in the address.
#[derive(Clone, Copy)]
enum Errand {
    SignIn,
    Connect,
    /// To read the lists of grants once, as themselves.
    Lists,
}

impl Errand {
    fn of(word: Option<&str>) -> Self {
        match word {
            Some("connect") => Self::Connect,
            Some("lists") => Self::Lists,
            _ => Self::SignIn,
        }
    }

    /// Where it begins, and what the button is called.
    fn again(self) -> (String, Key) {
        match self {
            Self::SignIn => (paths::sign_in(paths::ROOMS, None), Key::SIGNIN_AGAIN),
            Self::Connect => (paths::connect(paths::ROOMS), Key::ACTION_AGAIN),
            Self::Lists => (paths::PERMISSIONS_ONCE.to_owned(), Key::ACTION_AGAIN),
        }
    }

    /// What happened and who can fix it: a refusal leaves lists unread, and nobody less signed in.
    const fn words(self, code: SigninProblemCode) -> (Key, Key) {
        use SigninProblemCode as Code;
        match (self, code) {
            (Self::Lists, Code::Declined | Code::Refused | Code::ConnectRefused) => {
                (Key::SIGNIN_LISTS_REFUSED, Key::SIGNIN_FIX_LISTS)
            }
            _ => words(code),
        }
    }
}

/// What Microsoft's reason means; none where it says no more than the code does.
fn reason(help: &str) -> Option<Trouble> {
    Trouble::parse(help).filter(|trouble| {
        !matches!(
            trouble,
            Trouble::Declined
                | Trouble::StartAgain
                | Trouble::AnswerRefused
                | Trouble::PersonalAccount
        )
    })
}

/// `/signin/problem?code=...&help=...&number=...&microsoft=...&id=...&for=...`
#[component]
pub fn SigninProblemPage() -> impl IntoView {
    let texts = use_texts();
    let query = use_query_map();
    let code = query.with_untracked(|query| query.get("code").unwrap_or_default());
    let id = query.with_untracked(|query| query.get("id").unwrap_or_default());
    // Only ever echoed as text; anything that is not an id of ours is left out all the same.
    let plain = |text: &str| {
        text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let id = (!id.is_empty() && plain(&id)).then_some(id);
    let help = query.with_untracked(|query| query.get("help").unwrap_or_default());
    let number = query.with_untracked(|query| query.get("number").unwrap_or_default());
    let number = number.parse::<u32>().ok();
    // A GUID and nothing else of what Microsoft wrote.
    let microsoft = query.with_untracked(|query| query.get("microsoft").unwrap_or_default());
    let microsoft = Guid::parse(&microsoft).ok().map(|id| id.to_string());
    let errand = query.with_untracked(|query| Errand::of(query.get("for").as_deref()));
    let unknown = (Key::SIGNIN_TOKEN_REFUSED, Key::SIGNIN_FIX_WAIT);
    let code = SigninProblemCode::parse(&code);
    let (happened, fix) = code.map_or(unknown, |code| errand.words(code));
    // Whoever works in no room is refused again, however often they try.
    let again = code.is_none_or(|code| code != SigninProblemCode::NoRooms).then(|| {
        let (href, label) = errand.again();
        view! {
            <ButtonLink href=href label=texts.get(label) weight=Weight::Primary target=LinkTarget::Handler/>
        }
    });
    let home = if again.is_some() {
        Weight::default()
    } else {
        Weight::Primary
    };
    let explained = match reason(&help) {
        Some(trouble) => view! { <TroubleText trouble=trouble who=trouble.who()/> }.into_any(),
        None => view! { <p>{texts.get(fix)}</p> }.into_any(),
    };
    view! {
        <PublicPage title=texts.get(Key::SIGNIN_TITLE)>
            <h1>{texts.get(Key::SIGNIN_TITLE)}</h1>
            <p class="lead">{texts.get(happened)}</p>
            {explained}
            {number.map(|number| view! { <p class="small"><code>{format!("AADSTS{number}")}</code></p> })}
            {microsoft.map(|id| view! { <p class="small">{texts.with(Key::PROBLEM_MICROSOFT, &[("id", &id)])}</p> })}
            {id.map(|id| view! { <p class="small">{texts.with(Key::PROBLEM_CORRELATION, &[("id", &id)])}</p> })}
            <p class="actions">
                {again}
                <ButtonLink href=paths::LANDING label=texts.get(Key::ACTION_HOME) weight=home/>
            </p>
        </PublicPage>
    }
}
