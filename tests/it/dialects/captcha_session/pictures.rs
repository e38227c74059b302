//! Uploads (rows UP of the abuse list): nothing of them but their pixels is kept.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::Method;

use super::super::browser::Browser;
use super::super::talk::{file, multipart, part};
use super::{house, logs_in, registers, said};
use crate::support::Answer;

async fn uploads(browser: &mut Browser, file_name: &str, content: &[u8]) -> Answer {
    let request = browser.client.request(Method::POST, "/user/avatar");
    browser.send(multipart(request, &[file("avatar", file_name, content)])).await
}

async fn alice(server: &crate::support::Server) -> Browser {
    let mut browser = Browser::at(server);
    registers(&mut browser, "alice").await;
    logs_in(&mut browser, "alice").await;
    browser
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(64, 48, |x, y| Rgb([x as u8 * 4, y as u8 * 5, 128]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

async fn shown(browser: &Browser, path: &str) -> (Answer, Vec<u8>) {
    let answer = browser.client.get(path).await;
    let bytes = browser.client.request(Method::GET, path).send().await.unwrap();
    (answer, bytes.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_picture_of_four_kinds_is_taken_and_shown() {
    let server = house().open();
    let mut alice = alice(&server).await;
    use ImageFormat::{Gif, Jpeg, Png, WebP};
    for format in [Png, Jpeg, WebP, Gif] {
        let answer = uploads(&mut alice, "me.bin", &picture(format)).await;
        assert_eq!(said(&answer), (200, "上传成功"), "{format:?}");
        let path = answer.json["avatar"].as_str().unwrap().to_owned();
        assert_eq!(alice.get("/user/info").await.json["avatar"], path.as_str());
        let (answer, bytes) = shown(&alice, &path).await;
        assert_eq!(answer.status, 200, "anybody sees it");
        assert!(answer.header("content-type").starts_with("image/"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
        let kept = image::load_from_memory(&bytes).unwrap();
        assert_eq!((kept.width(), kept.height()), (48, 48), "cut square");
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let server = house().open();
    let mut alice = alice(&server).await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let html = b"<!doctype html><script>alert(1)</script>";
    let cut = &picture(ImageFormat::Png)[..60];
    let uploaded: [(&str, &[u8]); 5] =
        [("a.svg", svg), ("a.png", html), ("a.png", b""), ("a.png", b"\x89PNG"), ("a.png", cut)];
    for (name, content) in uploaded {
        let answer = uploads(&mut alice, name, content).await;
        assert_eq!(said(&answer), (403, "不支持的图片格式"), "{name}");
    }
    let request = || alice.client.request(Method::POST, "/user/avatar");
    for parts in [vec![], vec![part("avatar", b"text")], vec![file("other", "a", b"x")]] {
        let answer = alice.clone().send(multipart(request(), &parts)).await;
        assert_eq!(said(&answer), (403, "无效参数"));
    }
    let answer = uploads(&mut Browser::at(&server), "a.png", &picture(ImageFormat::Png)).await;
    assert_eq!(said(&answer), (403, "未登录"));
}

/// UP-02 and UP-05: what stands behind, between and beside the pixels is gone.
#[tokio::test]
async fn a_polyglot_leaves_only_its_pixels() {
    let server = house().open();
    let mut alice = alice(&server).await;
    let hidden = b"<script>alert(1)</script>PK\x03\x04";
    for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::Jpeg] {
        let mut polyglot = picture(format);
        polyglot.extend_from_slice(hidden);
        let answer = uploads(&mut alice, "a.html", &polyglot).await;
        assert_eq!(said(&answer), (200, "上传成功"), "{format:?}");
        let (_, bytes) = shown(&alice, answer.json["avatar"].as_str().unwrap()).await;
        assert!(!bytes.windows(8).any(|eight| eight == b"<script>"), "{format:?}");
        assert!(!bytes.windows(4).any(|four| four == b"PK\x03\x04"), "{format:?}");
    }
}

/// UP-03: refused by its header, before anything is unpacked.
#[tokio::test]
async fn a_picture_bomb_is_refused_before_it_is_decoded() {
    let server = house().open();
    let mut alice = alice(&server).await;
    let mut bomb = b"\x89PNG\r\n\x1a\n".to_vec();
    let header =
        [&b"IHDR"[..], &50_000_u32.to_be_bytes(), &50_000_u32.to_be_bytes(), b"\x08\x02\0\0\0"];
    let header = header.concat();
    bomb.extend(13_u32.to_be_bytes());
    bomb.extend(&header);
    bomb.extend(crc32fast::hash(&header).to_be_bytes());
    bomb.extend([0, 0, 0, 0]);
    bomb.extend(b"IDAT");
    bomb.extend(crc32fast::hash(b"IDAT").to_be_bytes());
    assert_eq!(said(&uploads(&mut alice, "a.png", &bomb).await), (403, "文件过大"));
}

/// UP-06.
#[tokio::test]
async fn an_upload_that_is_too_large_is_refused() {
    let server = house().open();
    let mut alice = alice(&server).await;
    let large = vec![0; 6 << 20];
    assert_eq!(said(&uploads(&mut alice, "a.png", &large).await), (403, "文件过大"));
    assert_eq!(alice.get("/user/info").await.json["avatar"], "");
}

/// UP-04: a file's name is what a stranger says.
#[tokio::test]
async fn the_name_of_a_file_leads_nowhere() {
    let server = house().open();
    let mut alice = alice(&server).await;
    let long = "x".repeat(4096);
    for name in ["../../../etc/cron.d/x", "C:\\\\x", "~/..", "a\\\"b", &long] {
        let answer = uploads(&mut alice, name, &picture(ImageFormat::Png)).await;
        assert_eq!(said(&answer), (200, "上传成功"), "{name}");
        let path = answer.json["avatar"].as_str().unwrap();
        let hash = path.strip_prefix("/v1/avatars/").unwrap();
        assert!(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{path}");
    }
}
