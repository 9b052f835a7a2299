//! What commands print.

use std::io::{Write, stderr, stdout};

/// Standard output and standard error. A closed pipe is no failure of the command.
pub struct Out;

impl Out {
    /// One line on standard output.
    pub fn line(text: &str) {
        drop(writeln!(stdout().lock(), "{text}"));
    }

    /// One line on standard error.
    pub fn error(text: &str) {
        drop(writeln!(stderr().lock(), "{text}"));
    }
}
