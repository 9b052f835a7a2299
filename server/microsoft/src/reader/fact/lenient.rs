//! Values of a type that isn't sure, and words that may be new: what can't be used is counted and left out.

use model::culture::fact::{Minute, Part as Asked, Response, ShowAs};

use super::Assembler;
use crate::reader::event::RawTime;
use crate::reader::moment;
use crate::reader::notice::{Cause, Field};
use crate::reader::scalar::{Part, Scalar};

/// Longest text that is looked at, in bytes; ids, UIDs and addresses are far shorter.
const TEXT: usize = 4_096;

impl Assembler<'_> {
    /// A text, or none. Without a field what is wrong isn't counted here, because the caller does it.
    #[inline]
    pub(super) fn text<'a>(
        &mut self,
        scalar: &'a Scalar<'_>,
        field: Option<Field>,
    ) -> Option<&'a str> {
        let cause = match scalar {
            Scalar::Text(text) if text.len() <= TEXT => return Some(text),
            Scalar::Text(_) => Cause::TooLong,
            Scalar::Absent | Scalar::Null => return None,
            Scalar::Flag(_) | Scalar::Wrong => Cause::WrongType,
        };
        if let Some(field) = field {
            self.made.notices.nulled(field, cause);
        }
        None
    }

    pub(super) fn flag(&mut self, scalar: &Scalar<'_>, field: Field) -> Option<bool> {
        match scalar {
            Scalar::Flag(flag) => Some(*flag),
            Scalar::Absent | Scalar::Null => None,
            Scalar::Text(_) | Scalar::Wrong => {
                self.made.notices.nulled(field, Cause::WrongType);
                None
            }
        }
    }

    /// Counts a part of another type; one that isn't there is in order.
    pub(super) fn absent<T>(&mut self, part: &Part<T>, field: Field) {
        if matches!(part, Part::Wrong) {
            self.made.notices.nulled(field, Cause::WrongType);
        }
    }

    /// The value a word names; `None` for a word nobody knows and for none.
    pub(super) fn chosen<T>(
        &mut self,
        word: Option<&str>,
        field: Field,
        of: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let chosen = of(word?);
        if chosen.is_none() {
            self.made.notices.nulled(field, Cause::UnknownValue);
        }
        chosen
    }

    pub(super) fn time(&mut self, part: &Part<RawTime<'_>>, field: Field) -> Option<Minute> {
        let time = match part {
            Part::Is(time) => time,
            Part::Wrong => {
                self.made.notices.nulled(field, Cause::WrongType);
                return None;
            }
            Part::Absent | Part::Null => {
                self.made.notices.nulled(field, Cause::Missing);
                return None;
            }
        };
        let zone = self.text(&time.time_zone, Some(field));
        let text = self.text(&time.date_time, Some(field)).unwrap_or_default();
        match moment::zoned(text, zone) {
            Ok(minute) => Some(minute),
            Err(cause) => {
                self.made.notices.nulled(field, cause);
                None
            }
        }
    }
}

pub(super) fn show_as(word: &str) -> Option<ShowAs> {
    Some(match word {
        "free" => ShowAs::Free,
        "tentative" => ShowAs::Tentative,
        "busy" => ShowAs::Busy,
        "oof" => ShowAs::OutOfOffice,
        "workingElsewhere" => ShowAs::WorkingElsewhere,
        "unknown" => ShowAs::Unknown,
        _ => return None,
    })
}

pub(super) fn own_response(word: &str) -> Option<Response> {
    Some(match word {
        "none" | "notResponded" => Response::None,
        "organizer" => Response::Organizer,
        "accepted" => Response::Accepted,
        "tentativelyAccepted" => Response::Tentative,
        "declined" => Response::Declined,
        _ => return None,
    })
}

/// `organizer` is no answer.
pub(super) fn response(word: &str) -> Option<Response> {
    own_response(word).map(|response| match response {
        Response::Organizer => Response::None,
        other => other,
    })
}

/// `None` inside means a resource.
pub(super) fn asked(word: &str) -> Option<Option<Asked>> {
    match word {
        "required" => Some(Some(Asked::Required)),
        "optional" => Some(Some(Asked::Optional)),
        "resource" => Some(None),
        _ => None,
    }
}
