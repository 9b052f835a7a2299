//! A document as Markdown (CommonMark with tables).

use super::block::{Block, Document};

/// The whole document.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut text = format!(
        "# {}\n\n{}\n",
        plain(&document.title),
        plain(&document.lead)
    );
    values(&mut text, &document.facts);
    for section in &document.sections {
        text.push_str(&format!("\n## {}\n", plain(&section.title)));
        for block in &section.blocks {
            write(&mut text, block);
        }
    }
    text
}

fn write(text: &mut String, block: &Block) {
    match block {
        Block::Heading(heading) => text.push_str(&format!("\n### {}\n", plain(heading))),
        Block::Text(paragraph) => text.push_str(&format!("\n{}\n", plain(paragraph))),
        Block::List(items) => {
            text.push('\n');
            for item in items {
                text.push_str(&format!("- {}\n", plain(item)));
            }
        }
        Block::Steps(items) => {
            text.push('\n');
            for (item, number) in items.iter().zip(1..) {
                text.push_str(&format!("{number}. {}\n", plain(item)));
            }
        }
        Block::Facts(pairs) => {
            text.push('\n');
            for (name, fact) in pairs {
                text.push_str(&format!("- {}: {}\n", plain(name), plain(fact)));
            }
        }
        Block::Values(pairs) => values(text, pairs),
        Block::Table {
            caption,
            columns,
            rows,
        } => {
            text.push_str(&format!("\n{}\n\n", plain(caption)));
            row(text, columns);
            row(text, &vec!["---".to_owned(); columns.len()]);
            for cells in rows {
                row(text, cells);
            }
        }
        Block::Link(address) => text.push_str(&format!("\n<{}>\n", address.replace('>', "%3E"))),
        Block::Code { name, text: code } => {
            if !name.is_empty() {
                text.push_str(&format!("\n**{}**\n", plain(name)));
            }
            let fence = fence(code);
            text.push_str(&format!("\n{fence}\n{}\n{fence}\n", code.trim_end()));
        }
    }
}

fn values(text: &mut String, pairs: &[(String, String)]) {
    text.push('\n');
    for (name, value) in pairs {
        text.push_str(&format!("- {}: {}\n", plain(name), code(value)));
    }
}

fn row(text: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            if cell == "---" {
                cell.clone()
            } else {
                plain(cell)
            }
        })
        .collect();
    text.push_str(&format!("| {} |\n", cells.join(" | ")));
}

/// Text in which no letter means anything but itself.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    out
}

/// A value between as many backquotes as it needs.
fn code(value: &str) -> String {
    let value = value.replace(['\n', '\r'], " ");
    let fence = "`".repeat(longest_run(&value) + 1);
    let room = if value.starts_with('`') || value.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{room}{value}{room}{fence}")
}

fn fence(code: &str) -> String {
    "`".repeat((longest_run(code) + 1).max(3))
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_code_and_no_text_becomes_markup() {
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(fence("x ```` y"), "`````");
        assert_eq!(
            plain("<b> *x* | [y](z)\n# q"),
            "\\<b\\> \\*x\\* \\| \\[y\\](z) \\# q"
        );
    }
}
