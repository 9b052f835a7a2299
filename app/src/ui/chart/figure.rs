//! What every chart has: title, description, the table that says the same, and that table as a file.

use crate::texts::{Key, Texts};

use super::markup::Markup;

/// How a chart is presented.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Id on the page; unique.
    pub id: String,
    /// Title.
    pub title: String,
    /// What is drawn, in a sentence.
    pub about: String,
    /// Address of "how we measure this".
    pub method: Option<String>,
    /// Stands in the name of the file: page and policy.
    pub file: String,
}

/// An entry of a table: as it is read, and as it stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    shown: String,
    plain: String,
}

impl Entry {
    /// The same for readers and files.
    pub fn text(text: impl Into<String>) -> Self {
        let shown = text.into();
        Self {
            plain: shown.clone(),
            shown,
        }
    }

    /// As it is read.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// One for readers, one for files.
    pub fn both(shown: String, plain: String) -> Self {
        Self { shown, plain }
    }
}

/// The table that says what a chart shows. The first column heads its row.
#[derive(Clone, Debug, Default)]
pub struct Twin {
    /// Headings.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Entry>>,
}

impl Twin {
    /// The table as a file after RFC 4180, with a mark of its encoding, which spreadsheets look for.
    fn csv(&self) -> String {
        let mut text = String::from("\u{feff}");
        let mut line = |fields: &mut dyn Iterator<Item = &str>| {
            for (at, field) in fields.enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&quoted(field));
            }
            text.push_str("\r\n");
        };
        line(&mut self.columns.iter().map(String::as_str));
        for row in &self.rows {
            line(&mut row.iter().map(|entry| entry.plain.as_str()));
        }
        text
    }

    fn draw(&self, to: &mut Markup, caption: &str) {
        to.element("div")
            .class("table-frame")
            .with("role", "region")
            .with("aria-label", caption)
            .with("tabindex", 0)
            .open();
        to.element("table").class("table table-figures").open();
        to.element("caption").class("visually-hidden").text(caption);
        to.element("thead").open();
        to.element("tr").open();
        for column in &self.columns {
            to.element("th").with("scope", "col").text(column);
        }
        to.end();
        to.end();
        to.element("tbody").open();
        for row in &self.rows {
            to.element("tr").open();
            for (at, entry) in row.iter().enumerate() {
                if at == 0 {
                    to.element("th").with("scope", "row").text(&entry.shown);
                } else {
                    to.element("td").text(&entry.shown);
                }
            }
            to.end();
        }
        to.end();
        to.end();
        to.end();
    }
}

/// A field of a file. A text that a spreadsheet would take for a formula gets an apostrophe in front.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '@', '\t', '\r'])
        || (field.starts_with('-') && field.parse::<f64>().is_err());
    let guard = if formula { "'" } else { "" };
    if formula || field.contains(['"', ',', '\n', '\r']) {
        format!("\"{guard}{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The parts of one chart.
pub(super) struct Parts {
    /// The drawing.
    pub(super) plot: Markup,
    /// What its patterns mean.
    pub(super) legend: Option<Markup>,
    /// The table.
    pub(super) twin: Twin,
    /// Drawn wider than a phone: scrolls there.
    pub(super) wide: bool,
}

/// A whole chart: the inside of a `<figure>`.
pub(super) fn figure(texts: Texts, frame: &Frame, parts: Parts) -> String {
    let mut to = Markup::default();
    let id = &frame.id;
    to.element("figcaption").class("chart-head").open();
    to.element("h2")
        .with("id", format!("{id}-t"))
        .text(&frame.title);
    to.element("p")
        .with("id", format!("{id}-d"))
        .class("chart-about")
        .text(&frame.about);
    to.end();
    if let Some(legend) = parts.legend {
        to.add(legend);
    }
    let plot = to.element("div");
    if parts.wide {
        plot.class("chart-plot chart-wide")
            .with("role", "region")
            .with("tabindex", 0)
            .with("aria-label", &frame.title)
            .open();
    } else {
        plot.class("chart-plot").open();
    }
    to.add(parts.plot);
    to.end();
    to.element("div").class("chart-foot").open();
    foot(texts, frame, &parts.twin, &mut to);
    to.finish()
}

/// The table alone, closed until it is asked for.
pub(super) fn table(texts: Texts, frame: &Frame, twin: &Twin) -> String {
    let mut to = Markup::default();
    to.element("figcaption").class("chart-head").open();
    to.element("h2")
        .with("id", format!("{}-t", frame.id))
        .text(&frame.title);
    to.element("p").class("chart-about").text(&frame.about);
    to.end();
    to.element("div").class("chart-foot").open();
    foot(texts, frame, twin, &mut to);
    to.finish()
}

/// The table, its file and the way to the formula.
fn foot(texts: Texts, frame: &Frame, twin: &Twin, to: &mut Markup) {
    to.element("details").class("chart-twin").open();
    to.element("summary").open();
    to.write(texts.get(Key::CHART_TABLE));
    to.element("span")
        .class("visually-hidden")
        .text(format!(": {}", frame.title));
    to.end();
    twin.draw(to, &frame.title);
    to.end();
    to.element("p").class("chart-ways").open();
    ways(texts, frame, twin, to);
    to.end();
}

/// The file, and the way to the formula.
pub(super) fn ways(texts: Texts, frame: &Frame, twin: &Twin, to: &mut Markup) {
    to.element("a")
        .with(
            "href",
            format!(
                "data:text/csv;charset=utf-8,{}",
                crate::paths::encoded(&twin.csv())
            ),
        )
        .with(
            "download",
            format!("anteroom-{}-{}.csv", frame.file, frame.id),
        )
        .open();
    to.write(texts.get(Key::CHART_CSV));
    to.element("span")
        .class("visually-hidden")
        .text(format!(": {}", frame.title));
    to.end();
    if let Some(method) = &frame.method {
        to.element("a").with("href", method).open();
        to.write(texts.get(Key::CHART_METHOD));
        to.element("span")
            .class("visually-hidden")
            .text(format!(": {}", frame.title));
        to.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_quotes_what_would_break_it_and_disarms_formulas() {
        let row = ["a,b", "=SUM(A1)", "-3.5", "say \"x\"", "@me", "12"];
        let twin = Twin {
            columns: row.map(str::to_owned).to_vec(),
            rows: vec![vec![Entry::both("1,2 h".into(), "1.2".into())]],
        };
        assert_eq!(
            twin.csv(),
            "\u{feff}\"a,b\",\"'=SUM(A1)\",-3.5,\"say \"\"x\"\"\",\"'@me\",12\r\n1.2\r\n"
        );
    }
}
