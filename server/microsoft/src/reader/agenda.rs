//! Whether an invitation says what the meeting is about: a fold over its body that keeps a count and one bit.
//!
//! Markup, the block with the join link, signature and quoted mail are left out first. No text is owned: the fold holds
//! the begin of one line, which it overwrites.

mod line;
mod markup;

use line::{Kind, Line};
use markup::{Markup, Piece};

/// Fewest characters that are an agenda by themselves.
const ENOUGH: u32 = 40;

/// What is left of a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// Characters, runs of white space counted as one.
    pub(super) letters: u32,
    /// A word that announces an agenda occurs.
    pub(super) keyword: bool,
}

impl Body {
    /// Whether there is an agenda; `None` where attachments decide and aren't known.
    pub(super) fn agenda(self, attachments: Option<bool>) -> Option<bool> {
        if self.letters >= ENOUGH || self.keyword {
            Some(true)
        } else {
            attachments
        }
    }

    /// Length class: 0, 1 to 39, 40 to 199, 200 to 999, 1,000 or more.
    pub(super) const fn bucket(self) -> u8 {
        match self.letters {
            0 => 0,
            1..=39 => 1,
            40..=199 => 2,
            200..=999 => 3,
            _ => 4,
        }
    }

    /// Folds a body, HTML or plain.
    pub(super) fn of(text: &str) -> Self {
        let mut fold = Fold::default();
        let mut markup = Markup::default();
        for letter in text.chars() {
            markup.feed(letter, &mut |piece| fold.feed(piece));
            if fold.ended {
                return fold.body;
            }
        }
        fold.end_line();
        fold.body
    }
}

/// Where the fold is among the lines.
#[derive(Default)]
struct Fold {
    body: Body,
    line: Line,
    /// Inside the block with the join link.
    joining: bool,
    /// The line before began with a sender, and had this many characters.
    sender: Option<u32>,
    /// The rest is signature or quoted mail.
    ended: bool,
}

impl Fold {
    fn feed(&mut self, piece: Piece) {
        match piece {
            Piece::Letter('\n' | '\r') | Piece::Break => self.end_line(),
            Piece::Letter(letter) => self.line.push(letter),
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line).ended();
        if line.letters == 0 || self.ended {
            return;
        }
        let sender = self.sender.take();
        match line.kind {
            Kind::Separator => self.joining = false,
            Kind::Join => self.joining = true,
            Kind::Quoted => {}
            Kind::End => self.ended = true,
            Kind::Sent if sender.is_some() => {
                self.body.letters -= sender.unwrap_or(0);
                self.ended = true;
            }
            _ if self.joining => {}
            kind => {
                let added = line.letters + u32::from(self.body.letters > 0);
                self.body.letters = self.body.letters.saturating_add(added);
                self.body.keyword |= line.keyword;
                self.sender = (kind == Kind::Sender).then_some(added);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEAMS: &str = "<html><head><style>p { color: red }</style></head><body><div>Hello</div><br>\
        <div>________________________________________________________________________________</div>\
        <div>Microsoft Teams meeting</div><div>Join on your computer, mobile app or room device</div>\
        <a href=\"https://teams.microsoft.com/l/meetup-join/19%3ameeting\">Click here to join the meeting</a>\
        <div>Meeting ID: 123 456 789</div><div>Learn More | Meeting options</div>\
        <div>________________________________________________________________________________</div></body></html>";

    #[test]
    fn a_bare_invitation_has_no_agenda() {
        let body = Body::of(TEAMS);
        assert_eq!((body.letters, body.keyword, body.bucket()), (5, false, 1));
        assert_eq!(body.agenda(Some(false)), Some(false));
        assert_eq!(body.agenda(Some(true)), Some(true));
        assert_eq!(body.agenda(None), None);
        assert_eq!(Body::of("").bucket(), 0);
    }

    #[test]
    fn words_that_announce_an_agenda_count_as_whole_words() {
        for text in [
            "AGENDA: see wiki",
            "<p>Tagesordnung</p>",
            "Temario.",
            "<b>Age</b>nda",
        ] {
            assert_eq!(Body::of(text).agenda(Some(false)), Some(true), "{text}");
        }
        for text in [
            "agendas",
            "<a title='agenda'>x</a>",
            "<style>.agenda{}</style>",
            "<!-- agenda -->",
        ] {
            assert_eq!(Body::of(text).agenda(Some(false)), Some(false), "{text}");
        }
    }

    #[test]
    fn thirty_nine_characters_are_too_few_and_forty_enough() {
        let text = |length: usize| Body::of(&format!(" {} \n\n", "x".repeat(length)));
        assert_eq!(
            (text(39).letters, text(39).agenda(Some(false))),
            (39, Some(false))
        );
        assert_eq!(
            (text(40).letters, text(40).agenda(Some(false))),
            (40, Some(true))
        );
        assert_eq!(
            [0, 1, 39, 40, 199, 200, 999, 1_000].map(|length| text(length).bucket()),
            [0, 1, 1, 2, 2, 3, 3, 4]
        );
        assert_eq!(Body::of("a&nbsp;&nbsp; b<br>\n c &amp; d").letters, 9);
    }

    #[test]
    fn signatures_and_quoted_mail_are_left_out() {
        for text in [
            "Hi\n-- \nLena Fischer, Head of Everything, Contoso, Main Street 1",
            "Hi\n> What do you think of meeting some time next week about it?",
            "Hi\n-----Original Message-----\nWhat do you think of meeting some time next week?",
            "Hi<div>From: Lena Fischer</div><div>Sent: Monday, 5 January 2026</div><div>What do you think of it all, then?</div>",
            "Hi<blockquote>What do you think of meeting some time next week about it?</blockquote>",
            "Hi\nLena Fischer is inviting you to a scheduled Zoom meeting.\nJoin Zoom Meeting\nhttps://zoom.example/j/1",
        ] {
            assert_eq!(Body::of(text).letters, 2, "{text}");
        }
        assert!(Body::of("From: the last meeting\nthe open questions, one by one").letters > 40);
        assert_eq!(Body::of("1 < 2 and 3 > 2").letters, 15);
    }

    proptest::proptest! {
        #[test]
        fn nothing_upsets_it(text in "(<|>|&|;|/|-|!|\"|\n|_|style|br|#x41|From:|Sent:|\\PC){0,80}") {
            let body = Body::of(&text);
            proptest::prop_assert!(body.letters as usize <= text.chars().count() * 2);
        }
    }
}
