use crate::dialects::body::{BadBody, Fields, NotText};
use crate::http::json::Repeats::{self, LastCounts, Refused};

async fn read(media: &str, body: &[u8], repeats: Repeats) -> Result<Fields, BadBody> {
    Fields::of(media, body.to_vec().into(), repeats).await
}

fn multipart(parts: &[(&str, &str)]) -> Vec<u8> {
    let part = |(disposition, content): &(&str, &str)| {
        format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
    };
    let parts: String = parts.iter().map(part).collect();
    format!("{parts}--b--\r\n").into_bytes()
}

const MULTIPART: &str = "multipart/form-data; boundary=b";
const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";
const JSON: &str = "Application/JSON";

#[tokio::test]
async fn one_shape_comes_of_three_ways_to_write() {
    let parts = multipart(&[("name=\"user\"", "小明 +"), ("name=\"n\"", "7")]);
    for (media, body) in [
        (JSON, "{\"user\": \"小明 +\", \"n\": 7}".as_bytes()),
        (FORM, "user=%E5%B0%8F明+%2B&n=7".as_bytes()),
        (MULTIPART, &parts),
    ] {
        let fields = read(media, body, Refused).await.unwrap();
        assert_eq!(fields.text("user"), Ok(Some("小明 +")), "{media}");
        assert_eq!(fields.text_or_number("n"), Ok(Some("7".to_owned())), "{media}");
        assert_eq!(fields.text("other"), Ok(None));
        assert!(fields.has("n") && !fields.has("other"));
        assert_eq!(fields.typed, media == JSON);
    }
    let json = read(JSON, b"{\"a\":7,\"b\":null,\"c\":true,\"d\":1.5}", Refused).await.unwrap();
    for name in ["a", "b", "c", "d"] {
        assert_eq!(json.text(name), Err(NotText), "{name}");
    }
    assert_eq!(json.text_or_number("d"), Err(NotText));
    for media in [JSON, FORM, MULTIPART, "", "text/plain"] {
        assert!(read(media, b"", Refused).await.is_ok(), "nothing is no fields: {media}");
    }
}

#[tokio::test]
async fn a_part_with_a_file_name_is_a_file_and_no_text() {
    let file = "name=\"a\"; filename=\"../../x\"\r\nContent-Type: text/html";
    let body = multipart(&[(file, "\0bytes"), ("name=\"b\"", "text")]);
    let fields = read(MULTIPART, &body, Refused).await.unwrap();
    assert_eq!(fields.file("a").unwrap().as_ref(), b"\0bytes");
    assert_eq!((fields.text("a"), fields.value("a")), (Err(NotText), None));
    assert!(fields.has("a") && fields.file("b").is_none());
}

#[tokio::test]
async fn what_comes_twice_is_refused_or_the_last_counts() {
    let parts = multipart(&[("name=\"a\"", "1"), ("name=\"a\"", "2")]);
    let bodies: [(&str, &[u8]); 3] =
        [(JSON, b"{\"a\":\"1\",\"a\":\"2\"}"), (FORM, b"a=1&a=2"), (MULTIPART, &parts)];
    for (media, body) in bodies {
        assert_eq!(read(media, body, Refused).await.err(), Some(BadBody::Malformed), "{media}");
        let fields = read(media, body, LastCounts).await.unwrap();
        assert_eq!(fields.text("a"), Ok(Some("2")), "{media}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_from_what_is_of_another_type() {
    let many: String = (0..65).map(|n| format!("f{n}=&")).collect();
    for (media, body) in [
        (JSON, &b"{"[..]),
        (JSON, b"{} {}"),
        (JSON, b"{\"a\":\"\\u0000\"}"),
        (FORM, b"a=%"),
        (FORM, b"a=%00"),
        (FORM, b"%00=a"),
        (FORM, b"a=%ff"),
        (FORM, many.as_bytes()),
        ("multipart/form-data", b"--b--"),
        (MULTIPART, b"--b\r\n"),
        (MULTIPART, b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
    ] {
        let bad = read(media, body, Refused).await.err();
        assert_eq!(bad, Some(BadBody::Malformed), "{media} {}", body.escape_ascii());
    }
    let list = read(JSON, b"[1]", Refused).await.err();
    assert_eq!(list, Some(BadBody::NotFields(serde_json::json!([1]))));
    let other = read("text/plain", b"x", Refused).await.err();
    assert_eq!(other, Some(BadBody::OtherType("text/plain".to_owned())));
}
