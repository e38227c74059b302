//! The command's side: one order, one answer.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use super::place::Place;
use super::{Answer, Order};

/// The longest answer is a page of accounts, or a thousand findings.
const ANSWER_BYTES_MAX: u64 = 16 << 20;

#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    #[error("the running server cannot be reached: {0}")]
    OutOfReach(io::Error),
    #[error("the server ended before it answered; whether the order was carried out is not known")]
    BrokenOff,
    #[error("the server's answer is not understood; are it and this command of one version?")]
    NotUnderstood,
}

/// What the server in this data directory answers; `None` where no server runs. Takes as long as
/// carrying out the order does.
pub fn ask(data: &Path, order: &Order) -> Result<Option<Answer>, NoAnswer> {
    let stream = match connect(data) {
        Ok(stream) => stream,
        // No socket, or one that a server left behind when it was killed.
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(NoAnswer::OutOfReach(error)),
    };
    exchange(stream, order).map(Some)
}

fn connect(data: &Path) -> io::Result<UnixStream> {
    let place = Place::in_directory(data)?;
    UnixStream::connect(place.address())
}

fn exchange(mut stream: UnixStream, order: &Order) -> Result<Answer, NoAnswer> {
    let mut line = serde_json::to_vec(order).map_err(|error| NoAnswer::OutOfReach(error.into()))?;
    line.push(b'\n');
    stream.write_all(&line).map_err(|_| NoAnswer::BrokenOff)?;
    let mut answer = Vec::new();
    let read = BufReader::new(stream.take(ANSWER_BYTES_MAX)).read_until(b'\n', &mut answer);
    if read.is_err() || answer.last() != Some(&b'\n') {
        return Err(NoAnswer::BrokenOff);
    }
    serde_json::from_slice(&answer).map_err(|_| NoAnswer::NotUnderstood)
}
