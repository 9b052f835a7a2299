//! Which column means what.

use super::super::ImportError;
use super::super::source::normalise;
use super::MAX_ATTRIBUTES;

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Names the person. Needed.
    Person,
    /// Names the person's manager.
    Manager,
    /// Attribute: department.
    Department,
    /// Attribute: level of the hierarchy or band.
    Level,
    /// Attribute: location.
    Location,
    /// Rate per hour of the row's level.
    Rate,
    /// Any other attribute.
    Other,
}

impl Role {
    /// Its values make groups.
    #[must_use]
    pub const fn is_attribute(self) -> bool {
        matches!(
            self,
            Self::Department | Self::Level | Self::Location | Self::Other
        )
    }
}

/// Which column means what. Columns without an entry are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Names of columns, as the file writes them, and what they mean.
    pub columns: Vec<(String, Role)>,
}

/// A column with its place.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) place: usize,
    pub(super) name: String,
    pub(super) role: Role,
}

fn guess(name: &str) -> Option<Role> {
    let role = match name {
        "personid"
        | "person_id"
        | "person"
        | "email"
        | "e_mail"
        | "mail"
        | "userprincipalname"
        | "user_principal_name"
        | "upn"
        | "object_id"
        | "objectid"
        | "employee"
        | "mitarbeiter" => Role::Person,
        "managerid" | "manager_id" | "manager" | "manager_email" | "supervisorid"
        | "supervisor_id" | "supervisor" | "vorgesetzter" | "führungskraft" => Role::Manager,
        "department" | "organization" | "organisation" | "abteilung" => Role::Department,
        "level" | "leveldesignation" | "level_designation" | "band" | "grade" | "ebene" => {
            Role::Level
        }
        "location" | "office" | "office_location" | "region" | "site" | "standort" => {
            Role::Location
        }
        "rate" | "hourlyrate" | "hourly_rate" | "stundensatz" => Role::Rate,
        _ => return None,
    };
    Some(role)
}

impl Mapping {
    /// A first guess by the columns' names; the first column of each meaning, no others offered.
    #[must_use]
    pub fn propose(headers: &[String]) -> Self {
        let mut columns: Vec<(String, Role)> = Vec::new();
        for header in headers {
            if let Some(role) = guess(&normalise(header))
                && !columns.iter().any(|(_, taken)| *taken == role)
            {
                columns.push((header.clone(), role));
            }
        }
        Self { columns }
    }

    /// Finds the mapped columns in a first line.
    pub(super) fn find(&self, headers: &[String]) -> Result<Vec<Column>, ImportError> {
        let mut found: Vec<Column> = Vec::new();
        for (name, role) in &self.columns {
            let mut places = headers
                .iter()
                .enumerate()
                .filter(|(_, header)| *header == name);
            let (place, _) = places
                .next()
                .ok_or(ImportError::MissingColumn("of the mapping"))?;
            let single = *role != Role::Other;
            let taken = |column: &Column| column.place == place || (single && column.role == *role);
            if places.next().is_some() || found.iter().any(taken) {
                return Err(ImportError::SameColumnTwice);
            }
            found.push(Column {
                place,
                name: name.clone(),
                role: *role,
            });
        }
        if !found.iter().any(|column| column.role == Role::Person) {
            return Err(ImportError::MissingColumn("that names the person"));
        }
        if found
            .iter()
            .filter(|column| column.role.is_attribute())
            .count()
            > MAX_ATTRIBUTES
        {
            return Err(ImportError::TooManyColumns);
        }
        Ok(found)
    }
}
