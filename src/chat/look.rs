//! What a file is: judged by its content where a browser will show it, and otherwise called what
//! its sender calls it.
//!
//! Deliberately absent: sniffing for anything but pictures. Nothing is ever taken for a page or a
//! script, whatever it looks like and whatever it is called.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::store::uploads::PictureSize;
use crate::values::MediaType;

/// How much of a file is looked at: enough for what cameras put in front of their pixels.
pub const HEAD_BYTES: usize = 256 * 1024;

/// A larger picture is a file like any other: who looks at it would have to unpack it.
const SIDE_MAX: u32 = 16_384;
const PIXELS_MAX: u64 = 50_000_000;
/// What may be unpacked of what stands in front of the pixels.
const BESIDE_PIXELS_BYTES_MAX: u64 = 1024 * 1024;

/// What the file is that begins so; and how large it is, if it is a picture to be shown.
pub fn look(head: &[u8], declared: Option<MediaType>) -> (MediaType, Option<PictureSize>) {
    match shown_format(head) {
        Some((format, media)) => (known(media), measured(head, format)),
        None => (declared.filter(is_harmless).unwrap_or_else(MediaType::unknown), None),
    }
}

fn known(media: &str) -> MediaType {
    MediaType::parse(media).unwrap_or_else(MediaType::unknown)
}

/// The formats that every browser shows and none of which can hold a program.
fn shown_format(head: &[u8]) -> Option<(ImageFormat, &'static str)> {
    let format = image::guess_format(head).ok()?;
    let media = match format {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::Gif => "image/gif",
        ImageFormat::WebP => "image/webp",
        _ => return None,
    };
    Some((format, media))
}

/// As it is shown: upright. Nothing is unpacked but what stands in front of the pixels.
fn measured(head: &[u8], format: ImageFormat) -> Option<PictureSize> {
    let mut reader = ImageReader::with_format(Cursor::new(head), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(BESIDE_PIXELS_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > PIXELS_MAX {
        return None;
    }
    let on_its_side = matches!(
        decoder.orientation(),
        Ok(Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH)
    );
    Some(match on_its_side {
        true => PictureSize { width: height, height: width },
        false => PictureSize { width, height },
    })
}

/// Whether a file may be called that although nobody has looked. A picture would have been known by
/// its content; pages and scripts are called so nowhere, since some client might run them; and a
/// form is what `curl` calls everything.
fn is_harmless(media: &MediaType) -> bool {
    let name = media.as_str();
    let is_shown = name.starts_with("image/");
    let is_form = name.starts_with("multipart/") || name == "application/x-www-form-urlencoded";
    let runs = name.ends_with("xml") || name.contains("html") || name.contains("script");
    !is_shown && !is_form && !runs
}
