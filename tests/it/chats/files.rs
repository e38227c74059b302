//! Files in messages: who may have them, how they are given out, what is taken.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use reqwest::Method;
use serde_json::{Value, json};

use super::{people, socket};
use crate::support::{Answer, House, Person, Raw, Server, status_of};

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(7, 5).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

impl Person {
    async fn tries_to_upload(&self, name: &str, media: &str, content: &[u8]) -> Answer {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let path = format!("/v1/uploads?name={name}");
        let request = self.client.request(Method::POST, &path);
        self.client.send(request.header("content-type", media).body(content.to_vec())).await
    }

    async fn uploads(&self, name: &str, media: &str, content: &[u8]) -> Value {
        let answer = self.tries_to_upload(name, media, content).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let place = format!("/v1/uploads/{}", answer.json["id"].as_str().unwrap());
        assert_eq!(answer.header("location"), place);
        answer.json
    }

    async fn gives(&self, chat: &str, text: &str, attachments: &[&Value]) -> Answer {
        let ids: Vec<_> = attachments.iter().map(|attachment| &attachment["id"]).collect();
        let body = json!({ "text": text, "attachments": ids });
        self.client.post(&format!("/v1/chats/{}/messages", super::coded(chat)), body).await
    }

    async fn opens(&self, attachment: &Value) -> Answer {
        self.client.get(&path_of(attachment)).await
    }

    async fn downloads(&self, attachment: &Value) -> Vec<u8> {
        let response = self.client.request(Method::GET, &path_of(attachment)).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.bytes().await.unwrap().to_vec()
    }
}

fn path_of(attachment: &Value) -> String {
    format!("/v1/uploads/{}", attachment["id"].as_str().unwrap())
}

/// How many files lie in the data directory, those half written too.
fn files_of(server: &Server) -> usize {
    fn under(directory: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { under(&path) } else { 1 }).sum()
    }
    under(&server.data().join("files"))
}

fn check(server: &Server) -> (bool, String) {
    let ran = server.command(&["check"]).output().unwrap();
    (ran.status.success(), String::from_utf8_lossy(&ran.stdout).into_owned())
}

#[tokio::test]
async fn a_picture_goes_from_one_to_the_other_as_it_is() {
    let (server, [alice, bob]) = people(["alice", "bob"]).await;
    let tea = alice.uploads("tea.png", "application/pdf", &png()).await;
    let id = &tea["id"];
    let bytes = png().len();
    let described = json!({ "id": id, "name": "tea.png", "type": "image/png", "bytes": bytes,
        "width": 7, "height": 5 });
    assert_eq!(tea, described);
    assert_eq!(bob.opens(&tea).await.status, 404);

    let mut hears = socket(&server, &bob);
    assert_eq!(alice.gives("@bob", "", &[&tea]).await.status, 201);
    let heard = hears.hear();
    assert_eq!((&heard["text"], &heard["attachments"]), (&json!(""), &json!([described])));
    assert_eq!(bob.downloads(&tea).await, png());
    let answer = bob.opens(&tea).await;
    for (name, value) in [
        ("content-type", "image/png"),
        ("content-disposition", "inline; filename=\"tea.png\"; filename*=UTF-8''tea%2Epng"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "private, no-cache"),
        ("accept-ranges", "bytes"),
        ("content-length", &bytes.to_string()),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    let tag = answer.header("etag").to_owned();
    let asks = |name: &str, value: &str| {
        let request = bob.client.request(Method::GET, &path_of(&tea)).header(name, value);
        bob.client.send(request)
    };
    assert_eq!(asks("if-none-match", &tag).await.status, 304);
    let part = asks("range", "bytes=1-3").await;
    assert_eq!((part.status, part.text.as_str()), (206, "PNG"));
    assert_eq!(part.header("content-range"), format!("bytes 1-3/{bytes}"));
    let beyond = asks("range", "bytes=999999-").await;
    assert_eq!((beyond.status, beyond.code()), (416, "range_not_satisfiable"));

    // Over the socket, and what is sent twice is said once.
    let more = alice.uploads("more.txt", "text/plain", b"more tea").await;
    let mut talks = socket(&server, &alice);
    let says = json!({ "type": "send", "id": "k1", "chat": "@bob", "text": "", "attachments": [more["id"]] });
    talks.say(says.clone());
    let first = talks.hears("ack");
    talks.say(says);
    let again = talks.hears("ack");
    assert_eq!((&again["seq"], &again["duplicate"]), (&first["seq"], &json!(true)));
    talks.say(json!({ "type": "send", "chat": "@bob", "text": "x", "attachments": [more["id"]] }));
    assert_eq!(talks.hears("error")["field"], "attachments");
    assert_eq!(hears.hear()["attachments"][0]["name"], "more.txt");

    let export = alice.client.get("/v1/me/export").await.json;
    let named: Vec<_> =
        export["uploads"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(named, ["tea.png", "more.txt"]);
    assert_eq!(export["uploads"][0]["chat"], first["chat"]);
}

#[tokio::test]
async fn who_cannot_read_the_message_is_told_what_is_told_of_nothing() {
    let (_server, [alice, bob, carol]) = people(["alice", "bob", "carol"]).await;
    let room = json!({ "slug": "tea", "title": "Tea", "public": true, "members": ["bob"] });
    let room = alice.makes_room(room).await;
    let before = alice.uploads("a.txt", "text/plain", b"before").await;
    let after = alice.uploads("b.txt", "text/plain", b"after").await;
    let sent = alice.gives(&room, "", &[&before]).await.json;
    bob.client.delete(&format!("/v1/chats/{room}/members/me")).await;
    alice.gives(&room, "", &[&after]).await;

    let nothing = json!({ "id": "00000000-0000-7000-8000-000000000000" });
    let is_nothing = async |person: &Person, attachment: &Value| {
        let (one, other) = (person.opens(attachment).await, person.opens(&nothing).await);
        let told = |answer: &Answer| (answer.status, answer.code().to_owned());
        assert_eq!(told(&one), told(&other));
        one.status == 404
    };
    assert!(is_nothing(&carol, &before).await, "the room is public, but she is not in it");
    assert_eq!(bob.downloads(&before).await, b"before", "what he could read stays his");
    assert!(is_nothing(&bob, &after).await);
    assert_eq!(alice.client.get("/v1/uploads/..%2f").await.status, 400);
    assert_eq!(alice.client.get("/v1/uploads/x").await.status, 404);

    let message = format!("/v1/chats/{room}/messages/{}", sent["seq"]);
    assert_eq!(alice.client.delete(&message).await.status, 200);
    for person in [&alice, &bob, &carol] {
        assert!(is_nothing(person, &before).await);
    }
    let others = bob.uploads("c.txt", "text/plain", b"his").await;
    let refused = alice.gives(&room, "", &[&others]).await;
    assert_eq!((refused.status, refused.code()), (400, "invalid_fields"));
}

#[tokio::test]
async fn whatever_a_file_is_called_it_is_only_saved() {
    let (_server, [alice]) = people(["alice"]).await;
    let page = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (name, media, shown) in [
        ("tea.svg", "image/svg+xml", "tea.svg"),
        ("tea.png", "image/png", "tea.png"),
        ("tea.html", "text/html", "tea.html"),
        ("../../etc/passwd", "text/html; charset=utf-8", "passwd"),
        ("photo_\u{202e}gnp.exe", "", "photo_gnp.exe"),
        ("\"; filename=\"x.html", "text/html", "\"; filename=\"x.html"),
    ] {
        let kept = alice.uploads(name, media, page).await;
        assert_eq!(kept["name"], shown);
        assert_eq!((&kept["type"], kept.get("width")), (&json!("application/octet-stream"), None));
        let answer = alice.opens(&kept).await;
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        let disposition = answer.header("content-disposition");
        let parts: Vec<_> = disposition.split("; ").collect();
        assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
        assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
        assert!(parts.last().unwrap().starts_with("filename*=UTF-8''"), "{disposition}");
    }
    let broken = alice.client.request(Method::POST, "/v1/uploads?name=a%0d%0aSet-Cookie:%20b");
    assert_eq!(alice.client.send(broken.body("x")).await.status, 400);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_before_all_of_it_has_come() {
    let server = House::easygoing().with("uploads.file_mebibytes_max", 1).open();
    let alice = Person::registers(&server.client(), "alice").await;
    let head = |more: &str| {
        format!(
            "POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n{more}\r\n\r\n",
            alice.access_token
        )
    };
    // One that says so in its head need not send a byte.
    let mut announced = server.raw();
    announced.send(head("Content-Length: 1048577").as_bytes());
    let answer = announced.until_closed();
    assert_eq!(status_of(&answer), 413);
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
    // One that does not is cut off on the way: the last piece never comes.
    let mut streamed = server.raw();
    streamed.send(head("Transfer-Encoding: chunked").as_bytes());
    let piece = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
    for _ in 0..17 {
        assert!(streamed.send(&piece));
    }
    assert_eq!(status_of(&streamed.until_closed()), 413);
    assert_eq!(alice.tries_to_upload("x", "", &vec![7; 1 << 20]).await.status, 201);
    assert_eq!(files_of(&server), 1);
    let packed =
        alice.client.request(Method::POST, "/v1/uploads").header("content-encoding", "gzip");
    assert_eq!(alice.client.send(packed.body("x")).await.status, 415);
}

#[tokio::test]
async fn a_house_says_what_it_takes_and_how_much() {
    let server = House::easygoing()
        .with("uploads.account_mebibytes_max", 1)
        .with("uploads.types", "image/*,text/plain")
        .open();
    let alice = Person::registers(&server.client(), "alice").await;
    let refused = alice.tries_to_upload("tea.pdf", "application/pdf", b"%PDF").await;
    assert_eq!((refused.status, refused.code()), (415, "unsupported_media_type"));
    let kept = alice.uploads("a.txt", "text/plain", &vec![b'x'; 1 << 20]).await;
    let full = alice.tries_to_upload("b.txt", "text/plain", b"x").await;
    assert_eq!((full.status, full.code()), (403, "quota_exceeded"));
    assert_eq!(files_of(&server), 1);
    alice.uploads_nothing_more_until_it_deletes(&kept).await;
}

impl Person {
    async fn uploads_nothing_more_until_it_deletes(&self, kept: &Value) {
        let bob = Person::registers(&self.client, "bob").await;
        let sent = self.gives("@bob", "", &[kept]).await.json;
        let full = self.tries_to_upload("b.txt", "text/plain", b"x").await;
        assert_eq!(full.status, 403, "what is in a message counts");
        let path = format!("/v1/chats/@bob/messages/{}", sent["seq"]);
        assert_eq!(self.client.delete(&path).await.status, 200);
        assert_eq!(self.tries_to_upload("b.txt", "text/plain", b"x").await.status, 201);
        assert_eq!(bob.opens(kept).await.status, 404);
    }
}

#[tokio::test]
async fn an_upload_that_a_kill_cuts_off_leaves_nothing() {
    let (mut server, [alice, bob]) = people(["alice", "bob"]).await;
    let sent = alice.uploads("tea.png", "image/png", &png()).await;
    alice.gives("@bob", "", &[&sent]).await;
    let mut half: Raw = server.raw();
    let head = format!(
        "POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: 1000000\r\n\r\n",
        alice.access_token
    );
    half.send(head.as_bytes());
    half.send(vec![b'x'; 600_000]);
    while files_of(&server) < 2 {
        tokio::task::yield_now().await;
    }
    server.kill9();
    assert_eq!(files_of(&server), 2);
    server.start_again();
    assert_eq!(files_of(&server), 1);
    let bob = Person { client: server.client().with_token(&bob.access_token), ..bob };
    assert_eq!(bob.downloads(&sent).await, png());
    let (is_sound, said) = check(&server);
    assert!(is_sound, "{said}");
}

#[tokio::test]
async fn a_backup_has_the_files_and_a_check_misses_them() {
    let (mut server, [alice, bob]) = people(["alice", "bob"]).await;
    let sent = alice.uploads("tea.png", "image/png", &png()).await;
    alice.gives("@bob", "", &[&sent]).await;
    let backup = server.home().join("backup");
    let backed_up = server.command(&["backup", backup.to_str().unwrap()]).output().unwrap();
    assert!(backed_up.status.success(), "{backed_up:?}");
    assert!(check(&server).0);
    assert!(server.stop().success());
    std::fs::remove_dir_all(server.data()).unwrap();
    let restored = server.command(&["restore", backup.to_str().unwrap()]).output().unwrap();
    assert!(restored.status.success(), "{restored:?}");
    server.start_again();
    let bob = Person { client: server.client().with_token(&bob.access_token), ..bob };
    assert_eq!(bob.downloads(&sent).await, png());

    std::fs::remove_dir_all(server.data().join("files")).unwrap();
    std::fs::create_dir(server.data().join("files")).unwrap();
    let (is_sound, said) = check(&server);
    assert!(!is_sound && said.contains("the file of an upload is not there"), "{said}");
    let from = server.home().join("backup/files");
    std::fs::remove_dir_all(from).unwrap();
    let verified = server.command(&["check", backup.to_str().unwrap()]).output().unwrap();
    assert!(!verified.status.success());
}
