//! What to do about the errors that a step most likely meets.

use crate::texts::{Key, Texts};

/// Every code that steps name, with its sentence.
const REMEDIES: [(&str, Key); 19] = [
    ("AADSTS50011", Key::GUIDE_REMEDY_REDIRECT),
    ("AADSTS700054", Key::GUIDE_REMEDY_ID_TOKENS),
    ("Authorization_RequestDenied", Key::GUIDE_REMEDY_NOT_ALLOWED),
    ("AADSTS700211", Key::GUIDE_REMEDY_ISSUER),
    ("AADSTS700213", Key::GUIDE_REMEDY_SUBJECT),
    ("AADSTS700212", Key::GUIDE_REMEDY_AUDIENCE),
    ("KeyCredentialsInvalidEndDate", Key::GUIDE_REMEDY_END_DATE),
    ("AADSTS700027", Key::GUIDE_REMEDY_THUMBPRINT),
    ("AADSTS700024", Key::GUIDE_REMEDY_CLOCK),
    ("AADSTS700016", Key::GUIDE_REMEDY_UNKNOWN_APP),
    ("AADSTS7000218", Key::GUIDE_REMEDY_NO_CREDENTIAL),
    ("AADSTS90094", Key::GUIDE_REMEDY_ADMIN_NEEDED),
    ("AADSTS50105", Key::GUIDE_REMEDY_NOT_ASSIGNED),
    ("AADSTS50020", Key::GUIDE_REMEDY_OTHER_TENANT),
    ("ErrorAccessDenied", Key::GUIDE_REMEDY_MAILBOX),
    ("extensionError", Key::GUIDE_REMEDY_MAILBOX_ELSEWHERE),
    ("Unauthorized", Key::GUIDE_REMEDY_TEAMS_REFUSED),
    ("AADSTS53003", Key::GUIDE_REMEDY_CONDITIONAL),
    ("Request_BadRequest", Key::GUIDE_REMEDY_BAD_REQUEST),
];

/// What to do about an error by its code; none for a code that no step names.
#[must_use]
pub fn remedy(texts: Texts, code: &str) -> Option<&'static str> {
    let found = REMEDIES.iter().find(|(known, _)| *known == code);
    found.map(|(_, key)| texts.get(*key))
}
