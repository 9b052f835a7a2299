//! One line of a body: how long it is, what it announces, and whether it belongs to the text.

/// Bytes of a line's begin that are looked at.
const BEGIN: usize = 96;
/// Letters of the longest word that is looked for, and one.
const WORD: usize = 16;
/// Fewest signs that make a separator.
const SEPARATOR: usize = 10;

/// Words that announce an agenda, by language.
const KEYWORDS: &[&str] = &[
    "agenda",
    "topics",
    "tagesordnung",
    "themen",
    "temario",
    "ordine",
    "pauta",
    "dagordning",
    "dagsorden",
    "esityslista",
    "program",
];
/// How lines begin that open the block with the join link.
const JOINS: &[&str] = &[
    "microsoft teams",
    "join microsoft teams",
    "join the meeting now",
    "join on your computer",
    "click here to join",
    "join zoom meeting",
    "join webex",
    "join with google meet",
    "an der besprechung teilnehmen",
    "jetzt an der besprechung teilnehmen",
    "klicken sie hier, um an der besprechung",
    "nehmen sie auf ihrem computer",
    "rejoindre la r\u{e9}union",
    "participer \u{e0} la r\u{e9}union",
    "unirse a la reuni\u{f3}n",
    "-::~:~::~:~",
];
/// What such a line holds elsewhere.
const JOINS_INSIDE: &[&str] = &[
    "is inviting you to a scheduled zoom meeting",
    "do not delete or change any of the following text",
];
/// How lines begin after which all is quoted.
const ENDS: &[&str] = &[
    "-----original",
    "-----urspr",
    "-----message d",
    "-----mensaje o",
    "________________________________ from:",
];
const SENDERS: &[&str] = &["from:", "von:", "de :", "de:", "da:", "van:"];
const SENTS: &[&str] = &[
    "sent:",
    "date:",
    "gesendet:",
    "datum:",
    "envoy\u{e9}",
    "enviado",
    "inviato:",
    "verzonden:",
];

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A drawn line.
    Separator,
    /// Opens the block with the join link.
    Join,
    /// Quoted by a sign at its begin.
    Quoted,
    /// Signature or quoted mail follow.
    End,
    /// Perhaps the first line of a quoted mail's head.
    Sender,
    /// The second line of such a head.
    Sent,
}

/// A line that ended.
pub(super) struct Ended {
    pub(super) letters: u32,
    pub(super) keyword: bool,
    pub(super) kind: Kind,
}

/// A line in the making.
pub(super) struct Line {
    begin: [u8; BEGIN],
    filled: usize,
    word: [char; WORD],
    word_length: usize,
    letters: u32,
    space: bool,
    keyword: bool,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            begin: [0; BEGIN],
            filled: 0,
            word: ['\0'; WORD],
            word_length: 0,
            letters: 0,
            space: false,
            keyword: false,
        }
    }
}

impl Line {
    pub(super) fn push(&mut self, letter: char) {
        // Zero-width signs and byte order marks are nothing to read.
        if matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}') {
            return;
        }
        if letter.is_whitespace() {
            self.end_word();
            self.space = self.letters > 0;
            return;
        }
        if self.space {
            self.space = false;
            self.letters += 1;
            self.remember(' ');
        }
        self.letters = self.letters.saturating_add(1);
        for lower in letter.to_lowercase() {
            self.remember(lower);
            self.spell(lower);
        }
    }

    fn remember(&mut self, letter: char) {
        let mut bytes = [0; 4];
        let bytes = letter.encode_utf8(&mut bytes).as_bytes();
        if let Some(place) = self.begin.get_mut(self.filled..self.filled + bytes.len()) {
            place.copy_from_slice(bytes);
            self.filled += bytes.len();
        } else {
            // The begin is full: nothing shorter may follow what didn't fit.
            self.filled = BEGIN;
        }
    }

    fn spell(&mut self, letter: char) {
        if !letter.is_alphanumeric() {
            self.end_word();
            return;
        }
        if let Some(place) = self.word.get_mut(self.word_length) {
            *place = letter;
        }
        self.word_length += 1;
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.get(..self.word_length) {
            self.keyword |= KEYWORDS
                .iter()
                .any(|keyword| keyword.chars().eq(word.iter().copied()));
        }
        self.word_length = 0;
    }

    pub(super) fn ended(mut self) -> Ended {
        self.end_word();
        Ended {
            letters: self.letters,
            keyword: self.keyword,
            kind: self.kind(),
        }
    }

    fn kind(&self) -> Kind {
        let bytes = self.begin.get(..self.filled).unwrap_or_default();
        let begin = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let any = |begins: &[&str]| begins.iter().any(|wanted| begin.starts_with(wanted));
        let drawn = |letter: char| {
            matches!(
                letter,
                '_' | '-' | '=' | '*' | '~' | '\u{2500}' | '\u{2014}'
            )
        };
        if begin == "--" || any(ENDS) {
            Kind::End
        } else if begin.chars().count() >= SEPARATOR && begin.chars().all(drawn) {
            Kind::Separator
        } else if any(JOINS) || JOINS_INSIDE.iter().any(|inside| begin.contains(inside)) {
            Kind::Join
        } else if begin.starts_with('>') {
            Kind::Quoted
        } else if any(SENTS) {
            Kind::Sent
        } else if any(SENDERS) {
            Kind::Sender
        } else {
            Kind::Text
        }
    }
}
