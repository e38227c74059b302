use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use teahouse::courier::settings::Sms as Settings;
use teahouse::courier::{DeliveryError, Sms, SmsHttp, Transport};
use teahouse::values::{MailId, Millis, Phone, SecretText, SystemRandom};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::other_side::{Certificate, OtherSide};

const TIMEOUT: Duration = Duration::from_secs(10);
const TEXT: &str = "【茶馆】\"123456\" & {code}\n";

fn settings(url: &str) -> Settings {
    Settings {
        url: url.to_owned(),
        method: "POST".to_owned(),
        content_type: "application/json".to_owned(),
        body: r#"{"to": "{phone}", "text": "{text}", "id": "{id}"}"#.to_owned(),
        secret: SecretText::new("the key"),
        headers: BTreeMap::new(),
        success_contains: String::new(),
        root_certificates: String::new(),
        timeout: TIMEOUT,
    }
}

fn sms() -> Sms {
    Sms {
        id: MailId::new(Millis(1), &SystemRandom::new()),
        to: Phone::parse("13800138000").unwrap(),
        purpose: "login",
        code: Some(SecretText::new("123456")),
        text: TEXT.to_owned(),
        written_at: Millis(1),
    }
}

/// A gateway that answers one request with these bytes and hands the request out.
async fn gateway(answer: &'static [u8]) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await;
        // The other side may have read enough and left.
        let _ = stream.write_all(answer).await;
        request
    });
    (format!("http://{address}"), asked)
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        assert_ne!(stream.read_buf(&mut read).await.unwrap(), 0, "cut short: {text}");
    }
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"status\": \"ok\"}\n";

#[tokio::test]
async fn a_text_message_fills_the_template_in_each_place_as_that_place_needs() {
    let (base, asked) = gateway(OK).await;
    let authorization = ("Authorization".to_owned(), SecretText::new("Bearer {secret}"));
    let settings = Settings {
        headers: BTreeMap::from([authorization]),
        success_contains: "\"status\": \"ok\"".to_owned(),
        ..settings(&format!("{base}/send/{{national}}?text={{text}}"))
    };
    let sms = sms();
    assert_eq!(SmsHttp::new(&settings).unwrap().deliver(&sms).await, Ok(()));

    let request = asked.await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let encoded = "%E3%80%90%E8%8C%B6%E9%A6%86%E3%80%91%22123456%22%20%26%20%7Bcode%7D%0A";
    assert!(
        head.starts_with(&format!("POST /send/13800138000?text={encoded} HTTP/1.1\r\n")),
        "{head}"
    );
    assert!(head.contains("authorization: Bearer the key"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body, json!({"to": "+8613800138000", "text": TEXT, "id": sms.id.to_string()}));
}

#[tokio::test]
async fn a_get_carries_everything_in_its_url() {
    let (base, asked) = gateway(OK).await;
    let settings = Settings {
        method: "GET".to_owned(),
        ..settings(&format!("{base}/?to={{digits}}&code={{code}}&key={{secret}}"))
    };
    assert_eq!(SmsHttp::new(&settings).unwrap().deliver(&sms()).await, Ok(()));
    let request = asked.await.unwrap();
    assert!(
        request.starts_with("GET /?to=8613800138000&code=123456&key=the%20key HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.ends_with("\r\n\r\n"), "{request}");
}

#[tokio::test]
async fn the_gateways_answer_says_whether_it_helps_to_try_again() {
    let answer = |bytes| async move {
        let (base, _asked) = gateway(bytes).await;
        let settings = Settings { success_contains: "ok".to_owned(), ..settings(&base) };
        SmsHttp::new(&settings).unwrap().deliver(&sms()).await
    };
    let no = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno";
    assert_eq!(answer(no.as_bytes()).await, Err(DeliveryError::Rejected));
    for (status, error) in [
        ("400 Bad Request", DeliveryError::Refused),
        ("401 Unauthorized", DeliveryError::Auth),
        ("403 Forbidden", DeliveryError::Auth),
        ("404 Not Found", DeliveryError::Rejected),
        ("429 Too Many Requests", DeliveryError::Deferred),
        ("500 Internal Server Error", DeliveryError::Rejected),
        ("503 Service Unavailable", DeliveryError::Deferred),
    ] {
        let bytes = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\nok").leak().as_bytes();
        assert_eq!(answer(bytes).await, Err(error), "{status}");
    }
    assert_eq!(answer(b"SSH-2.0-OpenSSH_9.2\r\n").await, Err(DeliveryError::Unreachable));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, asked_elsewhere) = gateway(OK).await;
    let head = format!("HTTP/1.1 307 x\r\nlocation: {elsewhere}\r\ncontent-length: 0\r\n\r\n");
    let (base, asked) = gateway(head.leak().as_bytes()).await;
    let outcome = SmsHttp::new(&settings(&base)).unwrap().deliver(&sms()).await;
    assert_eq!(outcome, Err(DeliveryError::Rejected));
    asked.await.unwrap();
    assert!(!asked_elsewhere.is_finished());
    asked_elsewhere.abort();
}

#[tokio::test]
async fn of_an_endless_answer_only_the_beginning_is_read() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let endless = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n";
        stream.write_all(head).await.unwrap();
        let mut written = 0_u64;
        while stream.write_all(&[b'.'; 4096]).await.is_ok() {
            written += 4096;
        }
        written
    });
    let settings = Settings { success_contains: "ok".to_owned(), ..settings(&base) };
    let outcome = SmsHttp::new(&settings).unwrap().deliver(&sms()).await;
    assert_eq!(outcome, Err(DeliveryError::Rejected));
    // What was on its way in the sockets' buffers comes on top of the 64 KiB that were read.
    let written = endless.await.unwrap();
    assert!(written < 64 << 20, "{written} bytes were taken");
}

#[tokio::test]
async fn a_gateway_that_is_silent_or_not_there_is_told_as_such() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let gateway = SmsHttp::new(&settings(&base)).unwrap();
    let delivery = tokio::spawn(async move { gateway.deliver(&sms()).await });
    let (mut silent, _) = listener.accept().await.unwrap();
    read_request(&mut silent).await;
    tokio::time::pause();
    tokio::time::advance(TIMEOUT).await;
    tokio::time::resume();
    assert_eq!(delivery.await.unwrap(), Err(DeliveryError::TimedOut));

    drop((silent, listener));
    let outcome = SmsHttp::new(&settings(&base)).unwrap().deliver(&sms()).await;
    assert_eq!(outcome, Err(DeliveryError::Unreachable));
}

#[tokio::test]
async fn a_template_for_codes_carries_nothing_else() {
    let settings = Settings {
        body: r#"{"to": "{phone}", "code": "{code}"}"#.to_owned(),
        ..settings("http://127.0.0.1:9/")
    };
    let notice = Sms { code: None, purpose: "password_changed", ..sms() };
    let outcome = SmsHttp::new(&settings).unwrap().deliver(&notice).await;
    assert_eq!(outcome, Err(DeliveryError::Refused));
}

#[tokio::test]
async fn a_gateway_behind_tls_must_show_a_certificate_that_we_trust() {
    let certificate = Certificate::make();
    let files = [certificate.certificate(), certificate.key()];
    let mut gateway = OtherSide::start("https_gateway.py", &[&files[0], &files[1]]).await;
    let stranger = settings(&format!("https://localhost:{}/", gateway.port));
    let outcome = SmsHttp::new(&stranger).unwrap().deliver(&sms()).await;
    assert_eq!(outcome, Err(DeliveryError::Tls));

    let trusted = Settings { root_certificates: certificate.certificate(), ..stranger };
    assert_eq!(SmsHttp::new(&trusted).unwrap().deliver(&sms()).await, Ok(()));
    let body = gateway.says().await["body"].as_str().unwrap().to_owned();
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["to"], "+8613800138000");
    assert_eq!(gateway.ends().await, Vec::<Value>::new());
}
