//! Lines on paper, and the paper as a PNG.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

pub(super) type Point = (f32, f32);

pub(super) const WIDTH: usize = 260;
pub(super) const HEIGHT: usize = 80;

/// How dark each pixel is, from 0 to 1.
pub(super) struct Canvas(Vec<f32>);

impl Canvas {
    pub(super) fn new() -> Canvas {
        Canvas(vec![0.0; WIDTH * HEIGHT])
    }

    /// A line with round ends and smooth edges. What lies beyond the paper is cut off.
    pub(super) fn line(&mut self, from: Point, to: Point, radius: f32) {
        let reach = radius + 1.0;
        let span = |a: f32, b: f32, end: usize| {
            let first = (a.min(b) - reach).clamp(0.0, end as f32) as usize;
            let last = (a.max(b) + reach).ceil().clamp(0.0, end as f32) as usize;
            first..last
        };
        for y in span(from.1, to.1, HEIGHT) {
            for x in span(from.0, to.0, WIDTH) {
                let away = distance((x as f32, y as f32), from, to);
                let ink = (radius + 0.5 - away).clamp(0.0, 1.0);
                let pixel = &mut self.0[y * WIDTH + x];
                *pixel = pixel.max(ink);
            }
        }
    }

    /// In shades of grey between the two, and with nothing in the file but the pixels.
    #[expect(clippy::expect_used, reason = "the size is fixed and memory takes every byte")]
    pub(super) fn png(&self, paper: u8, ink: u8) -> Vec<u8> {
        let (paper, ink) = (f32::from(paper), f32::from(ink));
        let grey: Vec<u8> =
            self.0.iter().map(|dark| (paper + (ink - paper) * dark) as u8).collect();
        let mut png = Vec::new();
        PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive)
            .write_image(&grey, WIDTH as u32, HEIGHT as u32, ExtendedColorType::L8)
            .expect("a picture of the right size can be encoded");
        png
    }
}

fn distance(point: Point, from: Point, to: Point) -> f32 {
    let along = (to.0 - from.0, to.1 - from.1);
    let off = (point.0 - from.0, point.1 - from.1);
    let length = along.0 * along.0 + along.1 * along.1;
    let part = ((off.0 * along.0 + off.1 * along.1) / length.max(1e-6)).clamp(0.0, 1.0);
    (off.0 - part * along.0).hypot(off.1 - part * along.1)
}
