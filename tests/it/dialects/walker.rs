//! What no front end would send, to every endpoint of a contract: each field missing, blank, null,
//! of another type, far too long; other methods, other media types, bodies that break off. The
//! answer is always of the contract's own shape, and nothing is written.

use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value, json};

use super::talk::{BOUNDARY, Written, asking, part, typed};
use crate::support::{Answer, Client, Server};

/// One endpoint, with fields that it takes and that, taken together, come to nothing: a login of
/// nobody, a code that was never sent.
pub struct Place {
    pub path: &'static str,
    pub fields: &'static [(&'static str, &'static str)],
    /// Methods besides POST that it knows.
    pub methods: &'static [&'static str],
}

pub struct Contract<'a> {
    pub server: &'a Server,
    pub places: &'a [Place],
    /// Is that a refusal in the shape of this contract?
    pub is_refusal: fn(&Answer) -> bool,
    /// A cookie, a token.
    pub headers: Vec<(&'static str, String)>,
}

impl Contract<'_> {
    /// Sends all of it; how many requests these were.
    pub async fn stands(&self) -> usize {
        let client = self.server.client();
        let before = written(self.server, &client).await;
        let mut sent = 0;
        for place in self.places {
            for (what, request) in requests(&client, place) {
                let answer = client.send(self.dressed(request)).await;
                let short: String = answer.text.chars().take(300).collect();
                let told = format!("{} {what}: {} {short}", place.path, answer.status);
                assert!(answer.status < 500, "{told}");
                assert!(answer.header("content-type").starts_with("application/json"), "{told}");
                assert!((self.is_refusal)(&answer), "{told}");
                assert!(!tells_of_the_inside(&answer.text), "{told}");
                sent += 1;
            }
        }
        assert_eq!(written(self.server, &client).await, before, "something was written");
        sent
    }

    fn dressed(&self, request: RequestBuilder) -> RequestBuilder {
        self.headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
    }
}

fn tells_of_the_inside(text: &str) -> bool {
    [".rs", "serde", "warp", "hyper", "multer", "sled", "panicked", "<html", "line 1"]
        .iter()
        .any(|word| text.contains(word))
}

/// Batches that reached the disk, and letters.
async fn written(server: &Server, client: &Client) -> (String, usize) {
    let page = server.client().get("/metrics").await.text;
    let commits = page.lines().find(|line| line.starts_with("teahouse_store_commits_total"));
    (commits.unwrap().to_owned(), client.inbox().await.len())
}

fn requests(client: &Client, place: &Place) -> Vec<(String, RequestBuilder)> {
    let mut all = Vec::new();
    for (field, _) in place.fields {
        all.extend(without_a_good(client, place, field));
    }
    all.extend(unreadable(client, place));
    for method in ["GET", "PUT", "PATCH", "DELETE", "TEAPOT"] {
        if !place.methods.contains(&method) {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            all.push((method.to_string(), client.request(method, place.path)));
        }
    }
    all
}

fn without_a_good(client: &Client, place: &Place, field: &str) -> Vec<(String, RequestBuilder)> {
    let mut all = Vec::new();
    let post = || client.request(Method::POST, place.path);
    let object = |value: Option<Value>| {
        let mut fields: Map<_, _> = place
            .fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
            .collect();
        match value {
            Some(value) => fields.insert(field.to_owned(), value),
            None => fields.remove(field),
        };
        Value::Object(fields)
    };
    let long = "x".repeat(1 << 20);
    let values = [
        None,
        Some(json!("")),
        Some(json!("   ")),
        Some(json!(null)),
        Some(json!(true)),
        Some(json!(1.5)),
        Some(json!([])),
        Some(json!(["a"])),
        Some(json!({ "$gt": "" })),
        Some(json!("\u{202e}\u{7}")),
        Some(json!(long)),
    ];
    for value in values {
        let said = value.as_ref().map_or("missing".to_owned(), |value| value.to_string());
        let said: String = said.chars().take(20).collect();
        all.push((format!("{field} as {said}"), post().json(&object(value))));
    }
    for written in [Written::Form, Written::Multipart] {
        for value in [None, Some(""), Some("   "), Some(long.as_str())] {
            let rest = place.fields.iter().copied().filter(|(name, _)| *name != field);
            let fields: Vec<_> = rest.chain(value.map(|value| (field, value))).collect();
            let request = asking(client, Method::POST, place.path, written, &fields);
            let length = value.map(str::len);
            all.push((format!("{field} as {length:?} in {written:?}"), request));
        }
    }
    all
}

fn unreadable(client: &Client, place: &Place) -> Vec<(String, RequestBuilder)> {
    let post = || client.request(Method::POST, place.path);
    let multipart = format!("multipart/form-data; boundary={BOUNDARY}");
    let twice = [part("twice", b"1"), part("twice", b"2")].concat();
    let unnamed = format!("--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n");
    let nested = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"a\"\r\n\
         Content-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n\r\n--inner--\r\n"
    );
    let many: Vec<u8> = (0..1000).flat_map(|n| part(&format!("f{n}"), b"")).collect();
    let many_fields: String = (0..1000).map(|n| format!("f{n}=&")).collect();
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(2000), "]".repeat(2000));
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("application/json", b"{".to_vec()),
        ("application/json", b"[]".to_vec()),
        ("application/json", b"null".to_vec()),
        ("application/json", b"\"text\"".to_vec()),
        ("application/json", b"{\"a\":1,\"a\":2}".to_vec()),
        ("application/json", b"{\"a\":\"\\u0000\"}".to_vec()),
        ("application/json", b"{\"a\":\"\xff\"}".to_vec()),
        ("application/json", b"{\"a\":1e400}".to_vec()),
        ("application/json", deep.into_bytes()),
        ("application/x-www-form-urlencoded", b"a=%".to_vec()),
        ("application/x-www-form-urlencoded", b"a=%ff".to_vec()),
        ("application/x-www-form-urlencoded", b"a=%00".to_vec()),
        ("application/x-www-form-urlencoded", b"a=1&a=2".to_vec()),
        ("application/x-www-form-urlencoded", b"\xff=1".to_vec()),
        ("application/x-www-form-urlencoded", many_fields.into_bytes()),
        ("multipart/form-data", b"x".to_vec()),
        ("multipart/form-data; boundary=", b"x".to_vec()),
        ("multipart/form-data; boundary=other", part("a", b"x")),
        (&multipart, b"x".to_vec()),
        (&multipart, part("a", b"breaks off")),
        (&multipart, part("a", b"\xff")),
        (&multipart, part("a", b"\0")),
        (&multipart, twice),
        (&multipart, unnamed.into_bytes()),
        (&multipart, nested.into_bytes()),
        (&multipart, many),
        ("text/plain", b"{}".to_vec()),
        ("text/xml", b"<a/>".to_vec()),
        ("application/octet-stream", b"\0\x01".to_vec()),
        ("application/json; charset=utf-16", b"{\0}\0".to_vec()),
        ("", b"a=b".to_vec()),
    ];
    let body = |(media, body): (&str, Vec<u8>)| {
        let said = String::from_utf8_lossy(&body[..body.len().min(30)]).into_owned();
        (format!("{media} {said}"), typed(post(), media).body(body))
    };
    let mut all: Vec<_> = bodies.into_iter().map(body).collect();
    let packed = post().header("content-encoding", "gzip").json(&json!({}));
    all.push(("packed".to_owned(), packed));
    all
}
