//! A lean client: HTTP/1.1 over a connection that is kept, one thread for each. What it costs is
//! not counted; it only must not be what everything waits for.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

/// Longer than anything takes that works.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Connection {
    tcp: TcpStream,
    received: Vec<u8>,
}

pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Connection {
    pub fn to(address: SocketAddr) -> Connection {
        let tcp = TcpStream::connect(address).unwrap();
        tcp.set_nodelay(true).unwrap();
        tcp.set_read_timeout(Some(PATIENCE)).unwrap();
        Connection { tcp, received: Vec::new() }
    }

    pub fn ask(&mut self, request: &str) -> Answer {
        self.tcp.write_all(request.as_bytes()).unwrap();
        self.received.clear();
        loop {
            let mut piece = [0; 4096];
            let count = self.tcp.read(&mut piece).unwrap();
            assert!(count > 0, "the server hung up");
            self.received.extend_from_slice(&piece[..count]);
            if let Some(answer) = whole(&self.received) {
                return answer;
            }
        }
    }
}

/// The answer, once all of it is there.
fn whole(received: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(received).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
    });
    let length = length.map_or(0, |length| length.unwrap());
    let status = head.split(' ').nth(1)?.parse().ok()?;
    (body.len() >= length).then(|| Answer { status, body: body.to_owned() })
}

pub fn get(path: &str, token: Option<&str>) -> String {
    let bearer =
        token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    format!(
        "GET {path} HTTP/1.1\r\nHost: teahouse\r\nUser-Agent: bench\r\nAccept: */*\r\n{bearer}\r\n"
    )
}

pub fn post(path: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: teahouse\r\nUser-Agent: bench\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

/// Each connection sends its next request as soon as the one before is answered, until `count`
/// were sent together or `stop` is set. Says how many there were.
pub fn flood(
    connections: &mut [Connection],
    count: u64,
    stop: &AtomicBool,
    status: u16,
    request: impl Fn(u64) -> String + Sync,
) -> u64 {
    let sent = AtomicU64::new(0);
    thread::scope(|scope| {
        for connection in connections {
            scope.spawn(|| {
                while !stop.load(Relaxed) {
                    let number = sent.fetch_add(1, Relaxed);
                    if number >= count {
                        break;
                    }
                    let answer = connection.ask(&request(number));
                    assert_eq!(answer.status, status, "{}", answer.body);
                }
            });
        }
    });
    sent.into_inner().min(count)
}
