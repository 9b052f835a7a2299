//! A page without script and without Leptos, for answers that come from below the router.

/// A heading, a sentence, and perhaps a form that sends the same fields again.
pub(crate) struct PlainPage {
    lang: &'static str,
    title: String,
    text: String,
    head: String,
    form: String,
}

impl PlainPage {
    /// A page in a language (`en`, `de`) with a heading and a sentence.
    #[must_use]
    pub(crate) fn new(lang: &'static str, title: &str, text: &str) -> Self {
        Self {
            lang,
            title: escaped(title),
            text: escaped(text),
            head: String::new(),
            form: String::new(),
        }
    }

    /// The page with a button that posts `fields` to `action` again.
    #[must_use]
    pub(crate) fn form(mut self, action: &str, fields: &[(String, String)], button: &str) -> Self {
        let mut form = format!("<form method=\"post\" action=\"{}\">", escaped(action));
        for (name, value) in fields {
            form.push_str(&format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                escaped(name),
                escaped(value)
            ));
        }
        form.push_str(&format!(
            "<button type=\"submit\">{}</button></form>",
            escaped(button)
        ));
        self.form = form;
        self
    }

    /// The page with one more sentence below.
    #[must_use]
    pub(crate) fn note(mut self, text: &str) -> Self {
        self.form.push_str(&format!("<p>{}</p>", escaped(text)));
        self
    }

    /// The page with a link.
    #[must_use]
    pub(crate) fn link(mut self, url: &str, text: &str) -> Self {
        let (url, text) = (escaped(url), escaped(text));
        self.form
            .push_str(&format!("<p><a href=\"{url}\">{text}</a></p>"));
        self
    }

    /// The page that moves on to another address by itself, with a link for browsers that do not.
    #[must_use]
    pub(crate) fn onward(mut self, url: &str, link: &str) -> Self {
        let url = escaped(url);
        self.head = format!("<meta http-equiv=\"refresh\" content=\"0;url={url}\">");
        self.form = format!("<p><a href=\"{url}\">{}</a></p>", escaped(link));
        self
    }

    /// The whole document.
    #[must_use]
    pub(crate) fn html(&self) -> String {
        let Self {
            lang,
            title,
            text,
            head,
            form,
        } = self;
        format!(
            "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <link rel=\"icon\" href=\"/icon.svg\"><link rel=\"stylesheet\" href=\"/plain.css\">{head}<title>{title}</title></head>\
             <body><main><h1>{title}</h1><p>{text}</p>{form}</main></body></html>"
        )
    }
}

/// Text made safe for element content and for attribute values in double quotes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_and_cannot_break_out() {
        let fields = [(
            "answers[1]".to_owned(),
            "\"><script>alert(1)</script>&'".to_owned(),
        )];
        let html = PlainPage::new("en", "Wait", "A moment")
            .form("/api/queue/join", &fields, "Again")
            .html();
        assert!(
            html.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;\""),
            "{html}"
        );
        assert!(!html.contains("<script"));
    }
}
