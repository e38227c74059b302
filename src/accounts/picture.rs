//! What becomes of an uploaded picture: a small square one, made anew from its pixels.
//!
//! Nothing of the file itself is kept: no name, no metadata (where it was taken, with what), no
//! colour profile, nothing that stands behind or between the pixels. What it claims to be does not
//! matter either; it is what it can be decoded as.
//!
//! Deliberately absent: moving pictures (the first frame is taken), and SVG, which is a program.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};

/// The largest upload that is looked at.
pub const UPLOAD_BYTES_MAX: usize = 5 * 1024 * 1024;

/// The side of what we keep, unless the picture is smaller.
const SIDE: u32 = 512;
/// Where a picture of that side is larger than [`BYTES_MAX`], which only lossless noise is.
const SIDE_OF_NOISE: u32 = 256;
const BYTES_MAX: usize = 300 * 1024;

const UPLOAD_SIDE_MAX: u32 = 4096;
const UPLOAD_PIXELS_MAX: u64 = 16_000_000;
/// What the pixels may take in memory while they are being decoded: 16 million of four bytes.
const DECODED_BYTES_MAX: u64 = 4 * UPLOAD_PIXELS_MAX;
/// What everything else in the file may unpack to: profiles, comments, tables.
const BESIDE_PIXELS_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// A picture that is fit to be kept and to be shown to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub bytes: Vec<u8>,
    pub kind: PictureKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    Jpeg,
    /// Where something shines through.
    Png,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    #[error("the file is larger than {UPLOAD_BYTES_MAX} bytes")]
    TooLarge,
    #[error("the picture has more than {UPLOAD_SIDE_MAX} pixels a side, or 16 million in all")]
    TooManyPixels,
    #[error("this is not a picture in PNG, JPEG, WebP or GIF that can be read")]
    NotAPicture,
}

/// The middle of an upload as a square, upright and small. Takes the processor for some ten to a
/// hundred milliseconds and up to 100 MB, so call it where that holds nobody up, a few at a time.
pub fn square(upload: &[u8]) -> Result<Picture, BadPicture> {
    if upload.len() > UPLOAD_BYTES_MAX {
        return Err(BadPicture::TooLarge);
    }
    let (picture, orientation) = decode(upload)?;
    let mut picture = shrink_to_square(picture, SIDE);
    picture.apply_orientation(orientation);
    let encoded = encode(&picture)?;
    if encoded.bytes.len() <= BYTES_MAX {
        return Ok(encoded);
    }
    encode(&shrink_to_square(picture, SIDE_OF_NOISE))
}

/// The pixels, once the header has said that there are not too many of them.
fn decode(upload: &[u8]) -> Result<(DynamicImage, Orientation), BadPicture> {
    let reader = ImageReader::new(Cursor::new(upload)).with_guessed_format();
    let mut reader = reader.map_err(|_| BadPicture::NotAPicture)?;
    use ImageFormat::{Gif, Jpeg, Png, WebP};
    if !matches!(reader.format(), Some(Png | Jpeg | WebP | Gif)) {
        return Err(BadPicture::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(UPLOAD_SIDE_MAX);
    limits.max_image_height = Some(UPLOAD_SIDE_MAX);
    limits.max_alloc = Some(BESIDE_PIXELS_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    let too_many = u64::from(width) * u64::from(height) > UPLOAD_PIXELS_MAX;
    // Sixteen bits a channel make a picture of half as many pixels as large.
    if too_many || decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(BadPicture::TooManyPixels);
    }
    // A picture whose metadata cannot be read is shown as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok((picture, orientation))
}

fn refused(error: ImageError) -> BadPicture {
    match error {
        ImageError::Limits(_) => BadPicture::TooManyPixels,
        _ => BadPicture::NotAPicture,
    }
}

/// Shrinks before it cuts, so that no second large picture is made.
fn shrink_to_square(picture: DynamicImage, side_max: u32) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let shorter = width.min(height);
    let side = shorter.min(side_max);
    let scaled = |length: u32| {
        let length = u64::from(length) * u64::from(side) / u64::from(shorter.max(1));
        u32::try_from(length).unwrap_or(side).max(side)
    };
    let small = match shorter > side {
        true => picture.thumbnail_exact(scaled(width), scaled(height)),
        false => picture,
    };
    small.crop_imm((small.width() - side) / 2, (small.height() - side) / 2, side, side)
}

fn encode(picture: &DynamicImage) -> Result<Picture, BadPicture> {
    let rgba = picture.to_rgba8();
    let (width, height) = rgba.dimensions();
    let mut bytes = Vec::new();
    let (written, kind) = if rgba.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
        let png = PngEncoder::new(&mut bytes);
        let colours = image::ExtendedColorType::Rgba8;
        (png.write_image(rgba.as_raw(), width, height, colours), PictureKind::Png)
    } else {
        let jpeg = JpegEncoder::new_with_quality(&mut bytes, 85);
        let colours = image::ExtendedColorType::Rgb8;
        (jpeg.write_image(&picture.to_rgb8(), width, height, colours), PictureKind::Jpeg)
    };
    written.map_err(refused)?;
    Ok(Picture { bytes, kind })
}

#[cfg(test)]
mod tests;
