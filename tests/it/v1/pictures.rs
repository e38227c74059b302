//! Pictures of people (UP-01 to UP-07).

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::support::{Answer, House, Person};

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let paint = |x: u32, y: u32| Rgb([(x % 256) as u8, (y % 256) as u8, 77]);
    let picture = DynamicImage::from(RgbImage::from_fn(width, height, paint));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG that says how large it is and has next to nothing of it.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = picture(1, 1, ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = crc32fast::Hasher::new();
    crc.update(&png[12..29]);
    png[29..33].copy_from_slice(&crc.finalize().to_be_bytes());
    png
}

async fn upload(person: &Person, media: &str, bytes: Vec<u8>) -> Answer {
    let request = person.client.request(Method::PUT, "/v1/me/avatar").header(CONTENT_TYPE, media);
    person.client.send(request.body(bytes)).await
}

async fn served(person: &Person, path: &str) -> (u16, String, Vec<u8>) {
    let response = person.client.request(Method::GET, path).send().await.unwrap();
    let status = response.status().as_u16();
    let media = response.headers().get(CONTENT_TYPE);
    let media = media.map_or("", |value| value.to_str().unwrap()).to_owned();
    (status, media, response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_picture_is_made_anew_and_served_as_nothing_but_a_picture() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    for (media, format) in [
        ("image/png", ImageFormat::Png),
        ("image/jpeg", ImageFormat::Jpeg),
        ("image/gif", ImageFormat::Gif),
        ("image/webp", ImageFormat::WebP),
    ] {
        let sent = picture(70, 60, format);
        let answer = upload(&alice, media, sent.clone()).await;
        assert_eq!(answer.status, 200, "{media}: {}", answer.text);
        let path = answer.json["avatar"].as_str().unwrap();
        let (status, kept_as, bytes) = served(&alice, path).await;
        assert_eq!(status, 200);
        assert!(["image/png", "image/jpeg"].contains(&kept_as.as_str()), "{kept_as}");
        assert_ne!(bytes, sent);
        let kept = image::load_from_memory(&bytes).unwrap();
        assert_eq!((kept.width(), kept.height()), (60, 60));
        // Anybody may look, and no browser will take it for anything else.
        let answer = server.client().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
        assert!(answer.header("cache-control").contains("immutable"));
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused_whatever_it_calls_itself() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    let cut = picture(300, 300, ImageFormat::Png)[..200].to_vec();
    let bad: [(&str, Vec<u8>); 8] = [
        ("image/svg+xml", svg.clone()),
        ("image/png", svg),
        ("text/html", picture(9, 9, ImageFormat::Png)),
        ("image/png", html.clone()),
        ("image/gif", [&b"GIF89a\x09\0\x09\0\0\0\0"[..], &html].concat()),
        ("image/png", cut),
        ("image/png", Vec::new()),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--\r\n".to_vec()),
    ];
    for (media, bytes) in bad {
        let answer = upload(&alice, media, bytes).await;
        assert_eq!((answer.status, answer.code()), (415, "unsupported_media_type"), "{media}");
    }
    assert_eq!(alice.me().await["avatar"], Value::Null);
}

/// UP-02, UP-05: nothing but pixels comes out.
#[tokio::test]
async fn nothing_of_an_upload_is_kept_but_its_pixels() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let hidden = b"PK\x03\x04 <script>alert(1)</script> GPS 48.2,16.3";
    let png = [&picture(90, 90, ImageFormat::Png)[..], hidden].concat();
    let jpeg = picture(90, 90, ImageFormat::Jpeg);
    let length = u16::try_from(hidden.len() + 2).unwrap().to_be_bytes();
    let comment = [&jpeg[..2], b"\xff\xfe", &length, hidden, &jpeg[2..]].concat();
    for (media, bytes) in [("image/png", png), ("image/jpeg", comment)] {
        let answer = upload(&alice, media, bytes).await;
        assert_eq!(answer.status, 200, "{media}: {}", answer.text);
        let (_, _, kept) = served(&alice, answer.json["avatar"].as_str().unwrap()).await;
        for part in [&b"script"[..], b"GPS", b"PK\x03\x04"] {
            assert!(!kept.windows(part.len()).any(|window| window == part), "{media}");
        }
    }
}

/// UP-03: refused by what the header says, before there are pixels.
#[tokio::test]
async fn a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let before = peak_kib(server.pid());
    for (width, height) in [(50_000, 50_000), (4_097, 1), (4_096, 4_096), (u32::MAX >> 1, 1)] {
        let answer = upload(&alice, "image/png", bomb(width, height)).await;
        let refused = (answer.status, answer.code());
        assert_eq!(refused, (413, "payload_too_large"), "{width} x {height}");
    }
    let grown = peak_kib(server.pid()) - before;
    assert!(grown < 64 * 1024, "{grown} KiB");
}

/// The most memory that a process ever had.
fn peak_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// UP-06: too large is too large, announced or not; the picture before goes.
#[tokio::test]
async fn one_has_one_picture_of_a_bounded_size() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let mut raw = server.raw();
    raw.send(format!(
        "PUT /v1/me/avatar HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: image/png\r\nContent-Length: {}\r\n\r\n",
        alice.access_token,
        6 << 20,
    ));
    assert_eq!(raw.status(), 413, "by what it announces");

    let first = upload(&alice, "image/png", picture(9, 9, ImageFormat::Png)).await;
    let second = upload(&alice, "image/png", picture(8, 8, ImageFormat::Png)).await;
    let [first, second] = [first, second].map(|it| it.json["avatar"].as_str().unwrap().to_owned());
    assert_ne!(first, second);
    assert_eq!(served(&alice, &second).await.0, 200);
    assert_eq!(served(&alice, &first).await.0, 404);
    assert_eq!(alice.client.delete("/v1/me/avatar").await.status, 204);
    assert_eq!(served(&alice, &second).await.0, 404);
}

/// UP-04, UP-07: a picture has the name of its content and no other.
#[tokio::test]
async fn nothing_else_is_found_where_the_pictures_are() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let answer = upload(&alice, "image/png", picture(9, 9, ImageFormat::Png)).await;
    let path = answer.json["avatar"].as_str().unwrap().to_owned();
    let hash = path.rsplit('/').next().unwrap();
    let upper = hash.to_uppercase();
    let others =
        ["", ".", "%2e%2e%2fsecret.key", "..%2f..%2fsecret.key", &upper, &hash[1..], "%00"];
    for other in others {
        let status = alice.client.get(&format!("/v1/avatars/{other}")).await.status;
        assert!(matches!(status, 400 | 404), "{other}: {status}");
    }
    let whole = served(&alice, &path).await.2;
    let ranges = format!("bytes={}0-", "0-,".repeat(1_000));
    let dates = ["Fri, 31 Dec 9999 23:59:60 GMT", "Thu, 01 Jan 999999999999 00:00:00 GMT", "-1"];
    let dates = dates.map(|date| ("if-modified-since", date));
    for (name, value) in dates.into_iter().chain([("range", ranges.as_str())]) {
        let request = alice.client.request(Method::GET, &path).header(name, value);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{name}: {value:.40}");
        assert_eq!(answer.bytes().await.unwrap(), whole);
    }
}
