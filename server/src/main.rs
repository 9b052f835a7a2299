//! The binary `anteroom`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
