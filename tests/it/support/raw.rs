//! Bytes over TCP, for requests that no client would make.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

use super::PATIENCE;

pub struct Raw {
    tcp: TcpStream,
}

impl Raw {
    pub fn connect(address: SocketAddr) -> Raw {
        let tcp = TcpStream::connect(address).unwrap();
        tcp.set_read_timeout(Some(PATIENCE)).unwrap();
        tcp.set_write_timeout(Some(PATIENCE)).unwrap();
        Raw { tcp }
    }

    /// False when the server has closed.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.tcp.write_all(bytes.as_ref()).is_ok()
    }

    /// What comes until the server closes; a server that does not close fails the test.
    pub fn until_closed(self) -> String {
        self.all().0
    }

    /// The same, and whether the server closed by a reset.
    pub fn all(mut self) -> (String, bool) {
        let mut reset = false;
        let mut all = Vec::new();
        let mut piece = [0; 4096];
        loop {
            match self.tcp.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => all.extend_from_slice(&piece[..length]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => {
                    reset = true;
                    break;
                }
                Err(error) => panic!("the server did not close: {error}"),
            }
        }
        (String::from_utf8_lossy(&all).into_owned(), reset)
    }

    /// The head of one answer.
    pub fn head(&mut self) -> String {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match self.tcp.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => break,
            }
        }
        String::from_utf8_lossy(&head).into_owned()
    }

    /// The status of one answer; 0 when there is none.
    pub fn status(&mut self) -> u16 {
        status_of(&self.head())
    }
}

pub fn status_of(answer: &str) -> u16 {
    let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    status.and_then(|status| status.parse().ok()).unwrap_or(0)
}
