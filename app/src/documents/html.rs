//! A document as one HTML file that needs nothing else: for printing and for sending.

use super::block::{Block, Document};
use crate::language::Language;

/// Enough style to print well; the file may be opened anywhere.
const STYLE: &str = "body{font:11pt/1.45 system-ui,sans-serif;margin:2rem auto;max-width:48rem;padding:0 1rem;color:#111;background:#fff}\
h2{margin-top:2.5rem;border-top:1px solid #999;padding-top:1rem}h2,h3{break-after:avoid}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.25rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
caption{text-align:left;font-weight:600;padding:.25rem 0}pre,code{font:9pt/1.35 ui-monospace,monospace;overflow-wrap:anywhere}\
pre{background:#f3f3f3;padding:.6rem;white-space:pre-wrap}dt{font-weight:600}dd{margin:0 0 .4rem}a{overflow-wrap:anywhere}";

/// The whole file.
#[must_use]
pub fn html(document: &Document, language: Language) -> String {
    let mut text = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n<p>{}</p>\n",
        language.tag(),
        escaped(&document.title),
        escaped(&document.title),
        escaped(&document.lead),
    );
    values(&mut text, &document.facts);
    for section in &document.sections {
        text.push_str(&format!(
            "<h2 id=\"{}\">{}</h2>\n",
            escaped(&section.anchor),
            escaped(&section.title)
        ));
        for block in &section.blocks {
            write(&mut text, block);
        }
    }
    text.push_str("</body>\n</html>\n");
    text
}

fn write(text: &mut String, block: &Block) {
    match block {
        Block::Heading(heading) => text.push_str(&format!("<h3>{}</h3>\n", escaped(heading))),
        Block::Text(paragraph) => text.push_str(&format!("<p>{}</p>\n", escaped(paragraph))),
        Block::List(list) => items(text, "ul", list),
        Block::Steps(list) => items(text, "ol", list),
        Block::Facts(pairs) => {
            text.push_str("<dl>\n");
            for (name, fact) in pairs {
                let (name, fact) = (escaped(name), escaped(fact));
                text.push_str(&format!("<dt>{name}</dt><dd>{fact}</dd>\n"));
            }
            text.push_str("</dl>\n");
        }
        Block::Values(pairs) => values(text, pairs),
        Block::Table {
            caption,
            columns,
            rows,
        } => {
            text.push_str(&format!(
                "<table>\n<caption>{}</caption>\n<tr>",
                escaped(caption)
            ));
            for column in columns {
                text.push_str(&format!("<th scope=\"col\">{}</th>", escaped(column)));
            }
            text.push_str("</tr>\n");
            for cells in rows {
                text.push_str("<tr>");
                for cell in cells {
                    text.push_str(&format!("<td>{}</td>", escaped(cell)));
                }
                text.push_str("</tr>\n");
            }
            text.push_str("</table>\n");
        }
        Block::Link(address) => {
            let address = escaped(address);
            text.push_str(&format!("<p><a href=\"{address}\">{address}</a></p>\n"));
        }
        Block::Code { name, text: code } => {
            if !name.is_empty() {
                text.push_str(&format!("<p><strong>{}</strong></p>\n", escaped(name)));
            }
            text.push_str(&format!("<pre>{}</pre>\n", escaped(code.trim_end())));
        }
    }
}

fn items(text: &mut String, list: &str, items: &[String]) {
    text.push_str(&format!("<{list}>\n"));
    for item in items {
        text.push_str(&format!("<li>{}</li>\n", escaped(item)));
    }
    text.push_str(&format!("</{list}>\n"));
}

fn values(text: &mut String, pairs: &[(String, String)]) {
    text.push_str("<dl>\n");
    for (name, value) in pairs {
        text.push_str(&format!(
            "<dt>{}</dt><dd><code>{}</code></dd>\n",
            escaped(name),
            escaped(value)
        ));
    }
    text.push_str("</dl>\n");
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter => out.push(letter),
        }
    }
    out
}
