//! What is wrong with the settings, and what to do about it.

use std::fmt;

/// One mistake in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setting, as the operator spelled it: `--listen`, `ANTEROOM_LISTEN`, `listen in anteroom.toml`.
    pub place: String,
    /// What is wrong and what to do, as one sentence. Never contains the value of a secret.
    pub remedy: String,
}

/// All mistakes found in one reading. Non-empty when returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Notes one more mistake.
    pub fn add(&mut self, place: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Problem {
            place: place.into(),
            remedy: remedy.into(),
        });
    }

    /// The value, unless mistakes were noted.
    ///
    /// # Errors
    /// All mistakes noted so far, also when `value` is present; and nothing else.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings cannot be used:")?;
        for problem in &self.0 {
            write!(f, "\n  {}: {}", problem.place, problem.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
