//! What can keep a measurement from being made, and what to do about it.

use std::io;

use crate::cli::{Exit, Failure};

#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error(
        "--url {0}: must be like http://127.0.0.1:8080 (without TLS: measure behind the proxy)"
    )]
    BadUrl(String),
    #[error("there is no process {0} on this machine whose costs could be read")]
    NoProcess(u32),
    #[error("nobody listens on {url}: {cause}")]
    NobodyThere { url: String, cause: String },
    #[error("{url} is not ready: {said}")]
    NotReady { url: String, said: String },
    #[error("a server could not be started: {0}")]
    NoServer(String),
    #[error(
        "{needed} connections need more open files than this command may have ({granted}): raise the limit with `ulimit -n {needed}` or ask for fewer connections"
    )]
    TooFewFiles { needed: u64, granted: u64 },
    #[error(
        "the server takes no more so quickly ({0}): start it with TEAHOUSE_LIMITS__SCALE=1000000"
    )]
    TooFast(String),
    #[error(
        "the password is not that of the account {0}: give it, or take another name (--people)"
    )]
    WrongPassword(String),
    #[error("the account {name} could not be made: {why}")]
    NoAccount { name: String, why: String },
    #[error("the server refused a socket with status {0}{hint}", hint = hint(*.0))]
    Refused(u16),
    #[error("the server closed a socket ({0})")]
    Closed(u16),
    #[error("the server said: {0}")]
    Said(String),
    #[error("{0} was not heard by everybody within a minute: {1} of {2}")]
    Missing(&'static str, u64, u64),
    #[error("{0}")]
    OutOfOrder(String),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("a part of the load failed: {0}")]
    Task(#[from] tokio::task::JoinError),
}

fn hint(status: u16) -> &'static str {
    match status {
        429 => ": start it with TEAHOUSE_LIMITS__SCALE=1000000",
        503 => ": it has no more room; see [server] connections_max, and its limit of open files",
        _ => "",
    }
}

impl Trouble {
    /// Something that went wrong with a request over HTTP.
    pub fn of_request(url: &str, error: &reqwest::Error) -> Trouble {
        // The outermost says only that it did not work.
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        Trouble::NobodyThere { url: url.to_owned(), cause: cause.to_string() }
    }

    /// An error frame of the server.
    pub fn of_frame(text: &str) -> Trouble {
        match text.contains(r#""code":"too_fast""#) {
            true => Trouble::TooFast(text.to_owned()),
            false => Trouble::Said(text.to_owned()),
        }
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Failure {
        let exit = match trouble {
            Trouble::BadUrl(_) | Trouble::NoProcess(_) => Exit::Usage,
            _ => Exit::Failed,
        };
        Failure::of(exit, trouble)
    }
}
