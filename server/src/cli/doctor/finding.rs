//! What was found, and how it is printed.

use app::language::Language;
use app::texts;
use app::ui::trouble::{trouble_sentences, who_words};
use model::Guid;
use model::trouble::{Trouble, Who};
use serde::Serialize;

use crate::cli::Out;

/// How good something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    /// Good.
    Ok,
    /// It works, but not for ever or not for everybody.
    Warn,
    /// It does not work.
    Fail,
}

/// One finding. Holds no secret: addresses with a password, tokens and answers of others stay where they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) level: Level,
    /// What was tried.
    pub(super) part: String,
    /// What was found.
    pub(super) found: String,
    /// Who can fix it; none where nothing is to be fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) who: Option<Who>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remedy: Option<String>,
    /// What Microsoft calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    /// Correlation id or request id at Microsoft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) correlation: Option<Guid>,
}

impl Finding {
    fn new(level: Level, part: &str, found: impl Into<String>) -> Self {
        Self {
            level,
            part: part.to_owned(),
            found: found.into(),
            who: None,
            remedy: None,
            code: None,
            correlation: None,
        }
    }

    pub(super) fn ok(part: &str, found: impl Into<String>) -> Self {
        Self::new(Level::Ok, part, found)
    }

    /// Something that whoever runs the installation should look at.
    pub(super) fn warn(part: &str, found: impl Into<String>, remedy: &str) -> Self {
        Self::new(Level::Warn, part, found).fixed_by(Who::Operator, remedy)
    }

    /// Something that whoever runs the installation has to put right.
    pub(super) fn fail(part: &str, found: impl Into<String>, remedy: &str) -> Self {
        Self::new(Level::Fail, part, found).fixed_by(Who::Operator, remedy)
    }

    /// Something that our table of troubles explains.
    pub(super) fn trouble(level: Level, part: &str, trouble: Trouble) -> Self {
        let (meaning, remedy) = trouble_sentences(texts::of(Language::English), trouble);
        Self::new(level, part, meaning).fixed_by(trouble.who(), remedy)
    }

    fn fixed_by(mut self, who: Who, remedy: &str) -> Self {
        self.who = Some(who);
        self.remedy = Some(remedy.to_owned());
        self
    }

    /// With more words behind what was found.
    pub(super) fn saying(mut self, more: &str) -> Self {
        self.found = format!("{} {more}", self.found);
        self
    }

    pub(super) fn coded(mut self, code: Option<String>) -> Self {
        self.code = code.filter(|code| !code.is_empty());
        self
    }

    pub(super) fn correlated(mut self, id: Option<Guid>) -> Self {
        self.correlation = id;
        self
    }

    fn lines(&self) -> Vec<String> {
        let mark = match self.level {
            Level::Ok => "ok   ",
            Level::Warn => "warn ",
            Level::Fail => "FAIL ",
        };
        let code = self.code.as_ref().map(|code| format!(" ({code})"));
        let mut lines = vec![format!(
            "{mark} {}: {}{}",
            self.part,
            self.found,
            code.unwrap_or_default()
        )];
        if let Some(who) = self.who {
            let who = texts::of(Language::English).get(who_words(who));
            let remedy = self.remedy.as_deref().unwrap_or_default();
            lines.push(format!("        {who}: {remedy}"));
        }
        if let Some(id) = self.correlation {
            lines.push(format!("        id at Microsoft: {id}"));
        }
        lines
    }
}

/// Findings, printed as they come or all at once as JSON.
pub(super) struct Findings {
    json: bool,
    all: Vec<Finding>,
}

impl Findings {
    pub(super) fn new(form: super::Form) -> Self {
        Self {
            json: form == super::Form::Json,
            all: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, finding: Finding) {
        if !self.json {
            for line in finding.lines() {
                Out::line(&line);
            }
        }
        self.all.push(finding);
    }

    pub(super) fn count(&self, level: Level) -> usize {
        self.all
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }

    /// Prints what is to be printed at the end.
    pub(super) fn finish(&self) {
        let [good, warn, fail] =
            [Level::Ok, Level::Warn, Level::Fail].map(|level| self.count(level));
        if self.json {
            let json = serde_json::json!({ "findings": self.all, "fail": fail, "warn": warn });
            Out::line(&json.to_string());
        } else {
            Out::line(&format!(
                "{good} good, {warn} to look at, {fail} to put right"
            ));
        }
    }
}
