//! The binary. Everything is in the library; see its first page.

use std::process::ExitCode;

fn main() -> ExitCode {
    teahouse::cli::run(std::env::args_os()).into()
}
