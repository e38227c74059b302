use image::{AnimationDecoder, Frame, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

/// Red on the left, blue on the right.
fn red_and_blue(width: u32, height: u32) -> DynamicImage {
    let red = |x| if x < width / 2 { [255, 0, 0] } else { [0, 0, 255] };
    RgbImage::from_fn(width, height, |x, _| Rgb(red(x))).into()
}

/// Lossless pictures are largest when nothing in them repeats.
fn noise(width: u32, height: u32) -> RgbaImage {
    let mut state = 1u32;
    RgbaImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgba(state.to_be_bytes())
    })
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// One piece of a PNG file.
fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [name, data].concat();
    let sum = crc32fast::hash(&named);
    [&(data.len() as u32).to_be_bytes()[..], &named, &sum.to_be_bytes()].concat()
}

/// A PNG file with pieces put in behind its header.
fn png_with(file: &[u8], chunks: &[u8]) -> Vec<u8> {
    let (head, body) = file.split_at(8 + 25);
    [head, chunks, body].concat()
}

fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = chunk(b"IHDR", &[&size[..], &[8, 6, 0, 0, 0]].concat());
    let pixels = [0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
    [b"\x89PNG\r\n\x1a\n", &header[..], &chunk(b"IDAT", &pixels), &chunk(b"IEND", &[])].concat()
}

/// EXIF with an orientation, and a latitude that must not get out.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    tiff.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"GPS 48.8584 N 2.2945 E");
    tiff
}

/// A JPEG file with a segment put in behind its first marker.
fn jpeg_with(file: &[u8], marker: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&file[..2], &[0xff, marker], &length, data, &file[2..]].concat()
}

fn shown(upload: &[u8]) -> RgbaImage {
    image::load_from_memory(&square(upload).unwrap().bytes).unwrap().to_rgba8()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn every_format_that_is_taken_becomes_a_small_square() {
    let large = red_and_blue(1200, 800);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let picture = square(&file(&large, format)).unwrap();
        assert_eq!(picture.kind, PictureKind::Jpeg, "{format:?}");
        assert!(picture.bytes.len() < 40_000, "{format:?}: {}", picture.bytes.len());
        let shown = image::load_from_memory(&picture.bytes).unwrap().to_rgba8();
        assert_eq!(shown.dimensions(), (512, 512), "{format:?}");
        assert!(shown.get_pixel(5, 250).0[0] > 200 && shown.get_pixel(506, 250).0[2] > 200);
    }
}

#[test]
fn a_small_picture_is_cut_and_not_blown_up() {
    for (width, height, side) in [(1, 1, 1), (3, 900, 3), (4096, 2, 2), (100, 512, 100)] {
        let shown = shown(&file(&red_and_blue(width, height), ImageFormat::Png));
        assert_eq!(shown.dimensions(), (side, side), "{width}x{height}");
    }
}

#[test]
fn what_shines_through_goes_on_shining_through() {
    let glass = RgbaImage::from_pixel(600, 600, Rgba([10, 20, 30, 128]));
    let picture = square(&file(&glass.into(), ImageFormat::Png)).unwrap();
    assert_eq!(picture.kind, PictureKind::Png);
    let shown = image::load_from_memory(&picture.bytes).unwrap().to_rgba8();
    assert_eq!((shown.width(), shown.get_pixel(9, 9).0), (512, [10, 20, 30, 128]));
}

#[test]
fn noise_is_kept_small_too() {
    let picture = square(&file(&noise(700, 700).into(), ImageFormat::Png)).unwrap();
    assert_eq!(picture.kind, PictureKind::Png);
    assert!(picture.bytes.len() <= BYTES_MAX, "{}", picture.bytes.len());

    let opaque = DynamicImage::from(noise(700, 700)).to_rgb8();
    let picture = square(&file(&opaque.into(), ImageFormat::Png)).unwrap();
    assert!(picture.bytes.len() <= BYTES_MAX, "{}", picture.bytes.len());
}

#[test]
fn up_01_what_cannot_be_decoded_is_no_picture_whatever_it_is_called() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let xml = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>";
    let html = b"<!doctype html><script>alert(1)</script>";
    let bmp = [b"BM".as_slice(), &[0; 60]].concat();
    let good = file(&red_and_blue(64, 64), ImageFormat::Png);
    for bad in [
        svg.as_slice(),
        xml,
        html,
        &bmp,
        b"",
        b"\0",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x04\0\0\0WEBP",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"MZ",
        &good[..20],
        &good[..good.len() / 2],
    ] {
        let text = String::from_utf8_lossy(bad);
        assert_eq!(square(bad), Err(BadPicture::NotAPicture), "{text:.20}");
    }
}

#[test]
fn up_02_nothing_that_rides_along_survives() {
    let script = b"<script>alert(1)</script>";
    let zip = b"PK\x03\x04 a program";
    let picture = red_and_blue(64, 64);
    let png = file(&picture, ImageFormat::Png);
    let jpeg = file(&picture, ImageFormat::Jpeg);
    let gif = file(&picture, ImageFormat::Gif);
    let text = chunk(b"tEXt", &[b"Comment\0".as_slice(), script].concat());
    for polyglot in [
        png_with(&png, &text),
        [&png[..], zip, script].concat(),
        jpeg_with(&jpeg, 0xfe, script),
        jpeg_with(&jpeg, 0xe2, script),
        [&jpeg[..], script, zip].concat(),
        [&gif[..], script, zip].concat(),
    ] {
        assert!(contains(&polyglot, script));
        let kept = square(&polyglot).unwrap();
        assert!(!contains(&kept.bytes, b"script") && !contains(&kept.bytes, b"PK\x03\x04"));
        assert!(kept.bytes.starts_with(b"\xff\xd8\xff"));
    }
}

#[test]
fn up_03_a_bomb_is_recognised_by_its_header() {
    for (width, height) in
        [(50_000, 50_000), (4097, 1), (1, 4097), (4096, 4096), (u32::MAX >> 1, u32::MAX >> 1)]
    {
        let refused = square(&png_that_claims(width, height));
        assert_eq!(refused, Err(BadPicture::TooManyPixels), "{width}x{height}");
    }
    // Within the limits the header passes, and the missing pixels are noticed.
    assert_eq!(square(&png_that_claims(4000, 4000)), Err(BadPicture::NotAPicture));

    let mut gif = file(&red_and_blue(16, 16), ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    assert_eq!(square(&gif), Err(BadPicture::TooManyPixels));

    assert_eq!(square(&vec![0; UPLOAD_BYTES_MAX + 1]), Err(BadPicture::TooLarge));
}

#[test]
fn up_03_only_the_first_of_many_frames_is_looked_at() {
    let mut gif = Vec::new();
    {
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut gif);
        let frame = |n: u8| Frame::new(RgbaImage::from_pixel(8, 8, Rgba([n, 255 - n, 0, 255])));
        encoder.encode_frames((0..200).map(frame)).unwrap();
    }
    let decoder = image::codecs::gif::GifDecoder::new(Cursor::new(&gif)).unwrap();
    assert_eq!(decoder.into_frames().count(), 200);
    let first = shown(&gif).get_pixel(4, 4).0;
    assert!(first[0] < 30 && first[1] > 225, "{first:?}");
}

#[test]
fn up_05_where_a_picture_was_taken_is_not_told() {
    let jpeg = file(&red_and_blue(64, 64), ImageFormat::Jpeg);
    let located = jpeg_with(&jpeg, 0xe1, &[b"Exif\0\0".as_slice(), &exif(1)].concat());
    let png = file(&red_and_blue(64, 64), ImageFormat::Png);
    for upload in [located, png_with(&png, &chunk(b"eXIf", &exif(1)))] {
        assert!(contains(&upload, b"GPS 48.8584"));
        let kept = square(&upload).unwrap();
        for trace in [b"Exif".as_slice(), b"eXIf", b"GPS", b"MM\0\x2a"] {
            assert!(!contains(&kept.bytes, trace), "{}", String::from_utf8_lossy(trace));
        }
    }
}

#[test]
fn a_picture_that_was_taken_sideways_is_turned_upright() {
    let is_red = |shown: &RgbaImage, x, y| shown.get_pixel(x, y).0[0] > 150;
    let jpeg = file(&red_and_blue(64, 64), ImageFormat::Jpeg);
    // What orientation 1, 3, 6 and 8 make of a red left half: left, right, top, bottom.
    for (orientation, red_at) in [(1, (8, 32)), (3, (56, 32)), (6, (32, 8)), (8, (32, 56))] {
        let exif = [b"Exif\0\0".as_slice(), &exif(orientation)].concat();
        let shown = shown(&jpeg_with(&jpeg, 0xe1, &exif));
        assert!(is_red(&shown, red_at.0, red_at.1), "orientation {orientation}");
        assert!(!is_red(&shown, 63 - red_at.0, 63 - red_at.1), "orientation {orientation}");
    }
}

#[test]
fn the_middle_is_what_is_kept() {
    let mark = |x| if (500..700).contains(&x) { [0, 255, 0] } else { [255, 0, 0] };
    let wide = RgbImage::from_fn(1200, 200, |x, _| Rgb(mark(x)));
    let shown = shown(&file(&wide.into(), ImageFormat::Png));
    assert_eq!(shown.dimensions(), (200, 200));
    assert!(shown.pixels().all(|pixel| pixel.0[1] > 200));
}
