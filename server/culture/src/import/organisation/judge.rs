//! Judges rows one by one and the whole at the end.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::culture::Pseudonym;

use super::super::ImportError;
use super::super::decimal::Decimal;
use super::super::source::Row;
use super::chain::cycles;
use super::mapping::{Column, Mapping, Role};
use super::problem::{Fault, Problem, Problems};
use super::{
    Attribute, MAX_LETTERS, MAX_LEVELS, MAX_RATE, MAX_VALUES, Member, Organisation, Verdict,
};

/// A row whose person is known. Values are numbered in the order they're met.
struct Taken {
    person: Pseudonym,
    manager: Option<Pseudonym>,
    values: Vec<Option<u16>>,
}

/// Distinct values of one attribute.
#[derive(Default)]
struct Values {
    numbers: HashMap<String, u16>,
    full: bool,
}

pub(super) struct Judge<'a> {
    columns: Vec<Column>,
    ignored: Vec<String>,
    resolve: &'a dyn Fn(&str) -> Option<Pseudonym>,
    values: Vec<Values>,
    taken: Vec<Taken>,
    lines: HashMap<Pseudonym, u64>,
    /// Names of people the directory doesn't know, to find repeated rows among them.
    strangers: HashMap<String, u64>,
    unknown_lines: Vec<u64>,
    /// Rate in minor units and line by number of the level.
    rates: BTreeMap<u16, (u32, u64)>,
    problems: Vec<Problem>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        mapping: &Mapping,
        headers: &[String],
        resolve: &'a dyn Fn(&str) -> Option<Pseudonym>,
    ) -> Result<Self, ImportError> {
        let columns = mapping.find(headers)?;
        let used: HashSet<usize> = columns.iter().map(|column| column.place).collect();
        let rest = headers.iter().enumerate();
        let attributes = columns.iter().filter(|column| column.role.is_attribute());
        Ok(Self {
            ignored: rest
                .filter(|(place, _)| !used.contains(place))
                .map(|(_, header)| header.clone())
                .collect(),
            values: attributes.map(|_| Values::default()).collect(),
            columns,
            resolve,
            taken: Vec::new(),
            lines: HashMap::new(),
            strangers: HashMap::new(),
            unknown_lines: Vec::new(),
            rates: BTreeMap::new(),
            problems: Vec::new(),
        })
    }

    fn complain(&mut self, line: u64, place: Option<usize>, fault: Fault) {
        self.problems.push(Problem {
            line,
            column: place.map(|place| place + 1),
            fault,
        });
    }

    fn place(&self, role: Role) -> Option<usize> {
        let column = self.columns.iter().find(|column| column.role == role);
        column.map(|column| column.place)
    }

    /// Judges one row.
    pub(super) fn row(&mut self, line: u64, row: Row) {
        match row {
            Row::Fields(fields) => self.fields(line, &fields),
            Row::Ragged => self.complain(line, None, Fault::Ragged),
            Row::NotUtf8 => self.complain(line, None, Fault::NotUtf8),
        }
    }

    fn fields(&mut self, line: u64, fields: &[String]) {
        if !self.well_formed(line, fields) {
            return;
        }
        let person = self.person(line, fields);
        let manager = self.manager(line, fields);
        let values = self.attributes(line, fields);
        self.rate(line, fields, &values);
        if let Some(person) = person {
            self.taken.push(Taken {
                person,
                manager,
                values,
            });
        }
    }

    fn well_formed(&mut self, line: u64, fields: &[String]) -> bool {
        let before = self.problems.len();
        for place in self
            .columns
            .iter()
            .map(|column| column.place)
            .collect::<Vec<_>>()
        {
            let text = &fields[place];
            // An address has up to 320 letters; it isn't kept.
            let most = if Some(place) == self.place(Role::Person)
                || Some(place) == self.place(Role::Manager)
            {
                320
            } else {
                MAX_LETTERS
            };
            if text.chars().count() > most {
                self.complain(line, Some(place), Fault::TooLong);
            }
            if text.chars().any(char::is_control) {
                self.complain(line, Some(place), Fault::ControlCharacter);
            }
        }
        self.problems.len() == before
    }

    fn person(&mut self, line: u64, fields: &[String]) -> Option<Pseudonym> {
        let place = self.place(Role::Person)?;
        let name = fields[place].as_str();
        if name.is_empty() {
            self.complain(line, Some(place), Fault::NoPerson);
            return None;
        }
        let person = (self.resolve)(name);
        let earlier = match person {
            Some(person) => self.lines.insert(person, line),
            None => self.strangers.insert(name.to_lowercase(), line),
        };
        if let Some(earlier) = earlier {
            self.complain(line, Some(place), Fault::Duplicate(earlier));
        }
        if person.is_none() {
            self.unknown_lines.push(line);
        }
        person
    }

    fn manager(&mut self, line: u64, fields: &[String]) -> Option<Pseudonym> {
        let place = self.place(Role::Manager)?;
        let name = fields[place].as_str();
        if name.is_empty() {
            return None;
        }
        let manager = (self.resolve)(name);
        if manager.is_none() {
            self.complain(line, Some(place), Fault::UnknownManager);
        }
        manager
    }

    fn attributes(&mut self, line: u64, fields: &[String]) -> Vec<Option<u16>> {
        let attributes = self
            .columns
            .iter()
            .filter(|column| column.role.is_attribute());
        let places: Vec<(usize, Role)> = attributes
            .map(|column| (column.place, column.role))
            .collect();
        let mut numbers = Vec::with_capacity(places.len());
        for (slot, (place, role)) in places.into_iter().enumerate() {
            let most = if role == Role::Level {
                MAX_LEVELS
            } else {
                MAX_VALUES
            };
            let values = &mut self.values[slot];
            let text = fields[place].as_str();
            let known = values.numbers.get(text).copied();
            let number = match known {
                _ if text.is_empty() => None,
                Some(number) => Some(number),
                None if values.numbers.len() == most => {
                    if !values.full {
                        values.full = true;
                        self.complain(line, Some(place), Fault::TooManyValues(most));
                    }
                    None
                }
                None => {
                    let number = u16::try_from(values.numbers.len()).unwrap_or(u16::MAX);
                    values.numbers.insert(text.to_owned(), number);
                    Some(number)
                }
            };
            numbers.push(number);
        }
        numbers
    }

    fn rate(&mut self, line: u64, fields: &[String], values: &[Option<u16>]) {
        let Some(place) = self.place(Role::Rate) else {
            return;
        };
        let text = fields[place].as_str();
        if text.is_empty() {
            return;
        }
        let Some(rate) = Decimal::parse(text) else {
            return self.complain(line, Some(place), Fault::RateNotANumber);
        };
        let minor = rate.times(100).and_then(|minor| u32::try_from(minor).ok());
        let Some(minor) = minor.filter(|_| !rate.is_negative() && !rate.exceeds(MAX_RATE)) else {
            return self.complain(line, Some(place), Fault::RateOutOfRange);
        };
        let mut attributes = self
            .columns
            .iter()
            .filter(|column| column.role.is_attribute());
        let slot = attributes.position(|column| column.role == Role::Level);
        let Some(level) = slot.and_then(|slot| values[slot]) else {
            return self.complain(line, Some(place), Fault::RateWithoutLevel);
        };
        let (known, first) = *self.rates.entry(level).or_insert((minor, line));
        if known != minor {
            self.complain(line, Some(place), Fault::RateDiffers(first));
        }
    }

    /// Judges the whole.
    pub(super) fn verdict(mut self) -> Verdict {
        let order: Vec<Pseudonym> = self.taken.iter().map(|row| row.person).collect();
        let edges = self.taken.iter();
        let managers: HashMap<Pseudonym, Pseudonym> = edges
            .filter_map(|row| row.manager.map(|manager| (row.person, manager)))
            .collect();
        let place = self.place(Role::Manager);
        for (person, steps) in cycles(&order, &managers) {
            let line = self.lines.get(&person).copied().unwrap_or(0);
            self.complain(line, place, Fault::Cycle(steps));
        }
        if self.problems.is_empty() {
            Verdict::Good(self.organisation())
        } else {
            Verdict::Bad(Problems::of(self.problems))
        }
    }

    /// Sorts values and people, so that the order of rows leaves no trace.
    fn organisation(self) -> Organisation {
        let columns = self
            .columns
            .iter()
            .filter(|column| column.role.is_attribute());
        let mut attributes = Vec::new();
        let mut renumbered: Vec<Vec<u16>> = Vec::new();
        for (column, values) in columns.zip(self.values) {
            let mut sorted: Vec<(String, u16)> = values.numbers.into_iter().collect();
            sorted.sort();
            let mut numbers = vec![0; sorted.len()];
            for (new, (_, old)) in (0..).zip(&sorted) {
                numbers[usize::from(*old)] = new;
            }
            renumbered.push(numbers);
            attributes.push(Attribute {
                role: column.role,
                name: column.name.clone(),
                values: sorted.into_iter().map(|(text, _)| text).collect(),
            });
        }
        let number = |slot: usize, old: u16| renumbered[slot][usize::from(old)];
        let member = |row: Taken| Member {
            person: row.person,
            manager: row.manager,
            values: (row.values.into_iter().enumerate())
                .map(|(slot, old)| old.map(|old| number(slot, old)))
                .collect(),
        };
        let mut people: Vec<Member> = self.taken.into_iter().map(member).collect();
        people.sort_by_key(|member| member.person);
        let level = attributes
            .iter()
            .position(|attribute| attribute.role == Role::Level);
        let rates = self.rates.into_iter();
        let mut rates: Vec<(u16, u32)> = level.map_or_else(Vec::new, |slot| {
            rates
                .map(|(old, (minor, _))| (number(slot, old), minor))
                .collect()
        });
        rates.sort_unstable();
        Organisation {
            rates,
            attributes,
            people,
            ignored: self.ignored,
            unknown_people: self.unknown_lines.len() as u64,
            unknown_lines: self.unknown_lines.into_iter().take(20).collect(),
        }
    }
}
