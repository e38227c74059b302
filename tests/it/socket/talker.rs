//! Somebody with a WebSocket, written on another implementation than the server's.

use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::{IntoClientRequest, client};
use tokio_tungstenite::tungstenite::handshake::HandshakeError;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::tungstenite::protocol::WebSocket;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::support::{House, PATIENCE, Server};

pub const PASSWORD: &str = "warm jasmine at noon";

/// A house in which accounts are made without ado.
pub fn house() -> House {
    House::default().with("limits.scale", 1000)
}

/// An account, and its token.
pub struct Person {
    pub uid: u64,
    pub token: String,
}

pub async fn person(server: &Server, name: &str) -> Person {
    let asked = json!({"username": name, "password": PASSWORD});
    let answer = server.client().post("/v1/accounts", asked).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    Person {
        uid: answer.json["account"]["uid"].as_u64().unwrap(),
        token: answer.json["access_token"].as_str().unwrap().to_owned(),
    }
}

impl Person {
    /// A socket that has been welcomed.
    pub fn connect(&self, server: &Server) -> Talker {
        self.connect_to(server, "/ws")
    }

    pub fn connect_to(&self, server: &Server, path: &str) -> Talker {
        let mut talker =
            knock(server.address(), path, &[("authorization", &self.bearer())]).unwrap();
        assert_eq!(talker.hear()["type"], "welcome");
        talker
    }

    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

/// Asks for a socket; the status if there is none to be had.
pub fn knock(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Result<Talker, u16> {
    try_knock(address, path, headers).unwrap()
}

/// As [`knock`], where nobody may be at home, or no longer.
pub fn try_knock(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
) -> Option<Result<Talker, u16>> {
    let mut request: Request<()> = format!("ws://{address}{path}").into_client_request().unwrap();
    for (name, value) in headers {
        let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let tcp = TcpStream::connect(address).ok()?;
    tcp.set_read_timeout(Some(PATIENCE)).unwrap();
    tcp.set_write_timeout(Some(PATIENCE)).unwrap();
    tcp.set_nodelay(true).unwrap();
    match client(request, tcp) {
        Ok((socket, response)) => {
            let protocol = response.headers().get("sec-websocket-protocol");
            let protocol = protocol.map(|value| value.to_str().unwrap().to_owned());
            Some(Ok(Talker { socket, protocol }))
        }
        Err(HandshakeError::Failure(Error::Http(response))) => {
            Some(Err(response.status().as_u16()))
        }
        Err(HandshakeError::Failure(Error::Io(error))) if is_gone(&error) => None,
        Err(HandshakeError::Failure(Error::Protocol(_))) => None,
        Err(error) => panic!("{error}"),
    }
}

fn is_gone(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

pub struct Talker {
    socket: WebSocket<TcpStream>,
    pub protocol: Option<String>,
}

impl Talker {
    pub fn say(&mut self, frame: Value) {
        self.line(&frame.to_string());
    }

    /// As typed by hand.
    pub fn line(&mut self, line: &str) {
        self.socket.send(Message::text(line)).unwrap();
    }

    pub fn send(&mut self, message: Message) -> bool {
        self.socket.send(message).is_ok()
    }

    /// The next frame.
    pub fn hear(&mut self) -> Value {
        loop {
            match self.socket.read().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?} instead of a frame"),
            }
        }
    }

    /// The next frame; none once the server is gone, which may say goodbye first.
    pub fn hear_or_lose(&mut self) -> Option<Value> {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(Some(why))) => assert_eq!(u16::from(why.code), 1001, "{why}"),
                Ok(_) => {}
                Err(Error::Io(error)) if !is_gone(&error) => panic!("no answer: {error}"),
                Err(_) => return None,
            }
        }
    }

    /// What kind of frame comes next, if one does.
    pub fn next_kind(&mut self) -> Option<String> {
        match self.socket.read() {
            Ok(Message::Text(text)) => {
                let frame: Value = serde_json::from_str(&text).unwrap();
                frame["type"].as_str().map(str::to_owned)
            }
            _ => None,
        }
    }

    pub fn hears(&mut self, kind: &str) -> Value {
        let frame = self.hear();
        assert_eq!(frame["type"], kind, "{frame}");
        frame
    }

    /// Says it, and gives the answer.
    pub fn ask(&mut self, frame: Value) -> Value {
        self.say(frame);
        self.hear()
    }

    /// What has come up to the answer of a ping.
    pub fn catch_up(&mut self) -> Vec<Value> {
        self.say(json!({"type": "ping", "id": "so far"}));
        let mut frames = Vec::new();
        loop {
            let frame = self.hear();
            if frame["type"] == "pong" && frame["id"] == "so far" {
                return frames;
            }
            frames.push(frame);
        }
    }

    /// The code with which the server closes, and the frames before it.
    pub fn closed(&mut self) -> (u16, Vec<Value>) {
        let mut frames = Vec::new();
        let mut code = 1005;
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => frames.push(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(frame)) => code = frame.map_or(1005, |frame| frame.code.into()),
                Ok(_) => {}
                Err(Error::ConnectionClosed) => return (code, frames),
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                    return (if code == 1005 { 1006 } else { code }, frames);
                }
                Err(error) => panic!("{error}, after {code}"),
            }
        }
    }

    /// Bytes that no client would send.
    pub fn raw(&mut self) -> &mut TcpStream {
        self.socket.get_mut()
    }
}
