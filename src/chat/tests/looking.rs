use std::io::Cursor;

use image::{DynamicImage, ImageFormat};

use crate::chat::look::look;
use crate::store::uploads::PictureSize;
use crate::values::MediaType;

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(70, 60).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// What it is taken for, and how large.
fn taken(content: &[u8], declared: &str) -> (String, Option<(u32, u32)>) {
    let (media, size) = look(content, MediaType::parse(declared));
    (media.to_string(), size.map(|PictureSize { width, height }| (width, height)))
}

/// A JPEG that says in its Exif how it is to be turned.
fn turned(orientation: u8) -> Vec<u8> {
    let jpeg = picture(ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// A PNG that says how large it is and has next to nothing of it.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = picture(ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = crc32fast::Hasher::new();
    crc.update(&png[12..29]);
    png[29..33].copy_from_slice(&crc.finalize().to_be_bytes());
    png
}

#[test]
fn a_picture_is_known_by_its_content_whatever_it_is_called() {
    for (format, media) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::WebP, "image/webp"),
    ] {
        for declared in [media, "text/html", "image/svg+xml", "nonsense", ""] {
            let expected = (media.to_owned(), Some((70, 60)));
            assert_eq!(taken(&picture(format), declared), expected, "{declared}");
        }
    }
}

#[test]
fn what_is_no_picture_is_not_called_one() {
    let page = b"<!doctype html><script>alert(1)</script>";
    for (declared, media) in [
        ("image/png", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("text/html", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
        ("text/javascript", "application/octet-stream"),
        ("application/x-www-form-urlencoded", "application/octet-stream"),
        ("multipart/form-data; boundary=x", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("Text/Plain; charset=utf-8", "text/plain"),
        ("application/pdf", "application/pdf"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ] {
        assert_eq!(taken(page, declared), (media.to_owned(), None), "{declared}");
    }
}

#[test]
fn a_picture_that_lies_on_its_side_is_measured_upright() {
    for (orientation, size) in [(1, (70, 60)), (3, (70, 60)), (6, (60, 70)), (8, (60, 70))] {
        assert_eq!(taken(&turned(orientation), "").1, Some(size), "{orientation}");
    }
}

#[test]
fn a_picture_that_would_unpack_to_too_much_is_a_file_like_any_other() {
    for (width, height) in [(60_000, 60_000), (16_385, 1), (10_000, 10_000), (0, 1)] {
        let (media, size) = taken(&bomb(width, height), "");
        assert_eq!((media.as_str(), size), ("image/png", None), "{width}×{height}");
    }
    assert_eq!(taken(&bomb(7_000, 7_000), "").1, Some((7_000, 7_000)));
    for cut in 0..60 {
        look(&picture(ImageFormat::Jpeg)[..cut], None);
        look(&picture(ImageFormat::WebP)[..cut.min(50)], None);
    }
}
