//! One WebSocket of the load.

use std::cell::RefCell;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::frames::{self, Heard};
use super::people::Person;
use super::target::Target;
use super::trouble::Trouble;

const READ_BYTES: usize = 64 * 1024;
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// One address has less than 28,232 ports to connect from (`ip_local_port_range`).
const PORTS_OF_AN_ADDRESS: usize = 16_384;

pub struct Talker {
    stream: TcpStream,
    /// The beginning of a frame whose end has not come yet.
    rest: Vec<u8>,
}

/// How to connect.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub target: &'a Target,
    /// Which connection of the load it is.
    pub number: usize,
    /// Nothing is pushed before it is asked for.
    pub holds: bool,
    /// How much the system may keep of what was not read; the system's own choice if zero.
    pub kept_bytes: u32,
}

impl<'a> Place<'a> {
    pub fn new(target: &'a Target, number: usize) -> Place<'a> {
        Place { target, number, holds: false, kept_bytes: 0 }
    }
}

impl Talker {
    /// A socket that has been welcomed.
    pub async fn connect(place: Place<'_>, person: &Person) -> Result<Talker, Trouble> {
        let mut stream = connect(place).await?;
        let (query, host) = (if place.holds { "?hold=1" } else { "" }, &place.target.host);
        let request = format!(
            "GET /ws{query} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGVhaG91c2UtYmVuY2gtMQ==\r\n\r\n",
            person.token
        );
        stream.write_all(request.as_bytes()).await?;
        let rest = read_head(&mut stream).await?;
        let mut talker = Talker { stream, rest };
        talker.hear_first(|text| (frames::kind(text) == b"welcome").then_some(())).await?;
        Ok(talker)
    }

    pub async fn say(&self, text: &str) -> Result<(), Trouble> {
        self.write(&frames::text(text.as_bytes())).await
    }

    async fn write(&self, frame: &[u8]) -> Result<(), Trouble> {
        let mut left = frame;
        while !left.is_empty() {
            match self.stream.try_write(left) {
                Ok(written) => left = &left[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.stream.writable().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Asks for something, and gives the answer; what else comes meanwhile is not heard. For
    /// preparations, which have one thing under way.
    pub async fn ask(&mut self, frame: Value) -> Result<Value, Trouble> {
        self.say(&frame.to_string()).await?;
        let named = format!(r#""id":{}"#, frame["id"]);
        self.hear_first(|text| {
            let event = frames::number_after(text, br#","seq":"#).is_some();
            let is_answer = frames::kind(text) == b"ack" || !event;
            let named = text.windows(named.len()).any(|window| window == named.as_bytes());
            (is_answer && named).then(|| serde_json::from_slice(text).unwrap_or_default())
        })
        .await
    }

    /// The first text that `is_it`.
    pub async fn hear_first<T>(
        &mut self,
        mut is_it: impl FnMut(&[u8]) -> Option<T>,
    ) -> Result<T, Trouble> {
        let mut found = None;
        // What lies in `rest` may be whole frames, behind the answer to the handshake.
        let early = std::mem::take(&mut self.rest);
        self.feed(&early, &mut |text| found = found.take().or_else(|| is_it(text)))?;
        while found.is_none() {
            self.listen(&mut |text| found = found.take().or_else(|| is_it(text))).await?;
        }
        found.ok_or(Trouble::Closed(1006))
    }

    /// Waits until something comes, and gives each text of it to `take`. Nothing is lost when this
    /// is dropped meanwhile.
    pub async fn listen(&mut self, take: &mut impl FnMut(&[u8])) -> Result<(), Trouble> {
        loop {
            self.stream.readable().await?;
            if self.read(READ_BYTES, take)? > 0 {
                return Ok(());
            }
        }
    }

    /// Reads so much at most; nothing if nothing has come.
    pub fn read(
        &mut self,
        bytes_max: usize,
        take: &mut impl FnMut(&[u8]),
    ) -> Result<usize, Trouble> {
        thread_local! {
            static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BYTES]);
        }
        BUFFER.with_borrow_mut(|buffer| {
            let room = bytes_max.min(READ_BYTES);
            match self.stream.try_read(&mut buffer[..room]) {
                Ok(0) => Err(Trouble::Closed(1006)),
                Ok(bytes) => self.feed(&buffer[..bytes], take).map(|()| bytes),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
                Err(error) => Err(error.into()),
            }
        })
    }

    fn feed(&mut self, fresh: &[u8], take: &mut impl FnMut(&[u8])) -> Result<(), Trouble> {
        if self.rest.is_empty() {
            let used = self.take_frames(fresh, take)?;
            self.rest.extend_from_slice(&fresh[used..]);
            return Ok(());
        }
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(fresh);
        let used = self.take_frames(&all, take)?;
        all.drain(..used);
        self.rest = all;
        Ok(())
    }

    fn take_frames(&self, bytes: &[u8], take: &mut impl FnMut(&[u8])) -> Result<usize, Trouble> {
        let mut used = 0;
        while let Some((heard, length)) = frames::first(&bytes[used..]) {
            used += length;
            match heard {
                Heard::Text(text) if frames::kind(text) == b"error" => {
                    return Err(Trouble::of_frame(&String::from_utf8_lossy(text)));
                }
                Heard::Text(text) => take(text),
                // A peer that takes so little of what we say is beyond a pong.
                Heard::Ping(payload) => drop(self.stream.try_write(&frames::pong(payload))),
                Heard::Close(code) => return Err(Trouble::Closed(code)),
                Heard::Other => {}
            }
        }
        Ok(used)
    }
}

async fn connect(place: Place<'_>) -> Result<TcpStream, Trouble> {
    let Place { target, number, kept_bytes, .. } = place;
    let socket = match target.address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    if kept_bytes > 0 {
        socket.set_recv_buffer_size(kept_bytes)?;
    }
    // All of 127.0.0.0/8 is this machine, and each address has ports of its own.
    if let (IpAddr::V4(ip), turn @ 1..=200) = (target.address.ip(), number / PORTS_OF_AN_ADDRESS)
        && ip.is_loopback()
    {
        let from = Ipv4Addr::new(127, 0, 1, turn as u8);
        socket.bind(SocketAddr::from((from, 0)))?;
    }
    let connected = socket.connect(target.address).await;
    let nobody = |error: io::Error| match error.raw_os_error() {
        Some(_) if error.kind() == io::ErrorKind::ConnectionRefused => {
            Trouble::NobodyThere { url: target.url.clone(), cause: error.to_string() }
        }
        _ => error.into(),
    };
    let stream = connected.map_err(nobody)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads the answer to the handshake; what came behind it is the beginning of the frames.
async fn read_head(stream: &mut TcpStream) -> Result<Vec<u8>, Trouble> {
    let mut received = Vec::with_capacity(512);
    loop {
        if stream.read_buf(&mut received).await? == 0 || received.len() > HEAD_BYTES_MAX {
            return Err(Trouble::Closed(1006));
        }
        if let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            let status = received.get(9..12).and_then(|status| std::str::from_utf8(status).ok());
            let status = status.and_then(|status| status.parse().ok()).unwrap_or(0);
            return match status {
                101 => Ok(received.split_off(end + 4)),
                _ => Err(Trouble::Refused(status)),
            };
        }
    }
}
