//! Codes of `phone` through a gateway for text messages: an HTTP server as such gateways are.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use serde_json::{Value, json};

use crate::support::{House, PATIENCE};

const PHONE: &str = "13800138000";

#[tokio::test]
async fn a_code_comes_through_the_gateway_and_is_good() {
    let (gateway, messages) = gateway();
    let server = House::easygoing()
        .with("sms.url", format!("http://{gateway}/messages"))
        .with("sms.body", r#"{"to": "{digits}", "text": "{text}", "code": "{code}"}"#)
        .open();
    let client = server.client();
    let code_from = async |place: &str| {
        let sent = client.get(&format!("/user/{place}/{PHONE}")).await;
        assert_eq!(sent.status, 200, "{}", sent.text);
        let message = messages.recv_timeout(PATIENCE).unwrap();
        assert_eq!(message["to"], format!("86{PHONE}"));
        let code = message["code"].as_str().unwrap().to_owned();
        assert!(message["text"].as_str().unwrap().contains(&code), "{message}");
        code
    };

    let code = code_from("registerPhone").await;
    let body = json!({ "phone_number": PHONE, "identifying_code": code });
    let made = client.post(&format!("/user/registerPhone/{PHONE}"), body).await;
    assert_eq!((made.status, &made.json), (200, &json!({ "msg": "register successful" })));

    let code = code_from("loginPhone").await;
    let body = json!({ "phone_number": PHONE, "identifying_code": code });
    let login = client.post(&format!("/user/loginPhone/{PHONE}"), body).await;
    assert_eq!(login.json["msg"], "login successful", "{}", login.text);
}

/// A gateway that takes whatever it is asked to send, and tells what that was.
fn gateway() -> (SocketAddr, Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (told, messages) = channel();
    thread::spawn(move || {
        // Until the test is over and nobody listens any more.
        while let Ok((stream, _)) = listener.accept() {
            if take(stream, &told).is_none() {
                return;
            }
        }
    });
    (address, messages)
}

fn take(mut stream: TcpStream, told: &Sender<Value>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).unwrap() > 2 {
        let lower = line.to_ascii_lowercase();
        if let Some(said) = lower.strip_prefix("content-length:") {
            length = said.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    stream
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nOK")
        .unwrap();
    told.send(serde_json::from_slice(&body).unwrap()).ok()
}
