//! Takes markup away, letter by letter.

/// Letters of the longest tag or entity name that means something, and some.
const NAME: usize = 10;

/// What is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Letter(char),
    /// A line ends where a block begins or ends.
    Break,
}

/// A short name in ASCII lower case; longer ones match nothing.
#[derive(Clone, Copy, Default)]
struct Name {
    letters: [u8; NAME],
    length: usize,
}

impl Name {
    fn push(&mut self, letter: char) {
        if let (Some(place), Ok(byte)) = (self.letters.get_mut(self.length), u8::try_from(letter)) {
            *place = byte.to_ascii_lowercase();
        }
        self.length += 1;
    }

    fn text(&self) -> &str {
        let bytes = self.letters.get(..self.length).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Text,
    /// Behind `<`.
    Open,
    /// In the name of a tag.
    Named(Name),
    /// Behind the name; a quotation mark that is open.
    Inside(Name, Option<char>),
    /// In a comment, with the dashes just read.
    Comment(u8),
    /// Behind `&`.
    Entity(Name),
}

/// The machine.
#[derive(Default)]
pub(super) struct Markup {
    state: State,
    /// In `style`, `script` or `head`, whose content isn't text.
    hidden: Option<&'static str>,
    /// Depth of quotations.
    quoted: u32,
}

impl Markup {
    pub(super) fn feed(&mut self, letter: char, out: &mut impl FnMut(Piece)) {
        self.state = match self.state {
            State::Text => self.text(letter, out),
            State::Open => self.open(letter, out),
            State::Named(mut name) => match letter {
                '>' => self.tag(name, out),
                '-' if name.text() == "!-" => State::Comment(0),
                ' ' | '\t' | '\n' | '\r' => State::Inside(name, None),
                '/' if name.length > 1 => State::Inside(name, None),
                _ => {
                    name.push(letter);
                    State::Named(name)
                }
            },
            State::Inside(name, None) => match letter {
                '>' => self.tag(name, out),
                '"' | '\'' => State::Inside(name, Some(letter)),
                _ => State::Inside(name, None),
            },
            State::Inside(name, Some(mark)) => {
                State::Inside(name, (letter != mark).then_some(mark))
            }
            State::Comment(dashes) => match letter {
                '>' if dashes >= 2 => State::Text,
                '-' => State::Comment(dashes.saturating_add(1)),
                _ => State::Comment(0),
            },
            State::Entity(name) => self.entity(name, letter, out),
        };
    }

    fn shows(&self) -> bool {
        self.hidden.is_none() && self.quoted == 0
    }

    fn text(&self, letter: char, out: &mut impl FnMut(Piece)) -> State {
        match letter {
            '<' => State::Open,
            '&' => State::Entity(Name::default()),
            _ => {
                if self.shows() {
                    out(Piece::Letter(letter));
                }
                State::Text
            }
        }
    }

    fn open(&self, letter: char, out: &mut impl FnMut(Piece)) -> State {
        if letter.is_ascii_alphabetic() || matches!(letter, '/' | '!' | '?') {
            let mut name = Name::default();
            name.push(letter);
            return State::Named(name);
        }
        if self.shows() {
            out(Piece::Letter('<'));
        }
        self.text(letter, out)
    }

    fn tag(&mut self, name: Name, out: &mut impl FnMut(Piece)) -> State {
        let text = name.text();
        if let Some(hidden) = self.hidden {
            if text.strip_prefix('/') == Some(hidden) {
                self.hidden = None;
            }
            return State::Text;
        }
        match text {
            "style" => self.hidden = Some("style"),
            "script" => self.hidden = Some("script"),
            "head" => self.hidden = Some("head"),
            "blockquote" => self.quoted = self.quoted.saturating_add(1),
            _ => {}
        }
        // `/blockquote` is longer than a name is kept.
        if name.letters.starts_with(b"/blockquot") {
            self.quoted = self.quoted.saturating_sub(1);
        }
        let block = text.strip_prefix('/').unwrap_or(text);
        let breaks = matches!(
            block,
            "br" | "p"
                | "div"
                | "tr"
                | "li"
                | "ul"
                | "ol"
                | "table"
                | "hr"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "body"
                | "pre"
                | "blockquote"
        );
        if breaks || name.length > NAME {
            out(Piece::Break);
        }
        State::Text
    }

    fn entity(&self, mut name: Name, letter: char, out: &mut impl FnMut(Piece)) -> State {
        if letter != ';' && name.length < NAME && (letter.is_ascii_alphanumeric() || letter == '#')
        {
            name.push(letter);
            return State::Entity(name);
        }
        if self.shows() {
            out(Piece::Letter(if letter == ';' {
                meant(name.text())
            } else {
                '&'
            }));
        }
        if letter == ';' {
            State::Text
        } else {
            self.text(letter, out)
        }
    }
}

/// The letter an entity stands for; one that isn't known is some letter.
fn meant(name: &str) -> char {
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix('x') {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => digits.parse().ok(),
        },
        None => None,
    };
    match (name, number) {
        ("nbsp" | "ensp" | "emsp" | "thinsp", _) => ' ',
        ("lt", _) => '<',
        ("gt", _) => '>',
        ("amp", _) => '&',
        (_, number) => number.and_then(char::from_u32).unwrap_or('\u{fffd}'),
    }
}
